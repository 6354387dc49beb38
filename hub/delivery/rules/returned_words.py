"""How mail servers say in words that a mail was not delivered, and what their codes mean.

For the few that flufl.bounce does not know. Only of mails that a machine sent, so that nobody's own words
are taken for a report.
"""

import re

_FLAGS = re.IGNORECASE

FAILED = re.compile(
    r"(could|can|will|has|have|was|were)( ?not|n.t)( be| been)? (delivered|reach)"
    r"|undeliver|unable to (deliver|send)|wasn.t able to deliver|delivery[^.\n]{0,30} fail|did not reach"
    r"|(mail|message) (was |has been )?(rejected|returned|blocked)|returned (mail|to sender)|failure notice"
    r"|(no such|unknown) (user|mailbox|address)|(user|address|recipient) (is )?(unknown|not found|rejected)"
    r"|mailbox[^.\n]{0,30} (full|unavailable)|over ?quota|quota exceeded|gave up|giving up",
    _FLAGS,
)
FAILED_SUBJECT = re.compile(
    r"^(re: )?(undeliver|mail (delivery )?(failed|failure|error)|delivery (status notification|fail)"
    r"|returned mail|failure notice|(mail|message|e-?mail) (could not|cannot|can.t) be delivered"
    r"|non-?delivery)",
    _FLAGS,
)
DELAYED = re.compile(
    r"not yet been delivered|(delivery|message|mail) (is |has been |was )?(delayed|postponed)|still (being )?"
    r"(re)?tr(ied|ying)|still awaiting delivery|warning (message )?only"
    r"|will (be retried|keep trying|continue to)"
    r"|attempts will continue|do not need to resend",
    _FLAGS,
)
MAY_PASS = re.compile(
    r"try again later|not\s+found, try\s+again|temporar|timed out|too long|not respond|no answer from"
    r"|not reachable within|server (unavailable|busy)|greylist",
    _FLAGS,
)
AUTOMATIC = re.compile(
    r"out of (the )?office|auto(matic)?[- ]?(reply|response|answer)|on (annual )?leave|away from (the|my) "
    r"|^(i am|i'm) away|vacation|on holiday|abwesenheit|r[ée]ponse automatique|respuesta autom",
    _FLAGS,
)
_COPY = re.compile(
    r"^[\s>*|-]*("
    r"(below|included) .{0,30}(copy|header)|this is a copy|a copy of the original"
    r"|copy of the (original )?message"
    r"|(returned|original|unsent|old) (mail|message)|message (text|headers?) follow|start of returned"
    r"|(the )?(header|first \d+ lines)[^\n]{0,40}(message|follow)|forwarded message|return-path:|received: "
    r")",
    _FLAGS | re.MULTILINE,
)
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_STATUS_FIELD = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.-])(4[2-5]\d|5[0-57]\d)(?=[ :\]]|-[45]\.)")
_MOST_LETTERS = 4000


def found_in(wording: re.Pattern[str], text: str) -> bool:
    """Say whether a text has one of the wordings."""
    return bool(wording.search(text))


def reported(text: str) -> str:
    """Give what a mail server itself says, without the copy of the mail that came back."""
    start = text[:_MOST_LETTERS]
    copy = _COPY.search(start)
    return start[: copy.start()] if copy and copy.start() else start


def status_in(text: str) -> str | None:
    """Find an enhanced status code of a failure (RFC 3463), such as 5.1.1; a text has other numbers too."""
    found = _STATUS.search(text)
    return found.group(1) if found else None


def status_of(field: str) -> str | None:
    """Read the status field of a report (RFC 3464, 2.3.4), which may be that of a success."""
    found = _STATUS_FIELD.match(field)
    return found.group(1) if found else None


def reply_in(text: str) -> int | None:
    """Find the reply code of a mail server (RFC 5321), such as 550."""
    found = _REPLY.search(text)
    return int(found.group(1)) if found else None


_MEANINGS = {
    "1": "its mail server knows no such mailbox",
    "2": "the mailbox is full or closed",
    "3": "its mail server has a fault, or takes no mail as large",
    "4": "its mail server could not be reached",
    "5": "its mail server did not understand the hub's",
    "6": "its mail server cannot carry what is in the mail",
    "7": "its mail server refuses the hub's mail, perhaps as unwanted",
}


def meaning_of(status: str | None) -> str:
    """Say in words what a status code is about: its middle number names the subject (RFC 3463, 3)."""
    subject = status.split(".")[1] if status else ""
    return _MEANINGS.get(subject, "it gives no reason that can be told")
