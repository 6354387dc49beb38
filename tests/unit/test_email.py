"""What the hub's mails say, and what they never do."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.policy import default
from uuid import UUID

import pytest

from hub.channels import Message
from hub.channels.smtp import Letterhead, mail_of
from hub.domain.codes import Clock, DeliveryKind

LETTERHEAD = Letterhead(
    sender="Victim referral hub <hub@example.org>",
    public_url="https://hub.example.org",
    duty_mailbox="duty.coordinator@example.org",
    duty_phone="0151 496 0000",
)
LINK = "https://hub.example.org/link/0190c5a0-0000-7000-8000-000000000001/AbC-_123"
CRIME_OR_PERSON = re.compile(
    r"victim of|abuse|sexual|hate|assault|domestic|exploit|homicide|stalk|burglar|risk|"
    r"knowsley|liverpool|sefton|helens|wirral",
    re.IGNORECASE,
)


OVERDUE = {"count": 1, "rows": [{"reference": "VR-BCDF-2345", "reason": "unsafe_contact"}]}
DETAIL = {
    DeliveryKind.ENDPOINT_ALERT: {
        "agency_name": "Example Support",
        "agency": "example-support",
        "channel": "webhook",
        "purpose": "duty",
        "fault": "It says that it is there no more (410).",
        "suspended": True,
        "has_others": False,
    },
    DeliveryKind.TRIAGE_OVERDUE: OVERDUE,
    DeliveryKind.TRIAGE_ESCALATED: OVERDUE,
    DeliveryKind.TRIAGE_ALARM: {"alarm": "too_long", "count": 25},
    DeliveryKind.TRIAGE_CLEARED: {"alarm": "too_late", "count": 3},
}
"""What messages of a kind say beside the reference."""


def message(kind, **changes):
    given = {
        "detail": DETAIL.get(kind, {}),
        "delivery_id": UUID("0190c5a0-0000-7000-8000-000000000001"),
        "attempt": 1,
        "kind": kind,
        "topic": "assignment.created",
        "agency_id": UUID(int=3),
        "agency_slug": "rasa",
        "address": "duty@provider.example.org",
        "reference": "VR-BCDF-2345",
        "referral_id": UUID(int=4),
        "assignment_id": UUID(int=5),
        "link_url": LINK,
        "api_url": "https://hub.example.org/v1/assignments/5",
        "created_at": datetime(2018, 3, 29, 15, 0, tzinfo=UTC),
    }
    return Message(**{**given, **changes})


def parts(mail):
    read = message_from_bytes(mail.as_bytes(), policy=default)
    return (
        read["subject"],
        read.get_body(("plain",)).get_content(),
        read.get_body(("html",)).get_content(),
    )


@pytest.mark.parametrize(
    ("kind", "changes", "subject", "says"),
    [
        (
            DeliveryKind.REFERRAL,
            {"due_text": "1 working day"},
            "A referral is waiting for you: VR-BCDF-2345",
            "within 1 working day",
        ),
        (
            DeliveryKind.REFERRAL,
            {"due_text": "4 hours, day or night", "high_risk": True},
            "Urgent: a referral is waiting for you: VR-BCDF-2345",
            "within 4 hours, day or night",
        ),
        (
            DeliveryKind.CHASE,
            {"awaited": Clock.DECIDED, "due_text": "16:00 on Thursday 29 March 2018"},
            "Reminder: referral VR-BCDF-2345 is waiting for your answer",
            "neither accepted nor declined",
        ),
        (
            DeliveryKind.ESCALATION,
            {"awaited": Clock.ACKNOWLEDGED, "due_text": "16:00 on Thursday 29 March 2018"},
            "Overdue: referral VR-BCDF-2345 has had no answer from your service",
            "nobody has acknowledged it",
        ),
        (
            DeliveryKind.PROVIDER_LATE,
            {
                "link_url": None,
                "awaited": Clock.DECIDED,
                "due_text": "16:00 on Thursday 29 March 2018",
                "detail": {"agency": "A charity"},
            },
            "Overdue: referral VR-BCDF-2345 has had no answer",
            "neither accepted nor declined",
        ),
        (DeliveryKind.STOP_NOTICE, {}, "Stop contact at once: referral VR-BCDF-2345", "Do not contact"),
        (
            DeliveryKind.CONTACT_CHANGED,
            {},
            "Stop until you have read this: referral VR-BCDF-2345",
            "Do not contact the person by any way that you have noted",
        ),
        (
            DeliveryKind.CONTRACT_ENDING,
            {},
            "Your contract ends soon: referral VR-BCDF-2345 is still open",
            "within two weeks",
        ),
        (
            DeliveryKind.RETURNED,
            {"link_url": None},
            "A referral came back to your unit: VR-BCDF-2345",
            "the reason is there",
        ),
    ],
)
def test_each_mail_says_what_to_do_in_text_and_html(kind, changes, subject, says):
    written, text, html = parts(mail_of(message(kind, **changes), LETTERHEAD))
    assert written == subject
    for body in (text, html):
        words = " ".join(body.split())
        assert says in re.sub(r"</?strong[^>]*>", "", words)
        assert "VR-BCDF-2345" in body
        assert "duty.coordinator@example.org" in body
    is_read_up = kind in {DeliveryKind.RETURNED, DeliveryKind.CONTACT_CHANGED, DeliveryKind.PROVIDER_LATE}
    assert (LINK in text and LINK in html) is not is_read_up


@pytest.mark.parametrize(
    ("changes", "subject", "says"),
    [
        ({}, "An address was suspended", "What is to go there waits, and the clocks run on."),
        ({"has_others": True}, "An address was suspended", "Its messages go to the agency's next address"),
        ({"suspended": False}, "An address is to be mended", "The hub goes on trying for a while."),
    ],
)
def test_an_alert_about_an_address_says_which_what_and_what_follows(changes, subject, says):
    kind = DeliveryKind.ENDPOINT_ALERT
    about_nobody = {"reference": None, "referral_id": None, "assignment_id": None, "link_url": None}
    detail = {**DETAIL[kind], **changes}
    written, text, html = parts(mail_of(message(kind, detail=detail, **about_nobody), LETTERHEAD))
    assert written == subject
    for body in (text, html.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")):
        words = " ".join(re.sub(r"<br[^>]*>", " ", body).split())
        assert says in words
        assert "Which: its webhook for the duty desk" in words
        assert "It says that it is there no more (410)." in words
        assert "https://hub.example.org/admin/agencies/example-support" in words


def test_a_test_says_that_there_is_nothing_to_do():
    about_nobody = {"reference": None, "referral_id": None, "assignment_id": None, "link_url": None}
    written, text, html = parts(mail_of(message(DeliveryKind.TEST, **about_nobody), LETTERHEAD))
    assert written == "Test of this address: nothing to do"
    assert "None" not in text + html


@pytest.mark.parametrize("kind", list(DeliveryKind))
@pytest.mark.parametrize("awaited", [None, *Clock])
def test_no_mail_speaks_of_crime_person_place_or_risk(kind, awaited):
    said = {"awaited": awaited, "detail": DETAIL.get(kind, {})}
    mail = mail_of(message(kind, **said, high_risk=True, due_text="4 hours"), LETTERHEAD)
    # an agency's own address may be telling, and is written to nobody but that agency
    for part in parts(mail):
        assert not CRIME_OR_PERSON.search(part), CRIME_OR_PERSON.search(part)


def test_a_repeat_is_the_same_mail_with_the_same_id():
    first = mail_of(message(DeliveryKind.REFERRAL, due_text="1 working day"), LETTERHEAD)
    again = mail_of(message(DeliveryKind.REFERRAL, due_text="1 working day", attempt=2), LETTERHEAD)
    assert first.as_bytes() == again.as_bytes()
    assert first["Message-ID"] == "<0190c5a0-0000-7000-8000-000000000001@hub.example.org>"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["To"] == "duty@provider.example.org"


@pytest.mark.parametrize("address", ["", "no address", "a@example.org\nBcc: b@example.org", "a@b@c"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises((ValueError, IndexError, HeaderParseError)):
        mail_of(message(DeliveryKind.REFERRAL, address=address), LETTERHEAD)


def test_html_carries_its_styles_on_its_elements_and_fetches_nothing():
    html = parts(mail_of(message(DeliveryKind.REFERRAL, due_text="1 working day"), LETTERHEAD))[2]
    assert "<style" not in html
    assert "style=" in html
    assert not re.search(r"<(img|link|script|iframe)\b|url\(", html)
