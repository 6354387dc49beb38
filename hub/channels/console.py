"""Prints a line instead of sending. `hub simulate` decides here how each provider's mailbox behaves."""

from collections.abc import Callable

import structlog

from hub.channels import Code, Message, Sent, delivered

_log = structlog.get_logger(__name__)


def always_taken(_message: Message) -> Sent:
    """Take every message."""
    return delivered(Code.PRINTED)


class ConsoleChannel:
    """Sends nothing, says so in the log by ids, and answers as `decide` decides."""

    def __init__(self, decide: Callable[[Message], Sent] = always_taken) -> None:
        self._decide = decide

    def send(self, message: Message, *, deadline: float) -> Sent:  # noqa: ARG002 - the interface's; this never waits
        """Print and answer."""
        sent = self._decide(message)
        _log.info(
            "message_printed",
            kind=message.kind,
            delivery_id=str(message.delivery_id),
            agency_id=str(message.agency_id),
            reference=message.reference,
            outcome=sent.outcome,
            code=sent.code,
        )
        return sent

    def close(self) -> None:
        """Nothing is kept."""
