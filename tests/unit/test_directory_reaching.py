"""How a directory file says where an agency is reached: routes, domains, and an inbox in place of mail."""

import pytest

from hub.directory.rules import Unit, read_directory
from hub.directory.rules.reaching import unknown_routes
from hub.directory.rules.values import INBOX
from hub.directory.rules.writing import written
from hub.domain.codes import ChannelKind
from hub.domain.errors import DirectoryFileError

FILE = """\
name = "Two agencies"

[[agency]]
slug = "police"
name = "Police"
kind = "referring_unit"
duty = "duty@police.example.org"
manager = "manager@police.example.org"
mail_domains = ["police.example.org", "police.example.org.cjsm.net"]

[[agency.unit]]
slug = "sigma"
name = "Sigma"
mailbox = "sigma@police.example.org.cjsm.net"
route = "cjsm"

[[agency]]
slug = "charity"
name = "Charity"
kind = "provider"
portal_only = true
duty_contact = "Duty desk"
duty_phone = "0151 496 0001"
"""


def faults(*changes):
    text = FILE
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    with pytest.raises(DirectoryFileError) as refused:
        read_directory(text)
    return [(each.line, each.pointer, each.code) for each in refused.value.faults]


def test_routes_domains_and_an_inbox_are_read():
    police, charity = read_directory(FILE).agencies
    assert police.mail_domains == ("police.example.org", "police.example.org.cjsm.net")
    assert police.units == (
        Unit(slug="sigma", name="Sigma", mailbox="sigma@police.example.org.cjsm.net", route="cjsm"),
    )
    assert [(each.channel, each.address, each.phone) for each in charity.endpoints] == [
        (ChannelKind.PORTAL, INBOX, "0151 496 0001"),
        (ChannelKind.PORTAL, INBOX, None),
    ]


def test_what_is_written_reads_back():
    directory = read_directory(FILE)
    again = read_directory(written(directory))
    assert again == directory


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            ('duty = "duty@police', 'duty = "duty@other'),
            (7, "/agency/0/duty", "domain_not_allowed"),
        ),
        (
            ('manager = "manager@police', 'manager = "manager@sub.police'),
            (8, "/agency/0/manager", "domain_not_allowed"),
        ),
        (
            ("sigma@police.example.org.cjsm.net", "sigma@gmail.example.com"),
            (14, "/agency/0/unit/0/mailbox", "domain_not_allowed"),
        ),
        (('["police.example.org", ', '["Police", "police.example.org", '),
         (9, "/agency/0/mail_domains/0", "bad_domain")),
        (('route = "cjsm"', 'route = "The relay"'), (15, "/agency/0/unit/0/route", "bad_slug")),
        (('kind = "provider"', 'kind = "commissioner"'), (21, "/agency/1/portal_only", "not_a_provider")),
        (
            ("portal_only = true", 'portal_only = true\nduty = "duty@charity.example.org"'),
            (22, "/agency/1/duty", "portal_gets_no_mail"),
        ),
        (
            ("portal_only = true", 'portal_only = true\nmanager_route = "cjsm"'),
            (22, "/agency/1/manager_route", "portal_gets_no_mail"),
        ),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_a_fault_with_its_line(change, fault):
    assert faults(change) == [fault]


def test_without_an_inbox_both_mailboxes_are_needed():
    found = faults(("portal_only = true\n", ""))
    assert [each[1:] for each in found] == [("/agency/1/duty", "missing"), ("/agency/1/manager", "missing")]


@pytest.mark.parametrize(
    ("known", "found"),
    [({}, ["/agency/0/unit/0/route"]), ({"other": 1}, ["/agency/0/unit/0/route"]), ({"cjsm": 1}, [])],
)
def test_a_route_that_the_settings_do_not_have_is_named(known, found):
    named = unknown_routes(read_directory(FILE), known)
    assert [each.pointer for each in named] == found
    assert all("'cjsm'" in each.message for each in named)


def test_the_routes_of_duty_and_manager_are_asked_about_as_well():
    text = FILE.replace('duty = "', 'duty_route = "a"\nmanager_route = "b"\nduty = "', 1)
    found = unknown_routes(read_directory(text), {"cjsm"})
    assert [each.pointer for each in found] == ["/agency/0/duty_route", "/agency/0/manager_route"]
