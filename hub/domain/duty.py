"""Who is on duty, whom they ring, and what comes of a call: the words of it."""

from enum import StrEnum


class DutyPost(StrEnum):
    """For what somebody is on the rota."""

    COORDINATOR = "coordinator"
    DEPUTY = "deputy"
    DUTY_DESK = "duty_desk"


class PhoneReason(StrEnum):
    """Why somebody must be rung."""

    NOTICE_UNREAD = "notice_unread"
    NOT_ANSWERED = "not_answered"


class PhoneOutcome(StrEnum):
    """What came of one call."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


class PhoneEnd(StrEnum):
    """How a phone task ended: only by a call that reached somebody, or by the answer that it was about."""

    REACHED = "reached"
    ANSWERED = "answered"


class DigestFor(StrEnum):
    """For whom a digest is."""

    PROVIDER = "provider"
    COORDINATOR = "coordinator"
