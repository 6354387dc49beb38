"""Whatever people do in whatever order, everything holds after it.

`CLEAN_RUNS=100 pytest tests/integration/test_check_clean.py` goes on longer than the usual few runs.
"""

import os
import random
from datetime import timedelta

import pytest

from hub.access.scopes import HUB
from hub.check import Extent, breaches
from hub.check.figures import FIGURES
from hub.check.looking import FAMILIES
from hub.journey import chase_due, see_to_contract_ends, see_to_triage
from tests.factories.submissions import submission

RUNS = int(os.environ.get("CLEAN_RUNS", "4"))
STEPS = 12
RISKS = ({"tool": "merit", "score": 75, "band": "high"}, {"tool": "merit", "score": 20, "band": "standard"})
CRIMES = (
    {},
    {"crime.type": "domestic_abuse", "crime.hate_strands": []},
    {
        "crime.type": "sexual_offence",
        "crime.hate_strands": [],
        "person.borough": "not_known",
        "person.postcode": None,
    },
    {"crime.type": "burglary", "crime.flags": ["vulnerable"], "crime.hate_strands": []},
)
ACTS = {
    "acknowledge": {},
    "accept": {"assignee": "Sam"},
    "decline": {"reason": "capacity"},
    "contact-attempts": {"channel": "phone", "result": "no_answer", "worker": "Sam"},
    "engage": {},
    "hold": {"reason": "victim_asked"},
    "resume": {},
    "complete": {"outcome": "supported"},
    "release": {"reason": "capacity"},
}
UNSAFE = {"channel": "phone", "result": "stopped_unsafe", "worker": "Sam"}
WISH = {"asked_by": "herself", "how": "by phone", "taken_by": "PC 0000"}
SETTLING = {
    "assign": {"service": "vulnerable-victims", "reason": "fits"},
    "redrive": {"reason": "mended"},
    "return": {},
    "close": {"reason": "done"},
    "release": {"reason": "another person"},
}


class Walk:
    """Tries things, whether they are allowed or not: what is refused changes nothing."""

    def __init__(self, api, deliver, clock, loaded, seed):
        self.api, self.deliver, self.clock, self.loaded = api, deliver, clock, loaded
        self.rng = random.Random(seed)
        self.seed = seed
        self.referrals, self.turns = [], []

    def step(self):
        doing = (self.refer, self.answer, self.answer, self.settle, self.wait, self.unit)
        (self.refer if not self.turns else self.rng.choice(doing))()

    def refer(self):
        body = submission(
            source_reference=f"SYN/C/{self.seed}/{len(self.referrals)}",
            risk=self.rng.choice(RISKS),
            **self.rng.choice(CRIMES),
        )
        body["contact"]["phone"]["value"] = f"07700 90{self.rng.randrange(10000):04}"
        self.take(self.api.refer(body=body))
        if self.rng.random() < 0.8:
            self.deliver()

    def take(self, answer):
        self.referrals.append(answer["id"])
        self.turns += [(each["id"], each["provider"]) for each in answer["assignments"]]

    def answer(self):
        turn, provider = self.rng.choice(self.turns)
        act, body = self.rng.choice(list(ACTS.items()))
        if act == "hold":
            body = {**body, "until": (self.clock.now + timedelta(days=3)).isoformat()}
        if act == "contact-attempts" and self.rng.random() < 0.2:
            body = UNSAFE
        self.post(f"/v1/assignments/{turn}/{act}", provider, body)

    def settle(self):
        rows = self.api.get("/v1/triage", "coordinator").json()["triage"]
        if rows:
            act, body = self.rng.choice(list(SETTLING.items()))
            self.post(f"/v1/triage/{self.rng.choice(rows)['id']}/{act}", "coordinator", body)

    def wait(self):
        self.clock.forward(hours=self.rng.choice((1, 5, 20, 60)))
        chase_due(self.loaded)
        see_to_contract_ends(self.loaded)
        see_to_triage(self.loaded, 5)
        self.deliver()

    def unit(self):
        referral = self.rng.choice(self.referrals)
        if self.rng.random() < 0.5:
            self.post(f"/v1/referrals/{referral}/withdraw", "police", WISH)
        else:
            self.post(f"/v1/assignments/{self.rng.choice(self.turns)[0]}/recall", "police", {"reason": "x"})

    def post(self, path, who, body):
        answer = self.api.post(path, who, body)
        assert answer.status_code < 500, (path, answer.text)
        for referral in self.referrals:
            shown = self.api.get(f"/v1/referrals/{referral}", "coordinator").json()
            known = {turn for turn, _ in self.turns}
            self.turns += [
                (each["id"], each["provider"]) for each in shown["assignments"] if each["id"] not in known
            ]


@pytest.mark.parametrize("seed", range(RUNS))
def test_after_a_walk_everything_holds(api, deliver, clock, loaded, seed):
    walk = Walk(api, deliver, clock, loaded, seed)
    for _ in range(STEPS):
        walk.step()
    with loaded.transaction(HUB) as tx:
        found = breaches(tx, families=[family for family in FAMILIES if family is not FIGURES])
        found += breaches(tx, Extent.QUICK, [FIGURES])
    assert found == ()
