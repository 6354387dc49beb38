"""One search for support as a whole, for the page and for programs alike."""

from dataclasses import dataclass, replace

from hub.db import Transaction
from hub.directory.queries.finding import Found, find
from hub.directory.queries.geography import resolve
from hub.directory.rules.asked import Asked, read_words
from hub.domain.calendar import london_date
from hub.domain.codes import MERSEYSIDE, Borough, CrimeType


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What was asked, already checked: a borough of Merseyside, a normalised postcode, not too many words."""

    crime_type: CrimeType | None = None
    borough: Borough | None = None
    postcode: str | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was found, and where it was looked for.

    `area` is None for anywhere, and "outside" or "not known" where that is all that is known of the postcode.
    `without_words` says that nothing fits the words, and that what is given fits the rest of the search.
    """

    area: Borough | None
    found: Found
    without_words: bool = False


def answer_to(tx: Transaction, wanted: Wanted) -> Answer:
    """Find who may help now; words that nothing fits are left aside, so that somebody is always named."""
    today = london_date(tx.now)
    area = area_of(tx, wanted)
    asked = Asked(crime_type=wanted.crime_type, borough=area, words=read_words(wanted.words))
    found = find(tx, today, asked)
    if not found.is_empty or not asked.telling:
        return Answer(area=area, found=found)
    others = find(tx, today, replace(asked, words=()))
    return Answer(area=area, found=replace(others, older=found.older), without_words=True)


def area_of(tx: Transaction, wanted: Wanted) -> Borough | None:
    """Take the borough of the postcode; where it has none in Merseyside, the one that was chosen."""
    if wanted.postcode is None:
        return wanted.borough
    lies_in = resolve(tx, wanted.postcode).borough
    return lies_in if lies_in in MERSEYSIDE else wanted.borough or lies_in
