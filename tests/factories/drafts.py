"""Drafts of the routing table for tests: the shipped table for days to come, and the two who publish it."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from hub.access import sessions
from hub.db import Database
from hub.demo.prepare import directory_file
from hub.directory.rules import RoutingTable, read_routing_table
from hub.domain.scope import Scope
from hub.journey import commissioning
from tests.factories.portal import SECOND, account_of

NEXT_YEAR = date(2026, 4, 1)
"""The first day of the year after the tests' clock."""


def shipped(reference: str = "VCM/2026/ROUTING", starts: date = NEXT_YEAR) -> RoutingTable:
    """Give the shipped table for a year from `starts` on, its gaps signed off to the end."""
    table = read_routing_table(directory_file().read_text(encoding="utf-8"))
    ends_before = starts + timedelta(days=365)
    signed_off = tuple(replace(each, expires=ends_before) for each in table.signed_off)
    return replace(table, reference=reference, starts=starts, ends_before=ends_before, signed_off=signed_off)


def shipped_text(reference: str = "VCM/2026/ROUTING", starts: date = NEXT_YEAR) -> str:
    """Give the same as the text of a file that holds nothing else."""
    text = directory_file().read_text(encoding="utf-8")
    text = text[text.index("[routing_table]") :]
    ends_before = starts + timedelta(days=365)
    return (
        text.replace('"VCM/2017/ROUTING"', f'"{reference}"')
        .replace("starts = 2017-04-01", f"starts = {starts}")
        .replace("ends_before = 2018-04-01", f"ends_before = {ends_before}")
        .replace("expires = 2018-04-01", f"expires = {ends_before}")
    )


def person(database: Database, scope: Scope, who: str = "commissioner") -> Scope:
    """Give the scope of a person who is signed in."""
    with database.transaction(scope) as tx:
        found = sessions.find(tx, sessions.start(tx, account_of(tx, who), "a test"))
    if found is None:
        raise LookupError(who)
    return found.scope


def published(database: Database, scope: Scope, table: RoutingTable) -> UUID:
    """Draft a table as one person, approve it as the other, and publish it."""
    with database.transaction(person(database, scope)) as tx:
        drafted = commissioning.draft(tx, table, "for a test")
    seen = table.content().fingerprint()
    with database.transaction(person(database, scope, SECOND)) as tx:
        commissioning.approve(tx, drafted.id, seen)
        return commissioning.publish(tx, drafted.id, seen)
