"""Name what every mail of a folder is: python -m tests.contracts.returned_mails FOLDER [EXPECTED].

For folders of real mails, which are not kept here. EXPECTED has a line a file, its name and a kind (several
with a comma between). Nothing that is printed comes out of a mail but its status code.
"""

import sys
from collections import Counter
from pathlib import Path

from hub.channels.mailbox.reading import read
from hub.delivery.rules import DeliveryStanding, Reading, Reopen, classify, follow
from hub.domain.codes import DeliveryState, ReturnedKind

_THEN = {"then reopened", "then ask", "then note"}
"""What may follow from a mail; whatever else did would be an answer of a provider."""
_DELIVERED = DeliveryStanding(
    state=DeliveryState.DELIVERED, still_holds=True, is_live=True, is_repeated=False
)


def table(folder: Path, expected: dict[str, set[str]]) -> tuple[list[str], Counter[str]]:
    """Give a line for every file, and how many are right, wrong or not judged."""
    lines, count = [], Counter[str]()
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        reading = classify(read(file.read_bytes()))
        verdict = _verdict(reading.kind, expected.get(file.name))
        count.update([verdict, f"kind {reading.kind}", f"then {_then(reading)}"])
        said = f"{reading.kind:11} {reading.status or '-':8} {_then(reading):8}"
        lines.append(f"{file.name:24} {said} {verdict:10} {reading.why}")
    return lines, count


def _then(reading: Reading) -> str:
    """Name what follows where the mail's token is good and its message was taken and not answered."""
    follows = follow(reading, _DELIVERED)
    return "reopened" if isinstance(follows, Reopen) else type(follows).__name__.lower()


def _verdict(kind: ReturnedKind, wanted: set[str] | None) -> str:
    if wanted is None:
        return "not judged"
    return "right" if str(kind) in wanted else f"WRONG, {'/'.join(sorted(wanted))}"


def _expected(file: Path) -> dict[str, set[str]]:
    rows = (line.split() for line in file.read_text().splitlines() if line.strip())
    return {name: set(kinds.split(",")) for name, kinds in rows}


if __name__ == "__main__":
    lines, count = table(Path(sys.argv[1]), _expected(Path(sys.argv[2])) if len(sys.argv) > 2 else {})
    answers = sum(number for what, number in count.items() if what.startswith("then ") and what not in _THEN)
    said = [*lines, *(f"{number:5} {what}" for what, number in sorted(count.items()))]
    sys.stdout.write("\n".join([*said, f"{answers:5} lead to an acknowledgement", ""]))
