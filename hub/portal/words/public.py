"""Words for people who look for support: what happened to them, not what the law calls it."""

from collections.abc import Mapping, Sequence

from hub.domain.codes import MERSEYSIDE, AgeBand, CrimeType
from hub.domain.opening import DAYS, Opening, Span
from hub.portal.words import label

HAPPENED: Mapping[CrimeType, str] = {
    CrimeType.ANTISOCIAL_BEHAVIOUR: "Antisocial behaviour",
    CrimeType.BURGLARY: "Burglary",
    CrimeType.CHILD_CRIMINAL_EXPLOITATION: "A child being used to commit crime",
    CrimeType.CHILD_SEXUAL_EXPLOITATION: "A child being sexually exploited",
    CrimeType.CRIMINAL_DAMAGE_ARSON: "Damage to property, or arson",
    CrimeType.CULPABLE_ROAD_DEATH: "Death of someone close to you on the road",
    CrimeType.DOMESTIC_ABUSE: "Domestic abuse",
    CrimeType.HONOUR_BASED_ABUSE: "Forced marriage or so-called honour-based abuse",
    CrimeType.FRAUD_CYBER: "Fraud or online crime",
    CrimeType.HATE_CRIME: "Hate crime",
    CrimeType.MODERN_SLAVERY: "Modern slavery or trafficking",
    CrimeType.HOMICIDE: "Murder or manslaughter of someone close to you",
    CrimeType.SEXUAL_OFFENCE: "Rape, sexual assault or sexual abuse",
    CrimeType.ROBBERY: "Robbery",
    CrimeType.STALKING_HARASSMENT: "Stalking or harassment",
    CrimeType.THEFT: "Theft",
    CrimeType.PUBLIC_ORDER: "Threats or abuse in public",
    CrimeType.VEHICLE_CRIME: "Vehicle crime",
    CrimeType.VIOLENCE: "Violence",
    CrimeType.OTHER: "Something else",
}
"""In the order in which they are offered."""

_NO_LIMIT = 999
_AGES: Mapping[AgeBand, tuple[int, int]] = {
    AgeBand.UNDER_13: (0, 13),
    AgeBand.AGE_13_TO_15: (13, 16),
    AgeBand.AGE_16_TO_17: (16, 18),
    AgeBand.AGE_18_TO_24: (18, 25),
    AgeBand.AGE_25_TO_59: (25, 60),
    AgeBand.AGE_60_AND_OVER: (60, _NO_LIMIT),
}
"""From one age up to, and without, another."""

_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NOON = 12


def for_what(crime_types: Sequence[str]) -> tuple[str, ...]:
    """Say after which crimes a service helps; none listed stands for any, here and below."""
    if not crime_types or set(crime_types) >= set(HAPPENED):
        return ("Any crime",)
    return tuple(text for value, text in HAPPENED.items() if value in crime_types)


def where(boroughs: Sequence[str]) -> str:
    """Say for which boroughs a service is."""
    if not boroughs or set(boroughs) >= MERSEYSIDE:
        return "All of Merseyside"
    return ", ".join(sorted(label(each) for each in MERSEYSIDE if each in boroughs))


def for_whom(age_bands: Sequence[str]) -> str:
    """Say for which ages a service is: "Under 18", "16 and over"."""
    runs: list[tuple[int, int]] = []
    for band, (lowest, below) in _AGES.items():
        if band in age_bands and runs and runs[-1][1] == lowest:
            runs[-1] = (runs[-1][0], below)
        elif band in age_bands:
            runs.append((lowest, below))
    return ", ".join(_ages(lowest, below) for lowest, below in runs) or "All ages"


def _ages(lowest: int, below: int) -> str:
    if lowest == 0:
        return "All ages" if below == _NO_LIMIT else f"Under {below}"
    return f"{lowest} and over" if below == _NO_LIMIT else f"{lowest} to {below - 1}"


def opening_hours(opening: Opening) -> tuple[str, ...]:
    """Write a week's hours, days that are alike together: "Monday to Friday, 9am to 5pm"."""
    if opening.always:
        return ("Day and night, every day",)
    runs: list[tuple[int, int]] = []
    for day in range(len(DAYS)):
        if runs and opening.week[day] == opening.week[runs[-1][0]]:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    open_days = tuple(
        f"{_days(first, last)}, {' and '.join(_span(each) for each in opening.week[first])}"
        for first, last in runs
        if opening.week[first]
    )
    return open_days if opening.on_bank_holidays else (*open_days, "Closed on bank holidays")


def _days(first: int, last: int) -> str:
    return _DAY_NAMES[first] if first == last else f"{_DAY_NAMES[first]} to {_DAY_NAMES[last]}"


def _span(span: Span) -> str:
    return f"{_clock(span[0])} to {_clock(span[1])}"


def _clock(second: int) -> str:
    hour, minute = divmod(second // 60, 60)
    if minute == 0 and hour % _NOON == 0:
        return "midday" if hour == _NOON else "midnight"
    return f"{hour % _NOON or _NOON}{f':{minute:02}' if minute else ''}{'am' if hour < _NOON else 'pm'}"
