"""What all tables share. Tables are read and written with SQLAlchemy Core: no sessions, no lazy loading."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Date, DateTime, Enum, LargeBinary, MetaData, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

Id = Annotated[UUID, mapped_column(primary_key=True)]
Texts = Annotated[list[str], mapped_column(ARRAY(Text))]
Json = Annotated[dict[str, Any], mapped_column(JSONB)]
JsonList = Annotated[list[Any], mapped_column(JSONB)]
Sealed = Annotated[bytes, mapped_column(LargeBinary)]


class Row(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads it from the class and never writes it
        UUID: Uuid,
        str: Text,
        datetime: DateTime(timezone=True),
        date: Date,
        int: BigInteger,
        bytes: LargeBinary,
    }


def code(values: type[StrEnum]) -> Enum:
    """Make the column type of a closed value: text in the database, the enum's member in Python."""
    return Enum(
        values,
        native_enum=False,
        length=40,
        # a CHECK a column would make every new value a lock on a full table; only the application writes
        create_constraint=False,
        values_callable=lambda members: [str(member) for member in members],
        name=values.__name__.lower(),
    )
