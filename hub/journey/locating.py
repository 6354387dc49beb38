"""In which borough the person of each submission is now, or which of two answers must be asked about."""

from collections.abc import Sequence
from dataclasses import replace

from hub.db import Transaction
from hub.directory.queries.geography import resolve_all
from hub.directory.rules.locating import Resolved
from hub.domain.codes import Borough
from hub.domain.submission import Submission
from hub.intake.rules.whereabouts import contradiction
from hub.journey.arriving import Faulty


def located(tx: Transaction, read: Sequence[Submission | Faulty]) -> list[Submission | Faulty]:
    """Give each submission the borough that was said, else its postcode's own, which is never guessed.

    One whose borough and postcode contradict each other becomes its faults. One query for all of them.
    """
    postcodes = {each.contact.postcode for each in read if isinstance(each, Submission)} - {None}
    found = resolve_all(tx, {postcode for postcode in postcodes if postcode})
    return [_located(each, found) if isinstance(each, Submission) else each for each in read]


def _located(submission: Submission, found: dict[str, Resolved]) -> Submission | Faulty:
    postcode, person = submission.contact.postcode, submission.person
    if postcode is None:
        return submission
    lies = found[postcode]
    if person.borough is Borough.NOT_KNOWN:
        return replace(submission, person=replace(person, borough=lies.borough))
    faults = contradiction(person.borough, lies.borough) if lies.is_told_by_the_list else ()
    return Faulty(faults=faults) if faults else submission
