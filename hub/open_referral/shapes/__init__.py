"""The standard's objects as they travel: Open Referral UK 3.0, with a few fields of HSDS 3 beside them.

A field that is None is left out. Ids are those of our rows, or made from them.
"""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer


class Shape(BaseModel):
    """What every object shares."""

    model_config = ConfigDict(frozen=True)


def _to_the_millisecond(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


Instant = Annotated[datetime, PlainSerializer(_to_the_millisecond, return_type=str)]
