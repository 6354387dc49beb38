"""What a mail to the return address is, and what follows from it.

The fields of RFC 3464 come first, the wordings of mail servers that report in words second. A mail never says
that a provider has acknowledged anything: there is no such kind, and so no such consequence.
"""

from dataclasses import dataclass

from hub.delivery.rules.returned_words import (
    AUTOMATIC,
    DELAYED,
    FAILED,
    FAILED_SUBJECT,
    MAY_PASS,
    found_in,
    reply_in,
    reported,
    status_in,
    status_of,
)
from hub.domain.codes import DeliveryState, ReturnedKind
from hub.domain.returned import Report, ReturnedMail

FAILS_OFTEN = 3
"""From so many mails that came back for good in `FAILS_OFTEN_DAYS` an address is shown as failing (I)."""
FAILS_OFTEN_DAYS = 30
RETURN_SEPARATOR = "+"

_ENDED = frozenset({ReturnedKind.PERMANENT, ReturnedKind.TEMPORARY})
_ACTIONS = {
    "fail": ReturnedKind.PERMANENT,
    "error": ReturnedKind.PERMANENT,  # OpenSMTPD's
    "delay": ReturnedKind.DELAYED,
    "relay": ReturnedKind.ARRIVED,
    "deliver": ReturnedKind.ARRIVED,
    "expand": ReturnedKind.ARRIVED,
}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a mail is, why it is taken for that, and the codes that it gives: 5.1.1, and 550."""

    kind: ReturnedKind
    why: str
    status: str | None = None
    reply: int | None = None


def return_path(address: str, token: str) -> str:
    """Write the return path of one mail: returns+TOKEN@hub.example.org."""
    local, _, host = address.rpartition("@")
    return f"{local}{RETURN_SEPARATOR}{token}@{host}"


def token_in(address: str, return_address: str) -> str | None:
    """Find the token in an address that a mail came to; None for one that is no return path of ours."""
    ours, _, host = return_address.lower().rpartition("@")
    local, _, at = address.lower().rpartition("@")
    start, separator, token = local.partition(RETURN_SEPARATOR)
    return token if (start, at) == (ours, host) and separator and token else None


def classify(mail: ReturnedMail) -> Reading:
    """Say what a mail is (RFC 3464, RFC 3834, RFC 8098)."""
    return _by_reports(mail) or _by_wording(mail) or _by_nature(mail)


def _by_reports(mail: ReturnedMail) -> Reading | None:
    """Read the worst that is reported of a recipient: each mail of the hub has one, and an alias has more."""
    read = [found for report in mail.reports if (found := _of_report(report))]
    worst = min(read, key=lambda each: list(ReturnedKind).index(each.kind), default=None)
    if worst is None and mail.is_receipt:
        return Reading(kind=ReturnedKind.ARRIVED, why="a receipt of a mail program")
    return worst


def _of_report(report: Report) -> Reading | None:
    kind = next((kind for word, kind in _ACTIONS.items() if (report.action or "").startswith(word)), None)
    if kind is None:
        return None
    status = status_of(report.status or "") or status_in(report.diagnostic or "")
    if kind is ReturnedKind.PERMANENT and (status or "").startswith("4"):
        kind = ReturnedKind.TEMPORARY
    return Reading(kind=kind, why="a delivery report", status=status, reply=reply_in(report.diagnostic or ""))


def _by_wording(mail: ReturnedMail) -> Reading | None:
    """Go by what flufl.bounce knows of mail servers; not where a person's answer may quote one."""
    if not (mail.failures or mail.delays) or (mail.is_answer and not _is_from_a_machine(mail)):
        return None
    said = reported(mail.text)
    kind = _ended(said) if mail.failures else ReturnedKind.DELAYED
    return Reading(kind=kind, why="a mail server's wording", status=status_in(said), reply=reply_in(said))


def _by_nature(mail: ReturnedMail) -> Reading:
    said = reported(mail.text)
    if _is_automatic(mail):
        return Reading(kind=ReturnedKind.AUTO_REPLY, why="marked as an automatic reply")
    speaks_of_failure = found_in(FAILED_SUBJECT, mail.subject) and not mail.is_answer
    if _is_from_a_machine(mail) or speaks_of_failure:
        if found_in(DELAYED, f"{mail.subject}\n{said}"):
            return Reading(
                kind=ReturnedKind.DELAYED, why="it says that it is still tried", status=status_in(said)
            )
        if found_in(FAILED, f"{mail.subject}\n{said}"):
            status, reply = status_in(said), reply_in(said)
            return Reading(kind=_ended(said), why="it says that it failed", status=status, reply=reply)
    if (mail.auto_submitted or "no") != "no":
        return Reading(kind=ReturnedKind.AUTO_REPLY, why="sent by a program")
    return Reading(kind=ReturnedKind.WRITTEN, why="nothing shows that a program wrote it")


def _is_automatic(mail: ReturnedMail) -> bool:
    by_field = mail.auto_submitted == "auto-replied" and not found_in(FAILED, mail.subject)
    return by_field or mail.is_marked_automatic or found_in(AUTOMATIC, mail.subject)


def _is_from_a_machine(mail: ReturnedMail) -> bool:
    return mail.has_no_sender or mail.is_from_daemon or mail.auto_submitted == "auto-generated"


def _ended(said: str) -> ReturnedKind:
    """Tell what may pass from what will not; in both the mail server has given up."""
    code = status_in(said) or str(reply_in(said) or "")
    may_pass = code.startswith("4") if code else found_in(MAY_PASS, said)
    return ReturnedKind.TEMPORARY if may_pass else ReturnedKind.PERMANENT


@dataclass(frozen=True, kw_only=True)
class DeliveryStanding:
    """How the message stands that a mail is about."""

    state: DeliveryState
    still_holds: bool
    """Whether it says what is so, and nobody has answered it."""
    is_live: bool
    """Whether the provider's turn goes on, so that what somebody writes about it may matter."""
    is_repeated: bool
    """Whether a later message says the same to the same agency."""


@dataclass(frozen=True, kw_only=True)
class Reopen:
    """The message did not arrive: it is undeliverable, and goes elsewhere or before a person."""

    why: str


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A person has written, and a person should read it."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """It is kept on record, and nothing follows."""

    why: str


Follows = Reopen | Ask | Note


def follow(reading: Reading, standing: DeliveryStanding) -> Follows:
    """Decide what follows from a mail that is proven to be about a message of the hub's.

    Giving up after tries in vain is giving up: a mail server that reports `failed` with 4.4.7 tries no more
    (RFC 3464, 2.3.3), so that the message is lost unless the hub acts.
    """
    if reading.kind is ReturnedKind.WRITTEN:
        return Ask() if standing.is_live else Note(why="it is about no service that has a referral")
    why_not = _why_not_opened(reading.kind, standing)
    if why_not:
        return Note(why=why_not)
    return Reopen(why=f"the mail came back{f' ({reading.status})' if reading.status else ''}")


def _why_not_opened(kind: ReturnedKind, standing: DeliveryStanding) -> str | None:
    """Say why a message is not opened again; None where it did not arrive and should have."""
    if kind not in _ENDED:
        return "it changes nothing"
    if standing.state is DeliveryState.QUEUED and kind is ReturnedKind.TEMPORARY:
        return "the hub tries again by itself"
    if standing.state not in {DeliveryState.DELIVERED, DeliveryState.QUEUED}:
        return "it was given up or stopped already"
    if not standing.still_holds:
        return "it has been answered, or is over"
    return "a later message says the same" if standing.is_repeated else None
