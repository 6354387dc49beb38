"""Whether one list of postcodes may take another's place without being told to."""

from datetime import timedelta

from hub.domain.errors import Fault
from hub.domain.postcode_list import Edition

_LEAST_KEPT = 0.95
"""Editions grow by a fraction of a per cent a year; one that has lost more is a part, or another thing."""

_APART = timedelta(days=45)
"""Both publishers bring out an edition a quarter, and some files tell the month alone."""


def doubts(new: Edition, current: Edition | None) -> tuple[Fault, ...]:
    """Name what is worse about a new list than about the one in use; the first one has nothing to fear.

    Older by its own date, fewer postcodes of a borough, or none outside where there were some.
    """
    if current is None:
        return ()
    faults = [
        Fault(
            pointer=new.file_name,
            code="smaller_list",
            message=f"{new.boroughs.get(borough, 0)} postcodes of {borough}; the list in use has {count}.",
        )
        for borough, count in sorted(current.boroughs.items())
        if new.boroughs.get(borough, 0) < count * _LEAST_KEPT
    ]
    if current.shows_the_border and not new.shows_the_border:
        message = "No postcode outside the five boroughs, so that sectors across the border are not seen."
        faults.append(Fault(pointer=new.file_name, code="no_border", message=message))
    if new.published_on and current.published_on and new.published_on + _APART < current.published_on:
        message = f"Published {new.published_on}, where the list in use is of {current.published_on}."
        faults.append(Fault(pointer=new.file_name, code="older_list", message=message))
    return tuple(faults)
