"""What a file would change of the directory as it stands: decided here, done by the actions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hub.directory.rules.checking import share_a_day
from hub.directory.rules.values import (
    Agency,
    Agreement,
    CarriedYear,
    Contract,
    Directory,
    Pause,
    Service,
    SupportAgency,
)
from hub.domain.codes import DirectoryKind
from hub.domain.errors import Fault

Thing = Agency | Agreement | Service | Contract | Pause | SupportAgency
Key = tuple[DirectoryKind, str]
"""The kind of a thing and what the file calls it."""

TYPES: Mapping[DirectoryKind, type[Thing]] = {
    DirectoryKind.AGENCY: Agency,
    DirectoryKind.AGREEMENT: Agreement,
    DirectoryKind.SERVICE: Service,
    DirectoryKind.CONTRACT: Contract,
    DirectoryKind.PAUSE: Pause,
    DirectoryKind.SUPPORT_AGENCY: SupportAgency,
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing before and after; nothing before is new, nothing after is taken out."""

    kind: DirectoryKind
    key: str
    before: Thing | None
    after: Thing | None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All that a load changes, what it names and finds unchanged, and what it leaves since it lacks it."""

    changes: tuple[Change, ...]
    unchanged: tuple[Key, ...]
    left: tuple[Key, ...]


def key_of(thing: Thing) -> Key:
    """Give the name under which a thing's versions are kept."""
    match thing:
        case Agency():
            return DirectoryKind.AGENCY, thing.slug
        case Agreement():
            return DirectoryKind.AGREEMENT, thing.number
        case Service():
            return DirectoryKind.SERVICE, thing.slug
        case Contract():
            return DirectoryKind.CONTRACT, thing.reference
        case Pause():
            return DirectoryKind.PAUSE, f"{thing.service} {thing.starts} {thing.reason}"
        case SupportAgency():
            return DirectoryKind.SUPPORT_AGENCY, thing.slug


def things(directory: Directory, years: Iterable[CarriedYear] = ()) -> dict[Key, Thing]:
    """Give everything that a directory and the years it is carried into name, but the routing table."""
    found: list[Thing] = [
        *directory.agencies,
        *directory.agreements,
        *directory.services,
        *directory.contracts,
        *directory.pauses,
        *directory.support_agencies,
    ]
    for year in years:
        found += [*year.agreements, *year.contracts]
    return {key_of(thing): thing for thing in found}


def clashes(now: Mapping[Key, Thing], directory: Directory) -> tuple[Fault, ...]:
    """Name the contracts of a file that do not go with one that it lacks; one carried over gives way."""
    kept = [each for each in _contracts(now, but=things(directory)) if each.carried_from is None]
    pairs = [(mine, other) for mine in directory.contracts for other in kept]
    shared = [_clash(directory, *each, "contracts_overlap") for each in pairs if _collide(*each)]
    apart = [_clash(directory, *each, "award_differs") for each in pairs if _differ(*each)]
    return (*shared, *apart)


def _clash(directory: Directory, mine: Contract, other: Contract, code: str) -> Fault:
    how = "share days" if code == "contracts_overlap" else "are of one award, whose parts have the same days"
    message = (
        f"{mine.reference!r} and {other.reference!r}, which the directory has and the file lacks, {how}. "
        f"Name {other.reference!r} in the file too, with the days that it is to have."
    )
    return Fault(pointer=f"{_place(directory, mine)}/starts", code=code, message=message)


def _differ(one: Contract, other: Contract) -> bool:
    """Say that two parts of one award do not have the same days, as those of a joint contract do."""
    days = [(each.starts, each.ends_before, each.awarded) for each in (one, other)]
    return one.award is not None and one.award == other.award and days[0] != days[1]


def _place(directory: Directory, contract: Contract) -> str:
    """Give the pointer of a contract in the file, whose lists are in the same order."""
    slugs = [service.slug for service in directory.services]
    among = [each for each in directory.contracts if each.service == contract.service]
    return f"/service/{slugs.index(contract.service)}/contract/{among.index(contract)}"


def plan(now: Mapping[Key, Thing], wanted: Mapping[Key, Thing], today: date) -> Plan:
    """Decide what changes so that the directory says what is wanted.

    What the file lacks stays, but for a pause that came with a file, which ends, and a contract that was
    only carried over, which gives way to one that is in the file. A carried one never displaces a real one,
    and no file what was looked at since it was written.
    """
    real = [each for each in _contracts(now, but=wanted) if each.carried_from is None]
    wanted = {key: each for key, each in wanted.items() if not _is_displaced(each, real)}
    changes, unchanged = [], []
    for (kind, key), after in wanted.items():
        before = now.get((kind, key))
        if before is not None and (_same(before, after) or _was_checked_since(before, after)):
            unchanged.append((kind, key))
        else:
            changes.append(Change(kind=kind, key=key, before=before, after=after))
    changes += _ended_pauses(now, wanted, today)
    changes += _given_way(now, wanted)
    done = {(change.kind, change.key) for change in changes}
    return Plan(
        changes=tuple(changes),
        unchanged=tuple(unchanged),
        left=tuple(_left(now, wanted, done, today)),
    )


def _same(before: Thing, after: Thing) -> bool:
    if isinstance(before, Pause) and isinstance(after, Pause):
        return before == replace(after, by_hand=before.by_hand)
    return before == after


def _was_checked_since(before: Thing, after: Thing) -> bool:
    """Say that somebody has looked at a support agency after its entry in the file was written."""
    if not (isinstance(before, SupportAgency) and isinstance(after, SupportAgency)):
        return False
    return after.checked < before.checked


def _contracts(found: Mapping[Key, Thing], but: Mapping[Key, Thing] | None = None) -> Sequence[Contract]:
    return [
        each for key, each in found.items() if isinstance(each, Contract) and (but is None or key not in but)
    ]


def _collide(one: Contract, other: Contract) -> bool:
    return one.service == other.service and share_a_day(one, other)


def _is_displaced(thing: Thing, real: Sequence[Contract]) -> bool:
    if not isinstance(thing, Contract) or thing.carried_from is None:
        return False
    return any(_collide(thing, other) for other in real)


def _given_way(now: Mapping[Key, Thing], wanted: Mapping[Key, Thing]) -> Iterator[Change]:
    named = _contracts(wanted)
    for other in _contracts(now, but=wanted):
        if other.carried_from is not None and any(_collide(mine, other) for mine in named):
            kind, key = key_of(other)
            yield Change(kind=kind, key=key, before=other, after=None)


def _ended_pauses(now: Mapping[Key, Thing], wanted: Mapping[Key, Thing], today: date) -> Iterator[Change]:
    for (kind, key), thing in now.items():
        if (kind, key) in wanted or not isinstance(thing, Pause) or thing.by_hand:
            continue
        if (DirectoryKind.SERVICE, thing.service) in wanted and not is_over(thing, today):
            yield Change(kind=kind, key=key, before=thing, after=ended(thing, today))


def is_over(pause: Pause, today: date) -> bool:
    """Say whether a pause holds nothing up on a day or later."""
    return pause.ends_before is not None and (pause.ends_before <= today or pause.ends_before == pause.starts)


def ended(pause: Pause, today: date) -> Pause:
    """Give the pause as it ends on a day; one that has not begun never does."""
    return replace(pause, ends_before=max(pause.starts, today))


def _left(
    now: Mapping[Key, Thing], wanted: Mapping[Key, Thing], done: set[Key], today: date
) -> Iterator[Key]:
    """Name what the file lacks of the kinds that it tells of, as far as it still matters."""
    kinds = {kind for kind, _ in wanted}
    for key, thing in now.items():
        is_past = isinstance(thing, Contract | Agreement) and (
            thing.carried_from is not None or thing.ends_before <= today
        )
        is_past = is_past or (isinstance(thing, Pause) and is_over(thing, today))
        told_of = key[0] in kinds or (isinstance(thing, Pause) and DirectoryKind.SERVICE in kinds)
        if told_of and key not in wanted and key not in done and not is_past:
            yield key
