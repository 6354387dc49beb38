"""Before a demo's workers start: the directory carried to this year, endpoints, keys, and a past to look at.

`python -m hub.demo.prepare --pretend-ports NAME=PORT,... --prepared FILE` leaves the keys in FILE, since only
their hashes are in the database.
"""

import argparse
import base64
import json
import random
import secrets
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import exists, select

from hub import logs
from hub.access.keys import NewKey, make, scope_of
from hub.access.scopes import HUB
from hub.db import Database, Transaction
from hub.demo.people import people
from hub.demo.private_files import write_json
from hub.demo.simulate import Play, VirtualClock, any_month, cast_of, expect, last_days, play
from hub.directory.actions import load, put_webhook
from hub.directory.rules import carried, read_directory
from hub.domain.calendar import london_date
from hub.domain.codes import AgencyKind, Role
from hub.domain.errors import NotAuthenticatedError
from hub.domain.quarter import financial_year
from hub.duty.actions.rota import put_on
from hub.duty.queries.rota import entries
from hub.duty.rules.entries import COLUMNS, read_rota
from hub.journey.commissioning import publish_carried
from hub.models import Agency, Referral
from hub.routing.queries import published_table
from hub.settings import settings

PAST_REFERRALS, PAST_DAYS, PAST_SEED = 1500, 90, "demo"

FIRST_CARRIED = 2018
"""The financial year after the one that the directory file is about."""

ROTA = f"""{",".join(COLUMNS)}
coordinator,{{starts}},,always,referral-coordinator@people.example.org,,0151 496 0010,
deputy,{{starts}},,always,,Deputy coordinator,0151 496 0011,deputy.coordinator@example.org
duty_desk,{{starts}},,always,,Duty inspector,0151 496 0012,duty.desk@police.example.org
"""
"""Everybody on it is made up."""

_HERE = Path(__file__).parent
_PLACES = (_HERE.parents[1] / "directories", _HERE.parent / "_directories")
FILE = "victim-care-merseyside-2017-18.toml"
SUPPORT_AGENCIES = "support-agencies.toml"


def directory_file(name: str = FILE) -> Path:
    """Find a directory file, in the tree or in the wheel."""
    return next(place / name for place in _PLACES if (place / name).is_file())


def load_carried(tx: Transaction) -> None:
    """Load the directory with contracts and routing table carried up to the financial year after this one."""
    directory = read_directory(directory_file().read_text(encoding="utf-8"))
    last = financial_year(london_date(tx.now)) + 1
    years = carried(directory, range(FIRST_CARRIED, last + 1))
    load(tx, directory, years, why="The shipped directory, carried into later years for a trial.")
    if directory.routing_table is not None:
        publish_carried(tx, directory.routing_table, years)
    others = read_directory(directory_file(SUPPORT_AGENCIES).read_text(encoding="utf-8"))
    load(tx, others, why="The shipped list of support agencies, about 2013.")


def reaches_far_enough(tx: Transaction) -> bool:
    """Say whether a routing table is there for the financial year after this one."""
    next_year = date(financial_year(london_date(tx.now)) + 1, 4, 1)
    return published_table(tx, next_year) is not None


def make_keys(tx: Transaction) -> dict[str, Any]:
    """Make one key for each role, and one for each provider."""
    of_kind = {kind: agencies(tx, kind) for kind in AgencyKind}

    def only(kind: AgencyKind, role: Role) -> str:
        return _key(tx, next(iter(of_kind[kind].values())), role)

    return {
        "police": only(AgencyKind.REFERRING_UNIT, Role.POLICE),
        "providers": {
            slug: _key(tx, agency_id, Role.PROVIDER)
            for slug, agency_id in of_kind[AgencyKind.PROVIDER].items()
        },
        "coordinator": only(AgencyKind.COORDINATOR, Role.COORDINATOR),
        "commissioner": only(AgencyKind.COMMISSIONER, Role.COMMISSIONER),
    }


def agencies(tx: Transaction, kind: AgencyKind) -> dict[str, UUID]:
    """Find the agencies of a kind, by slug."""
    rows = tx.connection.execute(
        select(Agency.slug, Agency.id).where(Agency.kind == kind).order_by(Agency.slug)
    )
    return {row.slug: row.id for row in rows}


def keys_of(tx: Transaction, prepared: Path) -> dict[str, Any]:
    """Give the keys of an earlier start while they are good, else new ones."""
    if prepared.exists():
        known: dict[str, Any] = json.loads(prepared.read_text())
        try:
            scope_of(tx, known["api_keys"]["commissioner"])
        except NotAuthenticatedError:
            return make_keys(tx)
        return dict(known["api_keys"])
    return make_keys(tx)


def webhooks(tx: Transaction, prepared: Path, ports: Mapping[str, int]) -> dict[str, str]:
    """Point the pretend providers' endpoints to where they listen this time; the secrets stay."""
    known = json.loads(prepared.read_text())["webhook_secrets"] if prepared.exists() else {}
    found = {slug: known.get(slug) or _webhook_secret() for slug in ports}
    for slug, port in ports.items():
        put_webhook(tx, slug, f"http://127.0.0.1:{port}/", found[slug])
    return found


def somebody_on_duty(tx: Transaction) -> None:
    """Put a coordinator, a deputy and a duty desk on the rota, where nobody was ever on it."""
    if entries(tx, removed=True):
        return
    for line in read_rota(ROTA.format(starts=london_date(tx.now))):
        put_on(tx, line, "Made up for a trial.")


def prepare(database: Database, prepared: Path, ports: Mapping[str, int]) -> None:
    """Make a database ready for a demo; again it only points the endpoints to this time's ports.

    The directory is loaded once, and once more when a year is missing: else what was tried would be undone.
    """
    with database.transaction(HUB) as tx:
        if not reaches_far_enough(tx):
            load_carried(tx)
        known = json.loads(prepared.read_text()).get("sign_ins", []) if prepared.exists() else []
        ready = {
            "api_keys": keys_of(tx, prepared),
            "webhook_secrets": webhooks(tx, prepared, ports),
            "sign_ins": people(tx, known),
        }
        somebody_on_duty(tx)
    write_json(prepared, ready)


def play_a_past(url: str, keys: Mapping[str, Any], count: int = PAST_REFERRALS) -> None:
    """Play referrals up to this instant, where there are none; what is then open goes on live."""
    with closing(Database(url, pool=1)) as database, database.transaction(HUB) as tx:
        if tx.connection.execute(select(exists().where(Referral.id.is_not(None)))).scalar_one():
            return
        cast, span = cast_of(tx, keys), last_days(tx.now, PAST_DAYS)
    expected = expect(random.Random(PAST_SEED), any_month(), span, count)  # noqa: S311 - drawn lots, no secret
    clock = VirtualClock(span.start)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with closing(Database(url, pool=2, now=clock)) as database, Progress(*columns) as progress:
        bar = progress.add_task(f"Playing {PAST_DAYS} days of made-up referrals", total=count)
        asked = Play(expected=expected, cast=cast, seed=PAST_SEED, until=span.end)
        play(database, clock, asked, lambda more: progress.advance(bar, more))


def _key(tx: Transaction, agency_id: UUID, role: Role) -> str:
    return make(tx, NewKey(agency_id=agency_id, role=role, label="demo"))


def _webhook_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"


def main() -> None:
    """Read the command line and prepare."""
    parser = argparse.ArgumentParser(description="Make a demo's database ready.")
    parser.add_argument("--pretend-ports", required=True, help="NAME=PORT, separated by commas")
    parser.add_argument("--prepared", required=True, type=Path, help="where the keys are left")
    given = parser.parse_args()
    logs.configure(level="warning", form="console")
    ports = {name: int(port) for name, port in (pair.split("=") for pair in given.pretend_ports.split(","))}
    database = Database(settings().database_url.get_secret_value(), pool=2)
    prepare(database, given.prepared, ports)
    database.close()
    play_a_past(
        settings().database_url.get_secret_value(), json.loads(given.prepared.read_text())["api_keys"]
    )


if __name__ == "__main__":
    main()
