"""The form in which a unit or a coordinator says that the crime, the place or the risk has changed.

It asks the questions of a submission that may be amended, filled in with what is on record; only what differs
from that is sent on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hub.domain.codes import PersonFlag
from hub.domain.errors import Fault
from hub.intake.rules.limits import REASON
from hub.portal.forms import Form
from hub.portal.police.questions import QUESTIONS, Field, Option
from hub.portal.police.questions.body import value_of
from hub.portal.police.questions.sayings import said

Row = Mapping[str, Any]

_ASKED = (
    "crime.type",
    "crime.hate_strands",
    "crime.flags",
    "crime.aspects",
    "crime.incident_borough",
    "person.borough",
    "person.postcode",
    "person.works_or_visits",
    "risk.tool",
    "risk.score",
    "risk.band",
    "risk.professional_judgement",
    "risk.reason",
)
_SAID_HERE: Mapping[str, Mapping[str, str]] = {
    "crime.type": {"heading": "The crime"},
    "crime.incident_borough": {"hint": "Where they live is asked below."},
    "person.borough": {"heading": "The place"},
    "person.postcode": {
        "hint": (
            "Only if it is another one now. We find the borough from it, and take away the address that "
            "belonged to the old one."
        )
    },
    "risk.tool": {"heading": "The risk", "hint": "Leave the risk empty if nothing about it has changed."},
    "risk.score": {"hint": "Only a new score lowers the level of risk."},
    "risk.band": {"hint": "Leave empty to take it from the score, or to leave it as it is."},
}
"""What these questions say differently once a referral has been sent."""

LONGEST = REASON


@dataclass(frozen=True, kw_only=True)
class Own:
    """Offers each question its own options; none of these comes from the directory."""

    @staticmethod
    def options(asked: Field) -> tuple[Option, ...]:
        """Give a question's options."""
        return asked.options


def fields() -> tuple[Field, ...]:
    """Give the questions, in order."""
    known = {each.name: each for each in (field for step in QUESTIONS.values() for field in step)}
    return tuple(_said_here(known[name]) for name in _ASKED)


def _said_here(asked: Field) -> Field:
    words = _SAID_HERE.get(asked.name, {})
    heading, hint = words.get("heading", ""), words.get("hint", asked.hint)
    return replace(asked, heading=heading, hint=hint)


def typed_of(row: Row) -> Form:
    """Fill the form in with what is on record, but for what is sealed, and for the risk."""
    persons = {str(each) for each in PersonFlag}
    filled: dict[str, tuple[str, ...]] = {
        "crime.type": (str(row["crime_type"]),),
        "crime.hate_strands": tuple(row["strands"]),
        "crime.flags": tuple(each for each in row["flags"] if each in persons),
        "crime.aspects": tuple(each for each in row["flags"] if each not in persons),
        "crime.incident_borough": (str(row["incident_borough"]),),
        "person.borough": (str(row["borough"]),),
        "person.works_or_visits": tuple(row["works_or_visits"]),
    }
    return Form({name: values for name, values in filled.items() if values})


def sent_of(form: Form, row: Row) -> dict[str, Any]:
    """Give the body of an amendment: what was typed and is not so already, and the reason."""
    asked = {each.name: value_of(each, form) for each in fields()}
    crime: dict[str, Any] = {
        "type": _changed(asked["crime.type"], row["crime_type"]),
        "flags": _changed_list([*_list(asked["crime.flags"]), *_list(asked["crime.aspects"])], row["flags"]),
        "hate_strands": _changed_list(_list(asked["crime.hate_strands"]), row["strands"]),
        "incident_borough": _changed(asked["crime.incident_borough"], row["incident_borough"]),
    }
    person = {
        "borough": _changed(asked["person.borough"], row["borough"]),
        "postcode": asked["person.postcode"],
        "works_or_visits": _changed_list(_list(asked["person.works_or_visits"]), row["works_or_visits"]),
    }
    risk = {name.partition(".")[2]: value for name, value in asked.items() if name.startswith("risk.")}
    return {"crime": crime, "person": person, "risk": risk, "reason": form.text("reason") or None}


def faults_said(faults: Iterable[Fault]) -> dict[str, str]:
    """Give the messages of the page by field, in the order of the questions."""
    found = list(faults)
    told = {each.field: each.message for each in said(fault for fault in found if fault.pointer != "/reason")}
    for fault in found:
        if fault.pointer == "/reason":
            too_long = f"Use {LONGEST} characters or fewer"
            told["reason"] = "Enter why it changes" if fault.code == "required" else too_long
    return told


def _changed(value: Any, present: Any) -> Any:
    return None if value == str(present) else value


def _changed_list(values: list[str], present: Iterable[str]) -> list[str] | None:
    return None if sorted(values) == sorted(present) else values


def _list(value: Any) -> list[str]:
    return list(value or ())
