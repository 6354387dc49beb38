"""Sends nothing: the message stands in the provider's inbox on the hub's own pages, for whoever signs in.

To stand where nobody can look is no hand-over (docs/decisions/0019-ways-out.md).
"""

from hub.channels import Code, Message, Sent, delivered, retryable


class PortalChannel:
    """Asks whether the inbox can be opened; what stands in it is read from the rows themselves."""

    def send(self, message: Message, *, deadline: float) -> Sent:  # noqa: ARG002 - the interface's; this never waits
        """Count it as handed over where somebody can read it."""
        return delivered(Code.IN_INBOX) if message.is_read else retryable(Code.NOBODY_SIGNS_IN)

    def close(self) -> None:
        """Nothing is kept."""
