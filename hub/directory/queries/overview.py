"""Services as the commissioner and whoever runs the hub read them: contracts, capacity, pauses, coverage."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text

from hub.db import Transaction
from hub.domain.assignment import LIVE
from hub.domain.calendar import london_date
from hub.domain.quarter import Quarter

_SERVICES = text("""
    SELECT s.id, s.slug, s.name, s.description, s.phone, s.opening, s.opening_certainty, s.without_consent,
           s.direct_referrals, g.slug AS agency, g.name AS agency_name,
           c.reference, c.version, c.award, c.starts_on, c.ends_before, c.certainty, c.carried_from,
           c.open_at_once, c.referrals_a_quarter,
           n.reference AS next_reference, n.starts_on AS next_starts_on,
           (SELECT count(*) FROM assignment a
             WHERE a.agency_id = s.agency_id AND a.service_id = s.id AND a.state = ANY(:live)) AS in_hand,
           (SELECT count(*) FROM assignment a
             WHERE a.agency_id = s.agency_id AND a.service_id = s.id
               AND a.assigned_at >= :begins AND a.assigned_at < :ends) AS this_quarter
    FROM service s JOIN agency g ON g.id = s.agency_id
    LEFT JOIN contract c ON c.service_id = s.id AND c.superseded_at IS NULL
                        AND c.starts_on <= :today AND c.ends_before > :today
    LEFT JOIN LATERAL (
        SELECT reference, starts_on FROM contract
        WHERE service_id = s.id AND superseded_at IS NULL AND carried_from IS NULL AND starts_on > :today
        ORDER BY starts_on LIMIT 1) n ON true
    WHERE (CAST(:slug AS text) IS NULL OR s.slug = :slug)
      AND (CAST(:agency AS text) IS NULL OR g.slug = :agency)
    ORDER BY g.name, s.name, s.slug
""")
_PAUSES = text("""
    SELECT s.slug AS service, p.starts_on, p.ends_before, p.reason, p.note, p.by_hand,
           p.starts_on <= :today AS is_on
    FROM service_pause p JOIN service s ON s.id = p.service_id
    WHERE s.slug = ANY(:slugs) AND (p.ends_before IS NULL OR p.ends_before > greatest(:today, p.starts_on))
    ORDER BY p.starts_on, p.id
""")
_PARTNERS = text("""
    SELECT DISTINCT c.award, s.slug, s.name, g.name AS agency_name
    FROM contract c JOIN service s ON s.id = c.service_id JOIN agency g ON g.id = s.agency_id
    WHERE c.award = ANY(:awards) AND c.superseded_at IS NULL ORDER BY g.name, s.slug
""")
_CONTRACTS = text("""
    SELECT c.id, s.slug AS service, s.name AS service_name, c.reference, c.version, c.superseded_at, c.award,
           c.awarded_on, c.starts_on, c.ends_before, c.referrals_a_quarter, c.open_at_once, c.certainty,
           c.open_cases, c.finish_by, c.retention_months, c.targets, c.ladder, c.carried_from,
           v.crime_types, v.flags, v.strands, v.boroughs, v.age_bands, v.risks, v.conditions,
           v.certainty AS cells
    FROM contract c JOIN service s ON s.id = c.service_id LEFT JOIN coverage v ON v.contract_id = c.id
    WHERE s.slug = ANY(:slugs) AND (c.carried_from IS NULL OR c.superseded_at IS NULL)
    ORDER BY s.name, c.starts_on DESC, c.version DESC
""")
_AGREEMENTS = text("""
    SELECT t.number FROM data_agreement t JOIN agency g ON g.id = t.agency_id
    WHERE g.slug = :agency AND t.carried_from IS NULL ORDER BY t.starts_on, t.number
""")


def services_today(
    tx: Transaction, *, slug: str | None = None, agency: str | None = None
) -> tuple[Mapping[str, Any], ...]:
    """List services with today's contract and the next, or None in their columns, and what each has to do.

    `in_hand` counts its turns that are live, `this_quarter` those that were given in this quarter.
    """
    today = london_date(tx.now)
    quarter = Quarter.of_day(today)
    wanted = {
        "slug": slug,
        "agency": agency,
        "today": today,
        "live": sorted(LIVE),
        "begins": quarter.starts_at,
        "ends": quarter.ends_at,
    }
    return tuple(dict(row) for row in tx.connection.execute(_SERVICES, wanted).mappings())


def open_pauses(tx: Transaction, slugs: Sequence[str]) -> tuple[Mapping[str, Any], ...]:
    """List the pauses of some services that hold today, `is_on`, or are to come."""
    wanted = {"slugs": list(slugs), "today": london_date(tx.now)}
    return tuple(dict(row) for row in tx.connection.execute(_PAUSES, wanted).mappings())


def parts_of(tx: Transaction, awards: Sequence[str]) -> tuple[Mapping[str, Any], ...]:
    """List the services of some awards; several of one are the parts of a joint contract."""
    rows = tx.connection.execute(_PARTNERS, {"awards": list(awards)}).mappings()
    return tuple(dict(row) for row in rows)


def contract_versions(tx: Transaction, slugs: Sequence[str]) -> tuple[Mapping[str, Any], ...]:
    """List every version of the contracts of some services, the latest days first, with its coverage.

    One that was only carried over and has given way is left out.
    `cells` says by cell how sure it is: {"certainty", "note"}.
    """
    rows = tx.connection.execute(_CONTRACTS, {"slugs": list(slugs)}).mappings()
    return tuple(dict(row) for row in rows)


def agreement_numbers(tx: Transaction, agency: str) -> tuple[str, ...]:
    """Name the data agreements that an agency ever signed."""
    return tuple(tx.connection.execute(_AGREEMENTS, {"agency": agency}).scalars())
