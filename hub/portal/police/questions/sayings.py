"""Faults of a submission in the words of the page, each beside the question that it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hub.domain.errors import Fault
from hub.intake.rules.fault_codes import FaultCode
from hub.portal.police.questions import QUESTIONS, Field, Kind, Step

_SAYINGS: Mapping[str, str] = {
    FaultCode.WRONG_TYPE: "enter a whole number",
    FaultCode.BAD_DATE: "enter a real date, such as 27 3 2026",
    FaultCode.BAD_INSTANT: "enter a real date, and a time such as 17:30 if you know it",
    FaultCode.BAD_TIME: "enter a time such as 17:30",
    FaultCode.IN_THE_FUTURE: "enter a time that is not in the future",
    FaultCode.BAD_PHONE: "enter a UK phone number, or an international one that begins with +",
    FaultCode.BAD_EMAIL: "enter one email address, such as name@example.org",
    FaultCode.BAD_CONTACT: "enter a phone number or an email address",
    FaultCode.BAD_POSTCODE: "enter a UK postcode, or leave it empty",
    FaultCode.BAD_LANGUAGE: "enter a language code, such as am",
    FaultCode.NOT_ALLOWED_VALUE: "select one of the answers",
    FaultCode.REPEATED_VALUE: "this is in the list already",
    FaultCode.BAND_BELOW_SCORE: "the score stands for a higher level, and nothing lowers it",
    FaultCode.BAND_ABOVE_SCORE: "the score stands for a lower level; tick professional judgement and say why",
    FaultCode.UNKNOWN_SERVICE: "this service is not in the directory today",
    FaultCode.UNKNOWN_UNIT: "this unit is not in the directory",
}
"""What to do, by the fault's code; for any other one the parser's own sentence does."""

_OF_A_WINDOW = {
    "days": "select the days",
    "from": "enter from when, such as 17:00",
    "to": "enter until when, such as 20:00",
}
"""What to do where a part of a window is missing."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """One fault on a page: the field that it is about, by its id there, and what to do."""

    step: Step
    field: str
    message: str


def said(faults: Iterable[Fault], *others: Said) -> tuple[Said, ...]:
    """Put faults into the order of the questions, one for each field; `others` go before a fault there."""
    found = {(each.step, each.field): each for each in others}
    for fault in faults:
        each = _said(fault)
        found.setdefault((each.step, each.field), each)
    steps = list(Step)
    return tuple(sorted(found.values(), key=lambda each: (steps.index(each.step), _place(each))))


def of_step(found: Iterable[Said], step: Step) -> dict[str, str]:
    """Give the messages of one page by field."""
    return {each.field: each.message for each in found if each.step is step}


def _said(fault: Fault) -> Said:
    at = fault.pointer.strip("/").replace("/", ".")
    matching = [
        (step, asked)
        for step, fields in QUESTIONS.items()
        for asked in fields
        if at == _target(asked) or at.startswith(f"{_target(asked)}.")
    ]
    if not matching:  # about the account or the agency: nothing on a page is wrong
        return Said(step=Step.RECEIVERS, field="main-content", message=fault.message)
    step, asked = max(matching, key=lambda pair: len(_target(pair[1])))
    return Said(
        step=step, field=at if asked.kind is Kind.WINDOWS else asked.name, message=_message(asked, fault)
    )


def _message(asked: Field, fault: Fault) -> str:
    if fault.code == FaultCode.REQUIRED and asked.missing:
        return asked.missing
    if fault.code == FaultCode.IN_THE_FUTURE and asked.kind is Kind.DAY:
        return f"{asked.called}: enter today's date or an earlier one"
    text = _SAYINGS.get(fault.code) or fault.message[:1].lower() + fault.message[1:].removesuffix(".")
    if asked.kind is not Kind.WINDOWS:
        return f"{asked.called}: {text}"
    *_, slot, part = fault.pointer.split("/")
    is_missing = fault.code == FaultCode.REQUIRED and part in _OF_A_WINDOW
    number = f"Time {int(slot) + 1}" if slot.isdigit() else asked.called
    return f"{number}: {_OF_A_WINDOW[part] if is_missing else text}"


def _target(asked: Field) -> str:
    return asked.into or asked.name


def _place(each: Said) -> int:
    names = [asked.name for asked in QUESTIONS[each.step]]
    return next((at for at, name in enumerate(names) if each.field.startswith(name)), len(names))
