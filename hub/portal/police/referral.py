"""One referral as its unit may see it, and the page that a submission ends on."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from hub.db import Transaction
from hub.domain.codes import UnitTask
from hub.journey.amending import Amended
from hub.journey.unit_tasks import mark_done
from hub.portal.agreed import agreed_told
from hub.portal.door import PoliceVisit, Visit, go_to
from hub.portal.police.words import ASSIGNMENT, HELD_BY_THE_UNIT, MENDED_IN, TASKS, TO_DO
from hub.portal.words import label
from hub.portal.words.amending import amended_told
from hub.sight.decisions import decisions
from hub.sight.naming import Names, names
from hub.sight.own_referrals import shown
from hub.sight.referrals import timeline

router = APIRouter(prefix="/referrals/{referral_id}")


class Done(StrEnum):
    """What has just been done to a referral, as its page's address says it."""

    TAKEN_BACK = "taken_back"
    STOPPED = "stopped"
    ERASED = "erased"
    NOTHING_CHANGED = "nothing_changed"
    CHANGED = "changed"
    REOPENED = "reopened"

    @classmethod
    def of(cls, amended: Amended) -> "Done":
        """Say what came of an amendment."""
        if not amended.changed:
            return cls.NOTHING_CHANGED
        return cls.CHANGED if amended.goes_on else cls.REOPENED


SAID: Mapping[str, str] = {
    Done.TAKEN_BACK: "You took it back. The service is told to stop.",
    Done.STOPPED: "Contact is stopped. Every service that you stopped is told.",
    Done.ERASED: "The person's details are erased.",
    Done.NOTHING_CHANGED: "Everything is on record as you sent it. Nothing was changed.",
    Done.CHANGED: "It is changed. The same services fit, and they go on.",
    Done.REOPENED: "It is changed. Other services may fit now, so the referral coordinator decides.",
}


@router.get("")
def get_referral(visit: PoliceVisit, referral_id: UUID) -> HTMLResponse:
    """Show a referral with its services, what is the unit's to do, and what happened."""

    def act(tx: Transaction) -> dict[str, Any]:
        known = names(tx)
        found = shown(tx, referral_id)
        told = [_told(each, known) for each in timeline(tx, referral_id)]
        shown_too = {"events": told, "decisions": decisions(tx, referral_id)}
        return {"found": found, "names": known, "now": tx.now, **shown_too}

    done = SAID.get(visit.request.query_params.get("done", ""))
    return visit.show("police/referral.html", done=done, **visit.run(act), **_words())


@router.get("/sent")
def get_sent(visit: PoliceVisit, referral_id: UUID) -> HTMLResponse:
    """Confirm a submission: its reference, and what happens next."""

    def act(tx: Transaction) -> dict[str, Any]:
        return {"found": shown(tx, referral_id), "names": names(tx), "now": tx.now}

    return visit.show("police/sent.html", **visit.run(act), **_words())


@router.post("/tasks/{task}/done", response_model=None)
def post_done(visit: PoliceVisit, referral_id: UUID, task: UnitTask) -> Response:
    """Mark a task of the unit as done."""
    visit.run(lambda tx: mark_done(tx, referral_id, task))
    return go_to(page_of(referral_id))


def page_of(referral_id: UUID, done: Done | None = None) -> str:
    """Give a referral's page, with a word of what was done to it."""
    return f"/police/referrals/{referral_id}{f'?done={done}' if done else ''}"


def heading_of(visit: Visit, referral_id: UUID) -> dict[str, Any]:
    """Read what a page about an act on a referral says of it; raises NotFoundError for another's."""

    def act(tx: Transaction) -> dict[str, Any]:
        return {"found": shown(tx, referral_id), "names": names(tx)}

    return visit.run(act)


def _words() -> dict[str, Any]:
    return {
        "assignment_words": ASSIGNMENT,
        "to_do": TO_DO,
        "mended_in": MENDED_IN,
        "held_by_the_unit": HELD_BY_THE_UNIT,
        "tasks": TASKS,
    }


def _told(event: dict[str, Any], known: Names) -> dict[str, Any]:
    """Write an event for the timeline."""
    if "amended" in event:
        return {
            "title": "Referral changed",
            "at": event["at"],
            "by": label(event["by"]),
            "text": amended_told(event["amended"]),
        }
    if "agreed" in event:
        return agreed_told(event, known)
    if "referral" in event:
        reasons = "; ".join(label(reason) for reason in event["reasons"])
        return {"title": label(event["referral"]), "at": event["at"], "text": reasons}
    service = known.services.get(event["service"], event["service"])
    return {"title": f"{service}: {ASSIGNMENT[event['status']][0].lower()}", "at": event["at"]}
