"""A routing table, drafted, from a file or published, tried on a quarter; nothing is stored."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.domain.calendar import london_date
from hub.domain.errors import HubError
from hub.domain.quarter import Quarter
from hub.portal.csv_file import csv_file
from hub.portal.door import CommissionerVisit, Visit
from hub.portal.forms import Form, fault
from hub.routing.rules.survey import words
from hub.sight.comparing import Comparison, TrialTable, compared, draft_of, published_table, trial_of
from hub.sight.comparison_lines import COLUMNS, answer_words, cells, difference_words, volume_words
from hub.sight.routing_drafts import open_drafts
from hub.sight.tables import published

router = APIRouter()

QUARTERS = 8
"""How many whole quarters back the form offers."""
FIELDS = ("draft", "open_draft", "draft_table", "against", "quarter")
NO_DRAFT = "Choose a draft, a file with a routing table, or a published table"
DRAFT_IS_OVER = "There is no open draft of this name any more. Choose another, or a file"


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the form offers: open drafts and published tables, and quarters, the last whole one first."""

    drafts: list[tuple[str, str]]
    tables: list[tuple[str, str]]
    quarters: list[tuple[str, str]]


@router.get("/routing/compare")
def get_compare(visit: CommissionerVisit) -> HTMLResponse:
    """Show the form: which draft, against which table, on which quarter; `draft=` chooses a draft."""
    return _form(visit, {}, visit.request.query_params.get("draft", ""))


@router.post("/routing/compare")
def post_compare(visit: CommissionerVisit) -> Response:
    """Compare: what changes over all possible referrals, and where a quarter's would have gone."""
    try:
        found = visit.run(lambda tx: _compared(tx, visit.form))
    except HubError as error:
        return _form(visit, _told(error))
    if visit.form.text("as") == "csv":
        return csv_file(f"routing-compared-{found.quarter}", COLUMNS, cells(found))
    return visit.show("commissioner/compared.html", found=found, **_words(found))


def _compared(tx: Transaction, form: Form) -> Comparison:
    draft = _draft(tx, form)
    quarter = Quarter.parse(form.text("quarter")) if form.text("quarter") else None
    found = compared(tx, draft, published_table(tx, form.text("against") or None), quarter)
    event = Event.LIST_EXPORTED if form.text("as") == "csv" else Event.REPORT_VIEWED
    detail = {"report": "routing compared", "quarter": str(found.quarter)}
    audit.record(tx, Entry(event=event, detail=detail))
    return found


def _draft(tx: Transaction, form: Form) -> TrialTable:
    """Read what is to be tried: the file if there is one, else the open draft, else the published table."""
    text, reference = form.files.get("draft", ""), form.text("open_draft")
    if text.strip():
        return draft_of(text)
    if reference:
        found = next((each for each in open_drafts(tx) if each.reference == reference), None)
        if found is None:
            raise fault("open_draft", "unknown_draft", DRAFT_IS_OVER)
        return trial_of(found.content)
    if name := form.text("draft_table"):
        return published_table(tx, name)
    raise fault("open_draft", "missing", NO_DRAFT)


def _form(visit: Visit, faults: dict[str, str], draft: str = "") -> HTMLResponse:
    typed = {name: visit.form.text(name) for name in FIELDS[1:]}
    typed["open_draft"] = typed["open_draft"] or draft
    status = 422 if faults else 200
    return visit.show(
        "commissioner/compare.html", status, choices=visit.run(_choices), typed=typed, faults=faults
    )


def _choices(tx: Transaction) -> Choices:
    names = [str(each["name"]) for each in published(tx)]
    quarters = [Quarter.of_day(london_date(tx.now)).previous()]
    while len(quarters) < QUARTERS:
        quarters.append(quarters[-1].previous())
    return Choices(
        drafts=[(each.reference, f"{each.reference}, revision {each.revision}") for each in open_drafts(tx)],
        tables=[(name, name) for name in names],
        quarters=[(str(each), each.label) for each in quarters],
    )


def _told(error: HubError) -> dict[str, str]:
    """Tell the faults of a file at its field, with the places in it; those of other fields at theirs."""
    fields = {f"/{name}" for name in FIELDS}
    own = {each.pointer: each.message for each in error.faults if each.pointer in fields}
    of_file = [f"{each.pointer}: {each.message}" for each in error.faults if each.pointer not in fields]
    return own or {"draft": "; ".join([error.message, *of_file])}


def _words(found: Comparison) -> dict[str, Any]:
    names = found.names
    return {
        "moved": [
            (answer_words(before, names), answer_words(after, names), count)
            for (before, after), count in found.moves.moved.most_common()
        ],
        "beside": [
            (names.get(service, service), found.moves.added[service], found.moves.removed[service])
            for service in sorted({*found.moves.added, *found.moves.removed})
        ],
        "volumes": [
            (names.get(each.service, each.service), each, volume_words(each)) for each in found.volumes
        ],
        "changes": [
            (
                _sentence(difference_words(each.change, names)),
                _sentence(words(each.change.box)),
                each.referrals,
            )
            for each in found.changes
        ],
    }


def _sentence(told: str) -> str:
    return told[:1].upper() + told[1:]
