"""Agencies as whoever runs the hub reads them: agreements, contracts, addresses, and counts."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from hub.db import Transaction
from hub.domain.calendar import london_date
from hub.domain.codes import AgencyKind

# agreements that follow each other without a gap are one: nobody is warned of an end that is none
_AGENCIES = text("""
    SELECT g.id, g.slug, g.name, g.kind, g.description, g.website, g.mail_domains,
           ARRAY(SELECT u.name FROM unit u WHERE u.agency_id = g.id ORDER BY u.name) AS units,
           (SELECT upper(span) - 1
              FROM unnest((SELECT range_agg(daterange(t.starts_on, t.ends_before))
                             FROM data_agreement t WHERE t.agency_id = g.id)) span
             WHERE span @> CAST(:today AS date)) AS covered_until,
           (SELECT count(*) FROM endpoint e WHERE e.agency_id = g.id AND NOT e.paused) AS endpoints,
           (SELECT count(*) FROM endpoint e WHERE e.agency_id = g.id AND e.paused) AS paused,
           (SELECT count(*) FROM account a WHERE a.agency_id = g.id AND a.ended_at IS NULL) AS accounts,
           (SELECT count(*) FROM api_key k
             WHERE k.agency_id = g.id AND k.revoked_at IS NULL AND k.expires_at > :now) AS keys
    FROM agency g
    WHERE CAST(:slug AS text) IS NULL OR g.slug = :slug
    ORDER BY g.name, g.id
""")
_AGREEMENTS = text("""
    SELECT number, starts_on, ends_before, certainty FROM data_agreement
    WHERE agency_id = :agency AND ends_before > :today ORDER BY starts_on, id
""")
_UNITS = text("SELECT id, agency_id, name FROM unit ORDER BY name, id")


def all_agencies(tx: Transaction, slug: str | None = None) -> tuple[Mapping[str, Any], ...]:
    """List every agency by name, or the one of a slug.

    `covered_until` is the last day of the data agreements in force today and those that follow without a gap,
    or None; `endpoints` counts the addresses in use, `accounts` those not ended, `keys` those that let in.
    """
    wanted = {"slug": slug, "today": london_date(tx.now), "now": tx.now}
    rows = tx.connection.execute(_AGENCIES, wanted).mappings()
    return tuple({**row, "kind": AgencyKind(row["kind"])} for row in rows)


def agreements_from(tx: Transaction, agency_id: UUID, day: date) -> tuple[Mapping[str, Any], ...]:
    """List an agency's data agreements that have not ended by a day."""
    rows = tx.connection.execute(_AGREEMENTS, {"agency": agency_id, "today": day}).mappings()
    return tuple(dict(row) for row in rows)


def units(tx: Transaction) -> tuple[Mapping[str, Any], ...]:
    """List every referring unit by name, with its agency's id."""
    return tuple(dict(row) for row in tx.connection.execute(_UNITS).mappings())
