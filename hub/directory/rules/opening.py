"""Opening hours as the file names them, checked and kept as plain values."""

from hub.directory.rules.reading import TableReader
from hub.directory.rules.values import PlainOpening
from hub.domain.errors import InvalidError
from hub.domain.opening import Opening

ALWAYS = "always"


def read_openings(file: TableReader) -> dict[str, PlainOpening]:
    """Read the file's named weeks; `always` is one that needs no telling."""
    named: dict[str, PlainOpening] = {ALWAYS: ALWAYS}
    if not file.has("opening"):
        return named
    weeks = file.table("opening")
    for name in weeks.names():
        named[name] = weeks.plain(name)
        try:
            Opening.parse(named[name])
        except InvalidError as error:
            for fault in error.faults:
                weeks.fault(f"{name}{fault.pointer}", fault.code, fault.message)
    return named
