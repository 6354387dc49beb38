"""The two statements behind the open directory, and when each of its rows last changed.

A row changes when somebody changes it, which is a version of the directory, and when a day comes that was
set before: a contract or a pause begins, a pause ends, a check becomes too old. Whoever copies only what has
changed since yesterday needs both.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    SQLColumnExpression,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from hub.directory.queries import DAY, IS_PAUSED, LIVE_CONTRACT
from hub.directory.queries.covering import COVERED
from hub.directory.queries.support_agencies import PUBLIC_AGENCY
from hub.domain.codes import AgencyKind, DirectoryKind, PauseReason
from hub.models import (
    Agency,
    Contract,
    Coverage,
    DirectoryVersion,
    Service,
    ServicePause,
    SupportAgency,
)

_SEARCH = bindparam("search", type_=Text())
_ENGLISH: ColumnElement[Any] = literal_column("'english'::regconfig")
_A_YEAR: ColumnElement[Any] = literal_column("interval '1 year'")


def _midnight(day: SQLColumnExpression[date]) -> ColumnElement[datetime]:
    """Say at which instant a London day begins."""
    return func.timezone("Europe/London", cast(day, DateTime(timezone=False)))


def _london_day(at: SQLColumnExpression[datetime]) -> ColumnElement[date]:
    return cast(func.timezone("Europe/London", at), Date)


def _found(*texts: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Say whether the words searched for, if any, are in these texts."""
    document = func.to_tsvector(_ENGLISH, func.concat_ws(" ", *texts))
    return or_(_SEARCH.is_(None), document.bool_op("@@")(func.websearch_to_tsquery(_ENGLISH, _SEARCH)))


def _words(codes: SQLColumnExpression[list[str]]) -> ColumnElement[str]:
    return func.replace(func.array_to_string(codes, " "), "_", " ")


def _last_version(*whose: ColumnElement[bool]) -> ColumnElement[datetime]:
    return select(func.max(DirectoryVersion.at)).where(or_(*whose)).scalar_subquery()


def _version(kind: DirectoryKind, key: SQLColumnExpression[str]) -> ColumnElement[bool]:
    return and_(DirectoryVersion.kind == kind, DirectoryVersion.key == key)


# a pause is kept as "service day reason"; that a service is full is not shown here, nor when it was said
_CHANGED = _last_version(
    _version(DirectoryKind.SERVICE, Service.slug),
    _version(DirectoryKind.CONTRACT, Contract.reference),
    _version(DirectoryKind.AGENCY, Agency.slug),
    and_(
        DirectoryVersion.kind == DirectoryKind.PAUSE,
        func.split_part(DirectoryVersion.key, " ", 1) == Service.slug,
        func.split_part(DirectoryVersion.key, " ", 3) != PauseReason.FULL,
    ),
)
_PAUSE_CAME = (
    select(
        func.max(
            func.greatest(
                case((ServicePause.starts_on <= DAY, ServicePause.starts_on)),
                case((ServicePause.ends_before <= DAY, ServicePause.ends_before)),
            )
        )
    )
    .where(ServicePause.service_id == Service.id, ServicePause.reason != PauseReason.FULL)
    .scalar_subquery()
)

COMMISSIONED = (
    select(
        Service.id,
        Service.slug,
        Service.name,
        Service.description,
        Service.phone,
        Service.opening,
        Service.opening_certainty,
        Service.direct_referrals,
        Agency.id.label("organization_id"),
        Agency.name.label("organization_name"),
        Agency.description.label("organization_description"),
        Agency.website,
        IS_PAUSED.label("paused"),
        *COVERED,
        _london_day(_CHANGED).label("assured_on"),
        func.greatest(_CHANGED, _midnight(func.greatest(Contract.starts_on, _PAUSE_CAME))).label(
            "modified_at"
        ),
        _found(
            Service.name, Service.description, Agency.name, Agency.description, _words(Coverage.crime_types)
        ).label("found"),
    )
    .join(Agency, Agency.id == Service.agency_id)
    .join(Contract, LIVE_CONTRACT)
    .join(Coverage, Coverage.contract_id == Contract.id)
    .where(Agency.kind == AgencyKind.PROVIDER)
    .order_by(Service.id, Contract.starts_on, Contract.reference)
)
"""A row for each contract in force on the bound `day`."""

_TOO_OLD_FROM = cast(SupportAgency.checked_on + _A_YEAR, Date) + 1
"""The first day on which the last check is more than a year ago."""

SUPPORT = select(
    SupportAgency.id,
    *PUBLIC_AGENCY,
    (_TOO_OLD_FROM <= DAY).label("out_of_date"),
    func.greatest(
        _last_version(_version(DirectoryKind.SUPPORT_AGENCY, SupportAgency.slug)),
        _midnight(SupportAgency.checked_on),
        case((_TOO_OLD_FROM <= DAY, _midnight(_TOO_OLD_FROM))),
    ).label("modified_at"),
    _found(SupportAgency.name, SupportAgency.description, _words(SupportAgency.crime_types)).label("found"),
).where(or_(SupportAgency.closed_on.is_(None), SupportAgency.closed_on > DAY))
"""Every support agency that is not known to be gone by the bound `day`."""
