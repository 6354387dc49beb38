"""The list of breaches over several pages, while time goes on."""

import csv
import io
import re

import pytest

from hub.journey import chase_due

BURGLARY = {"crime.type": "burglary", "crime.flags": ["vulnerable"], "crime.hate_strands": []}


def rows_of(answer):
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


@pytest.fixture
def many_breaches(api, deliver, clock, loaded):
    """Forty clocks that ran out ten minutes apart; every fifth one has stopped since."""
    high = {"risk": {"tool": "merit", "score": 80, "band": "high"}}
    found = []
    for number in range(40):
        found.append(api.refer(**high, **BURGLARY, person_reference=str(number)))
        deliver()
        clock.forward(minutes=10)
    clock.forward(hours=10)
    chase_due(loaded)
    for each in found[::5]:
        api.act(each["assignments"][0], "acknowledge", "victim-support")


@pytest.mark.usefixtures("many_breaches")
@pytest.mark.parametrize("sort", ["due", "-due", "lateness", "-lateness"])
def test_the_pages_of_a_list_hold_every_breach_once_while_time_goes_on(portal, clock, sort):
    listed, path = [], f"/commissioner/breaches?clock=acknowledged&sort={sort}"
    while path:
        page = portal.get(path, "commissioner")
        listed += re.findall(r'hub-nowrap"><a class="govuk-link" href="[^"]+">(VR-[^<]+)<', page.text)
        clock.forward(minutes=25)
        found = re.search(r'rel="next" href="([^"]+)"', page.text)
        path = found[1].replace("&amp;", "&") if found else None
    whole = [
        row["reference"]
        for row in rows_of(
            portal.get(f"/commissioner/breaches.csv?clock=acknowledged&sort={sort}", "commissioner")
        )
    ]
    assert listed == whole
    assert len(whole) == 40


@pytest.mark.usefixtures("many_breaches")
def test_what_still_runs_counts_as_later_than_what_has_stopped(portal):
    rows = rows_of(portal.get("/commissioner/breaches.csv?sort=-lateness", "commissioner"))
    running = [row["stopped_at"] == "" for row in rows]
    assert running == sorted(running, reverse=True)
    for part in (rows[: running.count(True)], rows[running.count(True) :]):
        late = [int(row["late_seconds"]) for row in part]
        assert late == sorted(late, reverse=True)
