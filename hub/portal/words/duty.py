"""Words about who is on duty, whom they ring, and bank holidays."""

from collections.abc import Mapping
from enum import StrEnum

from hub.domain.duty import DigestFor, DutyPost, PhoneEnd, PhoneOutcome, PhoneReason

POSTS: Mapping[StrEnum, str] = {
    DutyPost.COORDINATOR: "Referral coordinator",
    DutyPost.DEPUTY: "Deputy",
    DutyPost.DUTY_DESK: "Force's duty desk",
}

PHONE_REASONS: Mapping[StrEnum, str] = {
    PhoneReason.NOTICE_UNREAD: "Notice not acknowledged",
    PhoneReason.NOT_ANSWERED: "Referral not answered",
}

PHONE_OUTCOMES: Mapping[StrEnum, str] = {
    PhoneOutcome.REACHED: "Reached, and they have confirmed it",
    PhoneOutcome.NO_ANSWER: "No answer",
    PhoneOutcome.WRONG_NUMBER: "Wrong number",
}

PHONE_ENDS: Mapping[StrEnum, str] = {
    PhoneEnd.REACHED: "They were reached",
    PhoneEnd.ANSWERED: "They answered by themselves",
}

DIGESTS: Mapping[StrEnum, str] = {
    DigestFor.PROVIDER: "For a provider",
    DigestFor.COORDINATOR: "For the referral coordinator",
}

ALL = (POSTS, PHONE_REASONS, PHONE_OUTCOMES, PHONE_ENDS, DIGESTS)
