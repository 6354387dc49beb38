"""Words of a provider's pages: the sections of its inbox, and what follows from what it answers."""

from collections.abc import Mapping
from enum import StrEnum

from hub.acknowledgement.rules import Urgency
from hub.domain.codes import AssignmentRole, Clock, ContactChannel, ContactResult, DeclineReason, Outcome
from hub.domain.declines import FOLLOWS, Follow

URGENCIES: Mapping[StrEnum, str] = {
    Urgency.OVERDUE: "Overdue",
    Urgency.DUE_SOON: "Due soon",
    Urgency.NOT_DUE: "Not due yet",
    Urgency.WAITING: "Waiting",
    Urgency.DONE: "Done",
}

NEXT_STEPS: Mapping[Clock, str] = {
    Clock.HANDED_OVER: "Wait for the message",
    Clock.ACKNOWLEDGED: "Acknowledge",
    Clock.DECIDED: "Accept or decline",
    Clock.FIRST_ATTEMPT: "Try to make contact",
    Clock.CONTACT_MADE: "Make contact",
    Clock.NEEDS_ASSESSED: "Assess needs",
}

_AFTER_DECLINE: Mapping[Follow, str] = {
    Follow.END: (
        "The referral ends for every service, and nobody contacts the person again. If it is only your "
        "service that they do not want, choose “Another reason”."
    ),
    Follow.ROUTE_AGAIN: "The hub looks for another suitable service at once.",
    Follow.RETURN: "It goes back to the referring unit, who can put it right and send it again.",
    Follow.COORDINATOR: "The referral coordinator decides what happens next.",
}
_ADDITIONAL = "Your part ends. The lead service goes on."
_ADDITIONAL_AND_NO = "Your part ends. The coordinator asks the lead whether the person means all services."

UNSAFE: Mapping[ContactChannel, str] = {
    ContactChannel.PHONE: "Do not phone",
    ContactChannel.VOICEMAIL: "Do not leave a voicemail",
    ContactChannel.TEXT: "Do not send a text message",
    ContactChannel.EMAIL: "Do not email",
    ContactChannel.LETTER: "Do not send a letter",
    ContactChannel.THROUGH: "Do not go through anyone else",
}

UNSURE = " (nobody has said whether this is safe: be careful)"

RESULT_HINTS: Mapping[ContactResult, str] = {
    ContactResult.SOMEONE_ELSE_ANSWERED: "This may put the person at risk. Contact may be suspended at once.",
    ContactResult.WRONG_NUMBER: "This does not count as an attempt.",
    ContactResult.LETTER_SENT: "This does not count as an attempt.",
    ContactResult.STOPPED_UNSAFE: "Contact is suspended at once and the referral coordinator is asked.",
}

OUTCOME_HINTS: Mapping[Outcome, str] = {
    Outcome.COULD_NOT_CONTACT: "Record three attempts on three different days first. We tell the unit.",
    Outcome.UNSAFE_TO_CONTACT: "We ask the referral coordinator to find a safe way.",
}

LANGUAGES: Mapping[str, str] = {
    "ar": "Arabic",
    "bn": "Bengali",
    "ckb": "Central Kurdish (Sorani)",
    "cs": "Czech",
    "cy": "Welsh",
    "es": "Spanish",
    "fa": "Persian (Farsi)",
    "fr": "French",
    "hi": "Hindi",
    "hu": "Hungarian",
    "it": "Italian",
    "ku": "Kurdish",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "pa": "Punjabi",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "so": "Somali",
    "ta": "Tamil",
    "ti": "Tigrinya",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "yue": "Cantonese",
    "zh": "Chinese",
}


def after_decline(reason: DeclineReason, role: AssignmentRole) -> str:
    """Say what follows when a service declines, or gives a referral back, for this reason."""
    if role is AssignmentRole.LEAD:
        return _AFTER_DECLINE[FOLLOWS[reason]]
    return _ADDITIONAL_AND_NO if FOLLOWS[reason] is Follow.END else _ADDITIONAL


def language(code: str) -> str:
    """Name a language by its code; one that is not listed by the code itself."""
    return LANGUAGES.get(code) or LANGUAGES.get(code.split("-", maxsplit=1)[0]) or f"language code {code}"


ALL = (URGENCIES,)
