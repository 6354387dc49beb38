// Starts the components that the pages use. Every page works without it.
// One hash names the whole set of built files: what this file was asked for by, it asks for the other by.
const { search } = new URL(import.meta.url);
const govuk = await import(`./govuk-frontend.min.js${search}`);

const used = [
  govuk.Button,
  govuk.CharacterCount,
  govuk.Checkboxes,
  govuk.ErrorSummary,
  govuk.ExitThisPage,
  govuk.NotificationBanner,
  govuk.PasswordInput,
  govuk.Radios,
  govuk.ServiceNavigation,
  govuk.SkipLink,
];
for (const component of used) {
  govuk.createAll(component);
}
