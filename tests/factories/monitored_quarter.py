"""2017/18 Q1 in thirteen referrals, each there for one thing that the quarter's report must get right."""

from types import SimpleNamespace

from hub.domain.assignment import AssignmentEvent as E
from hub.domain.assignment import AssignmentState as S
from hub.domain.codes import (
    AgencyKind,
    Borough,
    ChaseStep,
    Clock,
    ContactResult,
    CrimeType,
    ReferralStatus,
    RiskBand,
    TriageReason,
    TriageResolution,
)
from tests.factories.plain_rows import Writer, at

PLACED, TRIAGE, CLOSED = ReferralStatus.PLACED, ReferralStatus.AWAITING_TRIAGE, ReferralStatus.CLOSED
RETURNED, WITHDRAWN = ReferralStatus.RETURNED, ReferralStatus.WITHDRAWN
INFORMED = ReferralStatus.INFORMATION_ONLY


def write_quarter(w: Writer) -> SimpleNamespace:
    police = w.agency("merseyside-police", AgencyKind.REFERRING_UNIT)
    line = w.agency("stop-hate-uk", AgencyKind.PROVIDER)
    victim_support = w.service("vulnerable-victims", w.agency("victim-support", AgencyKind.PROVIDER))
    rasa = w.service("sexual-violence-rasa", w.agency("rasa", AgencyKind.PROVIDER))
    known = SimpleNamespace(police=police, rasa=rasa)

    # open at the start, completed in the quarter; a link's acknowledgement is confirmed in the quarter
    r1 = w.referral(police, ("03-20 09:00", PLACED), ("04-10 09:00", CLOSED))
    a1 = w.assignment(
        r1,
        victim_support,
        ("03-20 09:00", E.ASSIGN, S.QUEUED),
        ("03-20 09:01", E.HAND_OVER, S.DELIVERED),
        ("03-20 10:00", E.ACKNOWLEDGE, S.ACKNOWLEDGED),
        ("04-03 09:00", E.ACKNOWLEDGE, S.ACKNOWLEDGED, "confirmed"),
        ("04-03 09:30", E.ACCEPT, S.ACCEPTED),
        ("04-10 09:00", E.COMPLETE, S.COMPLETED, "supported", {"cope": True, "recover": False}),
    )
    w.clock(
        a1,
        Clock.ACKNOWLEDGED,
        "03-20 09:01",
        "03-21 23:00",
        "04-03 09:00",
        met=False,
        breached_at=at("03-21 23:00"),
    )
    w.clock(a1, Clock.DECIDED, "04-03 09:00", "04-05 23:00", "04-03 09:30", met=True)
    w.clock(
        a1,
        Clock.FIRST_ATTEMPT,
        "04-03 09:30",
        "04-05 23:00",
        "04-10 09:00",
        met=False,
        breached_at=at("04-05 23:00"),
    )
    w.clock(a1, Clock.CONTACT_MADE, "04-03 09:30", "04-12 23:00", "04-10 09:00", met=None)

    # received in the quarter's first instant, still open at its end
    r2 = w.referral(
        police,
        ("03-31 23:00", PLACED),
        borough=Borough.WIRRAL,
        crime_type=CrimeType.SEXUAL_OFFENCE,
        risk_band=RiskBand.HIGH,
        reported_at=at("03-29 15:00"),
        source_reference="SYN/17/2",
        person_reference="1",
    )
    a2 = w.assignment(
        r2,
        rasa,
        ("03-31 23:00", E.ASSIGN, S.QUEUED),
        ("03-31 23:05", E.HAND_OVER, S.DELIVERED),
        ("04-01 00:05", E.ACCEPT, S.ACCEPTED),
        ("04-01 09:00", E.CONTACT_ATTEMPT, S.ACCEPTED),
        ("04-02 09:00", E.ENGAGE, S.IN_PROGRESS),
    )
    w.clock(a2, Clock.HANDED_OVER, "03-31 23:00", "03-31 23:15", "03-31 23:05", met=True)
    w.clock(a2, Clock.ACKNOWLEDGED, "03-31 23:05", "04-01 03:05", "04-01 00:05", met=True)
    w.clock(a2, Clock.DECIDED, "04-01 00:05", "04-01 12:05", "04-01 00:05", met=True)
    w.clock(a2, Clock.FIRST_ATTEMPT, "04-01 00:05", "04-02 00:05", "04-01 09:00", met=True)
    w.clock(a2, Clock.CONTACT_MADE, "04-01 00:05", "04-04 00:05", "04-02 09:00", met=True)
    w.attempt(a2, "04-01 08:00", ContactResult.LETTER_SENT, counts=False)
    w.attempt(a2, "04-01 09:00", ContactResult.NO_ANSWER, counts=True)
    w.attempt(a2, "04-02 09:00", ContactResult.SPOKE, counts=True)

    # information only, and returned with two reasons; the latter again, which comes to triage twice
    w.referral(police, ("04-03 10:00", INFORMED), borough=Borough.LIVERPOOL, reported_at=at("04-03 09:00"))
    again = {
        "borough": Borough.SEFTON,
        "crime_type": CrimeType.DOMESTIC_ABUSE,
        "source_reference": "SYN/17/4",
        "person_reference": "1",
    }
    w.referral(police, ("04-04 10:00", RETURNED, "consent_needed", "wrong_details"), **again)
    r5 = w.referral(
        police,
        ("04-06 10:00", TRIAGE),
        ("04-07 10:00", RETURNED, "no_safe_contact"),
        ("04-08 10:00", TRIAGE),
        version=2,
        **again,
    )
    w.triage(r5, TriageReason.NO_FIT, "04-06 10:00", "04-07 10:00", resolution=TriageResolution.RETURNED)
    w.triage(r5, TriageReason.LATE_ANSWER, "04-08 10:00")

    # a possible duplicate that was one
    hate = {"crime_type": CrimeType.HATE_CRIME, "strands": ["race", "religion"]}
    r6 = w.referral(line, ("05-01 10:00", TRIAGE), ("05-02 10:00", CLOSED), **hate)
    w.triage(
        r6, TriageReason.POSSIBLE_DUPLICATE, "05-01 10:00", "05-02 10:00", resolution=TriageResolution.JOINED
    )

    # declined, routed again, not answered, recalled, assigned by a person, withdrawn; a late accept is kept
    r7 = w.referral(
        police,
        ("05-02 09:00", PLACED),
        ("05-10 09:00", TRIAGE),
        ("05-11 09:00", PLACED),
        ("05-20 09:00", WITHDRAWN),
        borough=Borough.ST_HELENS,
        **{**hate, "strands": ["race"]},
    )
    a7 = w.assignment(
        r7,
        victim_support,
        ("05-02 09:00", E.ASSIGN, S.QUEUED),
        ("05-03 09:00", E.DECLINE, S.DECLINED, "capacity"),
    )
    w.clock(
        a7,
        Clock.HANDED_OVER,
        "05-02 09:00",
        "05-02 10:00",
        "05-03 09:00",
        met=False,
        breached_at=at("05-02 10:00"),
    )
    w.clock(a7, Clock.ACKNOWLEDGED, "05-03 09:00", "05-04 23:00", "05-03 09:00", met=True)
    a8 = w.assignment(
        r7,
        rasa,
        ("05-03 09:00", E.ASSIGN, S.QUEUED),
        ("05-03 09:01", E.HAND_OVER, S.DELIVERED),
        ("05-10 09:00", E.RECALL, S.RECALLED),
        ("05-12 09:00", E.ACCEPT, S.RECALLED),
        moved_in=True,
    )
    late = w.clock(
        a8,
        Clock.ACKNOWLEDGED,
        "05-03 09:01",
        "05-04 23:00",
        "05-10 09:00",
        met=False,
        breached_at=at("05-04 23:00"),
    )
    w.chase(late, ChaseStep.REMINDER, "05-04 09:00")
    w.chase(late, ChaseStep.REMINDER, "05-04 15:00", 2)
    w.chase(late, ChaseStep.ESCALATION, "05-05 08:00")
    w.chase(late, ChaseStep.TRIAGE, "05-08 08:00")
    w.triage(
        r7, TriageReason.NOT_ANSWERED, "05-10 09:00", "05-11 09:00", resolution=TriageResolution.ASSIGNED
    )
    w.assignment(
        r7,
        victim_support,
        ("05-11 09:00", E.ASSIGN, S.QUEUED),
        ("05-20 09:00", E.WITHDRAW, S.WITHDRAWN),
        moved_in=True,
    )

    # the quarter's last minute, and the first instant after it
    r10 = w.referral(line, ("06-30 22:59", PLACED))
    a10 = w.assignment(
        r10,
        victim_support,
        ("06-30 22:59", E.ASSIGN, S.QUEUED),
        ("06-30 22:59", E.GIVE_UP, S.UNDELIVERABLE),
        ("06-30 23:00", E.REDRIVE, S.QUEUED),
    )
    w.clock(a10, Clock.HANDED_OVER, "06-30 22:59", "06-30 23:59")
    w.referral(police, ("06-30 23:00", PLACED))

    # over before the quarter, reopened and closed in it
    w.referral(
        police,
        ("03-01 09:00", PLACED),
        ("03-15 09:00", CLOSED),
        ("04-05 09:00", TRIAGE),
        ("04-06 09:00", CLOSED),
        borough=Borough.OUTSIDE,
    )
    return known
