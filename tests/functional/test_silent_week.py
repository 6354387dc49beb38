"""A provider is silent for a week of virtual time: each step at its minute, each mail as it is read."""

from datetime import UTC, datetime

import psycopg
import pytest

from hub.access.scopes import HUB
from hub.check import breaches
from hub.domain.calendar import LONDON
from hub.journey import chase_due
from hub.journey.phoning import ring_on

STANDARD = {"risk": {"tool": "merit", "score": 20, "band": "standard"}}
HIGH = {"risk": {"tool": "merit", "score": 75, "band": "high"}}
VULNERABLE = {"crime.type": "violence", "crime.flags": ["vulnerable"], "crime.hate_strands": []}
THE_PERSON = ("Ines", "Example Street", "L34", "07700", "1988")
NEXT_DUE = """
    SELECT least(
        (SELECT min(due_at) FROM chase WHERE done_at IS NULL AND cancelled_at IS NULL),
        (SELECT min(due_at) FROM delivery WHERE state = 'queued'),
        (SELECT min(next_at) FROM phone_task WHERE ended_at IS NULL))
"""


class Silence:
    """Nobody answers: goes from one due instant to the next, and keeps what was sent and when."""

    def __init__(self, database, clock, send, mailbox, owner_url):
        self.database, self.clock, self.send, self.mailbox = database, clock, send, mailbox
        self.owner_url = owner_url
        self.reference = ""
        self.mails = []

    def until(self, *parts):
        """Play on until an instant in London; gives the timeline of this time, a line a mail."""
        end, lines = datetime(*parts, tzinfo=LONDON), []
        while (due := self._next()) is not None and due <= end:
            self.clock.now = max(due, self.clock.now)
            lines += self._look()
        self.clock.now = end.astimezone(UTC)
        return lines

    def _next(self):
        with psycopg.connect(self.owner_url) as connection:
            return connection.execute(NEXT_DUE).fetchone()[0]

    def _look(self):
        before = len(self.mailbox.raw)
        chase_due(self.database)
        ring_on(self.database)
        self.send()
        new = self.mailbox.mails()[before:]
        self.mails += new
        now = self.clock.now.astimezone(LONDON)
        return sorted(f"{now:%a %d %b %H:%M:%S} {self._line(mail)}" for mail in new)

    def _line(self, mail):
        subject = mail["subject"].replace(self.reference, "REF")
        return f"{mail['to'].removesuffix('@example.org')}: {subject}"


@pytest.fixture
def silence(loaded, clock, send, mailbox, loaded_owner_url):
    clock.set(2018, 3, 29, 15, 30)  # the Thursday before Easter, 16:30 in London
    return Silence(loaded, clock, send, mailbox, loaded_owner_url)


def refer(api, silence, **changes):
    answer = api.refer(**changes)
    silence.reference = answer["reference"]
    return answer


def history(api, answer):
    shown = api.get(f"/v1/referrals/{answer['id']}", "coordinator").json()
    return [(each["service"], each["status"]) for each in shown["assignments"]]


def text(mail):
    return " ".join(mail.get_body(("plain",)).get_content().split())


def test_below_high_risk_each_silent_service_loses_its_turn_and_a_person_is_last(api, loaded, silence):
    answer = refer(api, silence, **STANDARD)
    awf, vs = "anthony-walker-foundation", "victim-support"
    assert silence.until(2018, 4, 5, 23, 59) == [
        f"Thu 29 Mar 16:30:00 duty.{awf}: A referral is waiting for you: REF",
        # due at the end of Tuesday: Good Friday, the weekend and Easter Monday do not count
        f"Tue 03 Apr 09:00:00 duty.{awf}: Reminder: referral REF is waiting for your answer",
        f"Wed 04 Apr 09:00:00 manager.{awf}: Overdue: referral REF has had no answer from your service",
        "Wed 04 Apr 13:00:00 duty.commissioner: Overdue: referral REF has had no answer",
    ]
    assert history(api, answer) == [("hate-crime-advocacy", "delivered")]
    assert silence.until(2018, 4, 11, 23, 59) == [
        f"Fri 06 Apr 00:00:00 duty.{awf}: Stop contact at once: referral REF",
        f"Fri 06 Apr 00:00:00 duty.{vs}: A referral is waiting for you: REF",
        f"Mon 09 Apr 09:00:00 duty.{vs}: Reminder: referral REF is waiting for your answer",
        f"Tue 10 Apr 09:00:00 manager.{vs}: Overdue: referral REF has had no answer from your service",
        "Tue 10 Apr 13:00:00 duty.commissioner: Overdue: referral REF has had no answer",
    ]
    assert history(api, answer) == [("hate-crime-advocacy", "recalled"), ("vulnerable-victims", "delivered")]
    assert api.get("/v1/triage", "coordinator").json()["triage"] == []
    assert silence.until(2018, 4, 20) == [
        f"Thu 12 Apr 00:00:00 duty.{vs}: Stop contact at once: referral REF"
    ]
    assert {status for _, status in history(api, answer)} == {"recalled"}
    (row,) = api.get("/v1/triage", "coordinator").json()["triage"]
    assert (row["reason"], row["opened_at"]) == ("not_answered", "2018-04-11T23:00:00Z")
    assert "It did not answer, and the referral was taken back." in row["why"]
    with loaded.transaction(HUB) as tx:
        assert breaches(tx) == ()


def test_the_mails_say_what_to_do_and_nothing_of_the_person(api, silence):
    refer(api, silence, **STANDARD)
    silence.until(2018, 4, 20)
    by_subject = {mail["subject"].replace(silence.reference, "REF"): text(mail) for mail in silence.mails}
    told = by_subject["Overdue: referral REF has had no answer"]
    assert "Agency: Victim Support" in told
    assert "Nobody there has acknowledged it. It was due by 00:00 on Tuesday 10 April 2018." in told
    assert "/link/" not in told, "the commissioner cannot answer for a provider"
    assert "Please answer by 00:00 on" in by_subject["Reminder: referral REF is waiting for your answer"]
    assert "Do not contact the person" in by_subject["Stop contact at once: referral REF"]
    for mail in silence.mails:
        assert not [word for word in THE_PERSON if word in text(mail)]


def test_at_high_risk_the_night_before_a_bank_holiday_it_is_rung_for(api, silence):
    answer = refer(api, silence, **VULNERABLE, **HIGH)
    vs = "victim-support"
    assert silence.until(2018, 3, 29, 23) == [
        f"Thu 29 Mar 16:30:00 duty.{vs}: Urgent: a referral is waiting for you: REF",
        f"Thu 29 Mar 18:30:00 duty.{vs}: Reminder: referral REF is waiting for your answer",
        f"Thu 29 Mar 20:30:00 manager.{vs}: Overdue: referral REF has had no answer from your service",
        "Thu 29 Mar 21:00:00 duty.commissioner: Overdue: referral REF has had no answer",
        "Thu 29 Mar 21:30:00 duty.coordinator: Urgent: please ring about referral REF",
        "Thu 29 Mar 21:30:00 duty.referral-coordinator: Urgent: referral REF needs a decision",
        "Thu 29 Mar 22:30:00 duty.coordinator: Still open: Urgent: please ring about referral REF",
    ]
    again = (
        "duty.coordinator: Still open: Urgent: please ring about referral REF"  # nobody else is on the rota
    )
    assert silence.until(2018, 3, 30, 1) == [f"Thu 29 Mar 23:30:00 {again}", f"Fri 30 Mar 00:30:00 {again}"]
    assert history(api, answer) == [("vulnerable-victims", "delivered")], "at high risk a person decides"
    (row,) = api.get("/v1/triage", "coordinator").json()["triage"]
    assert (row["reason"], row["opened_at"]) == ("not_answered", "2018-03-29T20:30:00Z")
    (task,) = api.get("/v1/phone-tasks", "coordinator").json()["phone_tasks"]
    assert task["reason"] == "not_answered"


def test_at_high_risk_by_day_the_desk_has_it_on_its_list_and_nobody_is_rung(api, silence, clock):
    clock.set(2018, 4, 4, 8)  # Wednesday, 9:00 in London
    answer = refer(api, silence, **VULNERABLE, **HIGH)
    assert silence.until(2018, 4, 6)[-1] == (
        "Wed 04 Apr 14:00:00 duty.referral-coordinator: Urgent: referral REF needs a decision"
    )
    assert api.get("/v1/phone-tasks", "coordinator").json()["phone_tasks"] == []
    assert history(api, answer) == [("vulnerable-victims", "delivered")]
