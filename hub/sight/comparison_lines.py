"""A comparison in plain words: sentences for people, and rows of one file for spreadsheets."""

from collections.abc import Iterable, Iterator, Mapping

from hub.routing.rules.compare import Answer, AnswerKind, Change
from hub.routing.rules.survey import words
from hub.sight.comparing import Comparison, Volume

COLUMNS = ("part", "before", "after", "added", "removed", "referrals", "was", "bought", "where")
"""Of a file: parts are `cells`, `referrals`, `added`, `removed` and `volumes`."""

_NOBODY: Mapping[AnswerKind, str] = {
    AnswerKind.INFORMATION_ONLY: "information only",
    AnswerKind.OUTSIDE: "back to the referrer, from outside Merseyside",
    AnswerKind.NOBODY: "nobody: a person decides",
    AnswerKind.CONFLICT: "rows that contradict each other: a person decides",
}


def answer_words(answer: Answer, names: Mapping[str, str]) -> str:
    """Say who leads."""
    if answer.kind is AnswerKind.LED:
        return names.get(answer.service, answer.service)
    return _NOBODY[answer.kind]


def difference_words(change: Change, names: Mapping[str, str]) -> str:
    """Say how the answer changes: "from A to B; in addition C; no longer D"."""
    difference = change.difference
    parts = []
    if difference.before != difference.after:
        one, other = (answer_words(each, names) for each in (difference.before, difference.after))
        parts.append(f"from {one} to {other}")
    for heading, services in (
        ("in addition", difference.added),
        ("no longer in addition", difference.removed),
    ):
        if services:
            parts.append(f"{heading} {_and(names.get(each, each) for each in sorted(services))}")
    for heading, tasks in (
        ("a task for the unit", difference.tasks_added),
        ("no longer a task for the unit", difference.tasks_removed),
    ):
        if tasks:
            parts.append(f"{heading}: {_and(each.replace('_', ' ') for each in sorted(tasks))}")
    return "; ".join(parts)


def volume_words(volume: Volume) -> str:
    """Say how a service's referrals compare with what its contract counts with."""
    told = f"{volume.before} before, {volume.after} after"
    if not volume.is_contracted:
        return f"{told}; no contract on that day"
    if volume.bought is None:
        return f"{told}; the contract names no number"
    over = f", {volume.after - volume.bought} more than that" if volume.is_over else ""
    return f"{told}; bought for {volume.bought} a quarter{over}"


def text(found: Comparison) -> Iterator[str]:
    """Give the lines of the whole comparison as a terminal shows them."""
    moved, names = found.moves, found.names
    yield f"{found.before} and {found.after}, its rows and contracts of {found.on:%Y-%m-%d}."
    yield (
        f"Of {moved.all} referrals of {found.quarter.label} that were routed, {moved.changed} would have "
        f"gone otherwise; {moved.to_nobody} that were led would be led by nobody until a person decides."
    )
    for (before, after), count in moved.moved.most_common():
        yield f"{count:>6}  from {answer_words(before, names)} to {answer_words(after, names)}"
    for heading, counts in (("in addition", moved.added), ("no longer in addition", moved.removed)):
        for service, count in counts.most_common():
            yield f"{count:>6}  {heading} {names.get(service, service)}"
    yield f"What each service would have had in {found.quarter.label}, as lead or in addition:"
    yield from (
        f"        {names.get(each.service, each.service)}: {volume_words(each)}" for each in found.volumes
    )
    yield "Every cell that changes, first those that most of the quarter's referrals lie in:"
    for each in found.changes:
        told = difference_words(each.change, names)
        yield f"{each.referrals:>6}  {told[:1].upper()}{told[1:]}: {words(each.change.box)}."
    if not found.changes:
        yield "        There are none: the two say the same of every referral."


def cells(found: Comparison) -> Iterator[tuple[object, ...]]:
    """Give the rows of `COLUMNS`; services by their slugs."""
    for (before, after), count in found.moves.moved.most_common():
        yield "referrals", _code(before), _code(after), None, None, count, None, None, None
    for part, counts in (("added", found.moves.added), ("removed", found.moves.removed)):
        for service, count in counts.most_common():
            added, removed = (service, None) if part == "added" else (None, service)
            yield part, None, None, added, removed, count, None, None, None
    for volume in found.volumes:
        yield "volumes", None, volume.service, None, None, volume.after, volume.before, volume.bought, None
    for each in found.changes:
        difference = each.change.difference
        yield (
            "cells",
            _code(difference.before),
            _code(difference.after),
            " ".join(sorted(difference.added | difference.tasks_added)),
            " ".join(sorted(difference.removed | difference.tasks_removed)),
            each.referrals,
            None,
            None,
            words(each.change.box),
        )


def _code(answer: Answer) -> str:
    return answer.service or str(answer.kind)


def _and(given: Iterable[str]) -> str:
    *others, last = given
    return f"{', '.join(others)} and {last}" if others else last
