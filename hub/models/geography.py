"""Which borough a postcode lies in, and which list says so."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from hub.domain.codes import Borough, Role
from hub.domain.postcode_list import ListSource
from hub.models.base import Id, Json, Row, code


class Postcode(Row):
    """Which borough a postcode lies in, as the newest edition has it."""

    __tablename__ = "postcode"
    postcode: Mapped[str] = mapped_column(primary_key=True)
    sector: Mapped[str] = mapped_column(index=True)
    borough: Mapped[Borough] = mapped_column(code(Borough))


class GeographyEdition(Row):
    """A list of postcodes that took the place of the one before; rows are only ever added."""

    __tablename__ = "geography_edition"
    id: Mapped[Id]
    loaded_at: Mapped[datetime] = mapped_column(index=True)
    source: Mapped[ListSource] = mapped_column(code(ListSource))
    file_name: Mapped[str]
    sha256: Mapped[str]
    published_on: Mapped[date | None]
    boroughs: Mapped[Json]
    outside: Mapped[int]
    without_district: Mapped[int]
    role: Mapped[Role] = mapped_column(code(Role))
    account_id: Mapped[UUID | None]
    why: Mapped[str | None]
