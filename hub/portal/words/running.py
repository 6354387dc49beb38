"""Words about running the hub: accounts, keys, and messages on their way."""

from collections.abc import Mapping
from enum import StrEnum

from hub.channels import Code
from hub.delivery.queries.mails import MailState
from hub.domain.codes import ReturnedEffect, ReturnedKind, ReturnTrust, SuspensionCause
from hub.domain.roles import AccountState, KeyState

ACCOUNT_STATES: Mapping[StrEnum, str] = {
    AccountState.INVITED: "Invited, no password yet",
    AccountState.OPEN: "Open",
    AccountState.ENDED: "Ended",
}

KEY_STATES: Mapping[StrEnum, str] = {
    KeyState.LIVE: "In use",
    KeyState.EXPIRED: "Expired",
    KeyState.REVOKED: "Revoked",
}

MAIL_STATES: Mapping[StrEnum, str] = {
    MailState.WAITING: "Waiting to be sent",
    MailState.IN_DOUBT: "In doubt: it may have arrived",
    MailState.UNDELIVERABLE: "Could not be sent",
    MailState.REPLACED: "Could not be sent, another followed",
    MailState.HELD: "Held for the coordinator",
    MailState.SENT: "Sent",
}

CODES: Mapping[StrEnum, str] = {
    Code.TAKEN: "Taken",
    Code.PRINTED: "Printed instead of sent",
    Code.TIMED_OUT: "No answer in time",
    Code.UNREACHABLE: "Could not be reached",
    Code.TLS_FAILED: "Its encryption is not acceptable",
    Code.BUSY: "It asked to come back later",
    Code.SERVER_ERROR: "It had a fault of its own",
    Code.REDIRECTED: "It has moved: correct the address",
    Code.REFUSED: "It refused the message",
    Code.RECIPIENT_REFUSED: "It knows no such mailbox",
    Code.SENDER_REFUSED: "It refused the hub: correct the mail settings",
    Code.BAD_ADDRESS: "The address cannot be used",
    Code.BAD_SECRET: "The signing secret is missing or cannot be read",
    Code.FAILED: "The hub had a fault: see its log",
    Code.NOT_COVERED: "No contract or data agreement is in force",
    Code.WORKER_LOST: "Workers stopped while they sent it",
    Code.RETURNED_MAIL: "It was taken, and came back",
    Code.GONE: "It says that it is gone for good",
    Code.TOKEN_REFUSED: "Its sign-in gave the hub no token",
    Code.NO_ROUTE: "Its mail route is not set up",
    Code.DOMAIN_NOT_ALLOWED: "Not in one of its mail domains",
    Code.IN_INBOX: "Stands in the inbox",
    Code.NOBODY_SIGNS_IN: "Nobody can sign in and read it",
}

RETURNED_KINDS: Mapping[StrEnum, str] = {
    ReturnedKind.PERMANENT: "Came back for good",
    ReturnedKind.TEMPORARY: "Came back after tries in vain",
    ReturnedKind.DELAYED: "Late, still being tried",
    ReturnedKind.ARRIVED: "Passed on or shown",
    ReturnedKind.AUTO_REPLY: "Automatic reply",
    ReturnedKind.WRITTEN: "Written by a person",
}

RETURN_TRUSTS: Mapping[StrEnum, str] = {
    ReturnTrust.PROVEN: "About a mail of the hub's",
    ReturnTrust.NO_TOKEN: "Names no mail of the hub's",
    ReturnTrust.WRONG_TOKEN: "Its token is wrong",
    ReturnTrust.NO_DELIVERY: "About a message that is not there",
    ReturnTrust.NEVER_TRIED: "About a message that was never sent",
}

RETURNED_EFFECTS: Mapping[StrEnum, str] = {
    ReturnedEffect.SENT_ELSEWHERE: "Sent to the next address",
    ReturnedEffect.GIVEN_UP: "Given up: no other address is left",
    ReturnedEffect.ASKED: "Put before the coordinator",
    ReturnedEffect.NOTED: "Noted",
    ReturnedEffect.IGNORED: "Nothing: it proves nothing",
}

SUSPENSION_CAUSES: Mapping[StrEnum, str] = {
    SuspensionCause.GONE: "It said that it is there no more",
    SuspensionCause.BY_HAND: "A person paused it",
    SuspensionCause.REPLACED: "Another address took its place",
    SuspensionCause.NOT_NAMED: "The directory file does not name it any more",
}

ALL = (
    SUSPENSION_CAUSES,
    ACCOUNT_STATES,
    KEY_STATES,
    MAIL_STATES,
    CODES,
    RETURNED_KINDS,
    RETURN_TRUSTS,
    RETURNED_EFFECTS,
)
