"""One tree of errors. Each docstring tells the reader what to do; hub/api maps classes to HTTP statuses."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, kw_only=True, order=True)
class Fault:
    """One thing wrong with a request: where (JSON pointer), a code for programs, a sentence for people.

    `line` counts from 1, and is of a file that people write by hand.
    """

    pointer: str
    code: str
    message: str
    line: int | None = field(default=None, compare=False)


class HubError(Exception):
    """Something the caller can act on; the message says what and the class says how."""

    code = "error"

    def __init__(self, message: str, *, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.faults = faults


class NotAuthenticatedError(HubError):
    """Send a key that is known, whole, not revoked and not expired."""

    code = "not_authenticated"


class TooManyTriesError(HubError):
    """Wait as long as it says, then try again; trying on meanwhile changes nothing."""

    code = "too_many_tries"


class NotAllowedError(HubError):
    """Use a key whose role or agency may do this."""

    code = "not_allowed"


class NotFoundError(HubError):
    """Check the id; what belongs to another agency is not found either."""

    code = "not_found"


class InvalidError(HubError):
    """Correct every fault that is listed and send again; nothing was stored."""

    code = "invalid"


class ConflictError(HubError):
    """Read the present state first; what was asked does not follow from it."""

    code = "conflict"

    def __init__(
        self,
        message: str,
        *,
        first: UUID | None = None,
        code: str = "conflict",
        faults: tuple[Fault, ...] = (),
    ) -> None:
        super().__init__(message, faults=faults)
        self.first = first
        self.code = code


class KeyReusedError(HubError):
    """Take a new Idempotency-Key for a new body, or send the first body again."""

    code = "idempotency_key_reused"


class DirectoryFileError(HubError):
    """Correct the directory file where the faults point; nothing was loaded."""

    code = "directory_file"
