// Before anything is drawn: says that scripts run, so that nothing is hidden which no script would show again.
document.body.classList.add(
  "js-enabled",
  ...("noModule" in HTMLScriptElement.prototype ? ["govuk-frontend-supported"] : []),
);
