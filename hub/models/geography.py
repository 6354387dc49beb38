"""Which borough a postcode lies in."""

from sqlalchemy.orm import Mapped, mapped_column

from hub.domain.codes import Borough
from hub.models.base import Row, code


class Postcode(Row):
    """Which borough a postcode lies in, as the published list has it."""

    __tablename__ = "postcode"
    postcode: Mapped[str] = mapped_column(primary_key=True)
    sector: Mapped[str] = mapped_column(index=True)
    borough: Mapped[Borough] = mapped_column(code(Borough))
