"""A draft tried on a played fortnight: what it would change equals what independent queries count."""

import csv
import random
import re
from datetime import timedelta

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from hub.access.scopes import HUB
from hub.cli.commands import app
from hub.db import Database
from hub.demo.prepare import directory_file, make_keys
from hub.demo.simulate import Play, Span, VirtualClock, any_month, cast_of, expect, play
from hub.domain.codes import Borough
from hub.domain.quarter import Quarter
from hub.routing.rules.compare import Answer, AnswerKind
from hub.settings import settings
from hub.sight.comparing import compared, draft_of, published_table
from hub.sight.tally import tally, together

QUARTER = Quarter(year=2019, number=3)
SPAN = Span(start=QUARTER.starts_at, end=QUARTER.starts_at + timedelta(days=10))
COUNT = 120
NAME = "routing_tried"
EXPLOITATION = Answer(kind=AnswerKind.LED, service="exploitation")
NOBODY = Answer(kind=AnswerKind.NOBODY)

CHILDREN_OF_LIVERPOOL = """
    SELECT count(*) FROM referral
     WHERE borough = 'liverpool' AND age_band IN ('under_13', '13_to_15', '16_to_17')
       AND relationship IN ('victim', 'spokesperson')
       AND (flags || ARRAY[crime_type::text])
           && ARRAY['child_sexual_exploitation', 'child_criminal_exploitation']
       AND NOT (flags || ARRAY[crime_type::text]) && ARRAY['homicide', 'culpable_road_death']
       AND (consent_scope = 'any_suitable_service' OR 'exploitation' = ANY (consent_services))
       AND NOT 'exploitation' = ANY (exclude_services)
       AND id IN (SELECT referral_id FROM routing_decision) AND status <> 'void'
"""


def many_drugs():
    """Recorded crime with more of what exploits children than there was."""
    times = {(Borough.LIVERPOOL, "Drugs"): 20}
    return {
        (month, borough, category): count * times.get((borough, category), 1)
        for (month, borough, category), count in any_month().items()
    }


@pytest.fixture(scope="module")
def played(servers, loaded_template):
    assert loaded_template
    with servers.cloned("template_loaded", NAME) as name:
        clock = VirtualClock(SPAN.start)
        database = Database(servers.app_url(name), pool=2, now=clock)
        with database.transaction(HUB) as tx:
            cast = cast_of(tx, make_keys(tx))
        expected = expect(random.Random(7), many_drugs(), SPAN, COUNT)
        play(
            database, clock, Play(expected=expected, cast=cast, seed="tried", until=SPAN.end), lambda _: None
        )
        yield database
        database.close()


def one(tx, statement):
    return tx.connection.execute(text(statement)).scalar_one()


def without_liverpool(file):
    """The shipped file with Liverpool's exploited children given to nobody, as by a later award."""
    row = r'(key = "exploitation-of-a-child"\n.*?boroughs = )\["merseyside"\]'
    others = '["knowsley", "sefton", "st_helens", "wirral", "not_known"]'
    draft, changed = re.subn(row, rf"\1{others}", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert changed == 1
    return draft


def test_liverpools_exploitation_given_to_nobody_counts_as_an_independent_query_does(played):
    draft = draft_of(without_liverpool(directory_file()))
    with played.transaction(HUB) as tx:
        found = compared(tx, draft, published_table(tx, None), QUARTER)
        wanted = one(tx, CHILDREN_OF_LIVERPOOL)
        routed = one(tx, "SELECT count(DISTINCT referral_id) FROM routing_decision")
    assert wanted > 0
    assert found.moves.all == routed
    assert found.moves.moved == {(EXPLOITATION, NOBODY): wanted}
    assert found.moves.to_nobody == wanted
    volume = next(each for each in found.volumes if each.service == "exploitation")
    assert volume.before - volume.after == wanted
    assert {each.change.difference.after for each in found.changes} == {NOBODY}
    assert {each.change.box.boroughs for each in found.changes} == {frozenset({"liverpool"})}
    assert sum(each.referrals for each in found.changes) >= wanted


def test_an_unchanged_draft_changes_nothing(played):
    draft = draft_of(directory_file().read_text(encoding="utf-8"))
    with played.transaction(HUB) as tx:
        found = compared(tx, draft, published_table(tx, None), QUARTER)
    assert (found.changes, found.moves.changed) == ((), 0)


def test_the_tally_counts_each_referral_once_and_shares_out_who_needed_a_person(played):
    with played.transaction(HUB) as tx:
        lines = tally(tx, QUARTER)
        received = one(tx, "SELECT count(*) FROM referral WHERE status <> 'void'")
        led = one(
            tx,
            """SELECT count(*) FROM (SELECT DISTINCT ON (referral_id) placement FROM routing_decision
                ORDER BY referral_id, at, id) f WHERE placement #>> '{lead,service}' IS NOT NULL""",
        )
        slugs = set(tx.connection.execute(text("SELECT slug FROM service")).scalars())
    whole = together(lines)
    assert whole.count == sum(line.count for line in lines) == received
    assert sum(count for to, count in whole.to if to in slugs) == led
    assert 0 < whole.share < 1


@pytest.fixture
def command(played, servers, monkeypatch):
    assert played
    monkeypatch.setenv("HUB_DATABASE_URL", servers.app_url(NAME))
    settings.cache_clear()
    yield lambda *given: CliRunner().invoke(app, ["routing", *map(str, given)])
    settings.cache_clear()


def test_the_commands_print_write_and_say_what_is_wrong(command, tmp_path):
    draft, file = tmp_path / "draft.toml", tmp_path / "out.csv"
    draft.write_text(without_liverpool(directory_file()), encoding="utf-8")
    printed = command("compare", draft, "--quarter", QUARTER)
    assert printed.exit_code == 0
    assert re.search(r"\d+  from .*xploitation.* to nobody: a person decides", printed.output)
    command("compare", draft, "--quarter", QUARTER, "--csv", file)
    with file.open(encoding="utf-8", newline="") as lines:
        assert {row["part"] for row in csv.DictReader(lines)} == {"cells", "referrals", "volumes"}
    assert '"to_nobody"' in command("compare", draft, "--quarter", QUARTER, "--json").output
    assert command("compare", draft, "--against", "none").exit_code == 2
    assert "needed a person" in command("tally", QUARTER).output
    assert "No referral was received" in command("tally", "2001-02-Q1").output
    assert command("gaps", "--on", "2001-01-01").exit_code == 2
    stretches = command("gaps", "--on", "2018-03-01", "--until", "2018-05-01").output
    assert "2018-03-01 to 2018-03-31" in stretches
    assert "2018-04-01 to 2018-04-30" in stretches
    assert "Nobody leads: sexual offence; borough not known" in stretches
