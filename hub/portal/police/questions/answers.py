"""What was answered so far, as it was typed: kept in a draft until it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hub.domain.codes import ConsentBasis
from hub.portal.forms import Form
from hub.portal.police.questions import QUESTIONS, Step, fields_of
from hub.portal.police.questions.field import WINDOWS, Field, Kind

Typed = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Typed values by the page's field names, the pages that were saved, and what nobody may change.

    `fixed` holds a returned referral's own numbers, so that it becomes its next version and no other one;
    `again` is that referral's id.
    """

    typed: Typed = field(default_factory=dict)
    saved: frozenset[Step] = frozenset()
    fixed: Mapping[str, str] = field(default_factory=dict)
    again: str = ""

    @property
    def form(self) -> Form:
        """The typed values as the page reads them."""
        return Form(self.typed)

    @property
    def is_refused(self) -> bool:
        """Whether the person refused: then nothing of them is asked for or kept."""
        return self.form.text("consent.basis") == ConsentBasis.REFUSED

    def fields(self, step: Step) -> tuple[Field, ...]:
        """Give the questions of a page that can be answered."""
        found = fields_of(step, is_refused=self.is_refused)
        return tuple(each for each in found if each.name not in self.fixed)

    def has_any(self, step: Step) -> bool:
        """Say whether any question of a page is answered."""
        return any(key in self.typed for each in QUESTIONS[step] for key in each.keys)

    def with_step(self, step: Step, form: Form) -> "Answers":
        """Put a page's answers in the place of its earlier ones; a refusal drops what is not counted."""
        keys = {key for each in QUESTIONS[step] for key in each.keys}
        kept = {key: values for key, values in self.typed.items() if key not in keys}
        given = {key: values for key, values in _taken(step, form).items() if any(values)}
        changed = replace(self, typed={**kept, **given}, saved=self.saved | {step})
        return _without_the_person(changed) if changed.is_refused else changed

    def plain(self) -> dict[str, Any]:
        """Give JSON values for the seal."""
        typed = {key: list(values) for key, values in self.typed.items()}
        return {"typed": typed, "saved": sorted(self.saved), "fixed": dict(self.fixed), "again": self.again}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Answers":
        """Rebuild what `plain` gave."""
        return cls(
            typed={key: tuple(values) for key, values in plain["typed"].items()},
            saved=frozenset(Step(each) for each in plain["saved"]),
            fixed=plain["fixed"],
            again=plain.get("again", ""),
        )


def _without_the_person(answers: Answers) -> Answers:
    counted = {key for step in Step for each in answers.fields(step) for key in each.keys}
    return replace(answers, typed={key: values for key, values in answers.typed.items() if key in counted})


def _taken(step: Step, form: Form) -> dict[str, tuple[str, ...]]:
    taken: dict[str, tuple[str, ...]] = {}
    for each in QUESTIONS[step]:
        if each.kind is Kind.WINDOWS:
            taken |= _windows(each, form)
        elif each.kind is Kind.BOXES:
            taken[each.name] = form.many(each.name)
        else:
            taken |= {key: (form.text(key),) for key in each.keys}
    return taken


def _windows(asked: Field, form: Form) -> dict[str, tuple[str, ...]]:
    """Move windows up over empty ones, so that a fault's number is that of the window on the page."""
    found = []
    for slot in range(WINDOWS):
        name = f"{asked.name}.{slot}"
        window = (form.many(f"{name}.days"), (form.text(f"{name}.from"),), (form.text(f"{name}.to"),))
        if any(any(part) for part in window):
            found.append(window)
    return {
        f"{asked.name}.{slot}.{part}": values
        for slot, window in enumerate(found)
        for part, values in zip(("days", "from", "to"), window, strict=True)
    }
