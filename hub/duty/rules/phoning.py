"""On whose list a phone task is, who is alerted, and when next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.duty.rules.rota import OnDuty

ANSWER_WITHIN = timedelta(hours=1)
"""After this without an answer a phone task passes on and is alerted about again (domain: an hour a step)."""


@dataclass(frozen=True, kw_only=True)
class Alert:
    """Whom to alert now: the coordinator's side, the force's duty desk, or both; and when to look again.

    `on_desk` says on whose list the task is from now on.
    """

    to_coordinator: bool
    to_desk: bool
    on_desk: bool
    next_at: datetime
    why: str


def first_alert(duty: OnDuty, now: datetime) -> Alert:
    """Decide who is alerted as a phone task opens.

    Where nobody is on duty as coordinator, the desk is asked at once, beside the hub's own mailbox.
    """
    straight_on = duty.coordinator is None and duty.desk is not None
    return Alert(
        to_coordinator=True,
        to_desk=straight_on,
        on_desk=straight_on,
        next_at=now + ANSWER_WITHIN,
        why=duty.why,
    )


def next_alert(duty: OnDuty, now: datetime, *, on_desk: bool) -> Alert:
    """Decide who is alerted after an hour without an answer: the desk, and from then on both, each hour.

    Without a desk on the rota it stays with the coordinator. However late the hub looks, one alert goes out.
    """
    has_desk = duty.desk is not None
    return Alert(
        to_coordinator=on_desk or not has_desk,
        to_desk=has_desk,
        on_desk=has_desk or on_desk,
        next_at=now + ANSWER_WITHIN,
        why="No call has reached them for an hour." if has_desk else "No duty desk is on the rota now.",
    )
