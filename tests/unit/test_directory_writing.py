"""A directory that is written down reads back to itself."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.directory.rules import (
    Agency,
    Agreement,
    Contract,
    Coverage,
    CoverageCell,
    Directory,
    Endpoint,
    OpenCases,
    Pause,
    Service,
    SupportAgency,
    Unit,
    read_directory,
)
from hub.directory.rules.changes import things
from hub.directory.rules.values import INBOX
from hub.directory.rules.writing import written
from hub.domain.codes import (
    AgeBand,
    AgencyKind,
    Borough,
    Certainty,
    ChannelKind,
    Clock,
    CrimeType,
    EndpointPurpose,
    HateStrand,
    PauseReason,
    PersonFlag,
    RiskBand,
)
from hub.domain.errors import DirectoryFileError
from tests.factories.directories import SHIPPED

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from("\n\t\"\\'#"),
    min_size=1,
    max_size=30,
).filter(str.strip)
MAYBE_WORDS = st.none() | WORDS
DAYS = st.dates(date(2017, 1, 1), date(2030, 1, 1))
CERTAINTIES = st.sampled_from(Certainty)
HOURS = st.sampled_from([[["09:00", "17:00"]], [["00:00", "06:00"], ["18:00", "24:00"]]])
OPENINGS = st.just("always") | st.dictionaries(st.sampled_from(["mon", "wed", "sun"]), HOURS, min_size=1)
ROUTES = st.sampled_from([None, "cjsm", "other-relay"])
SITES = st.none() | st.sampled_from(["https://example.org", "http://www.example.org/a/b?c=d#e"])


def some(codes):
    return st.lists(st.sampled_from(sorted(codes)), max_size=3, unique=True).map(
        lambda found: tuple(str(each) for each in found)
    )


def cells(codes):
    return st.builds(CoverageCell, values=some(codes), certainty=CERTAINTIES, note=st.just("") | WORDS)


COVERAGES = st.builds(
    Coverage,
    crime_types=cells(CrimeType),
    boroughs=cells(Borough),
    ages=cells(AgeBand),
    risks=cells(RiskBand),
    flags=st.none() | cells(PersonFlag),
    strands=st.none() | cells(HateStrand),
    conditions=MAYBE_WORDS,
)
LIMITS = st.sampled_from(["4 elapsed hours", "1 working day", "15 elapsed minutes"])
TARGETS = st.dictionaries(
    st.sampled_from([str(clock) for clock in Clock]),
    st.dictionaries(st.sampled_from(["high", "other"]), LIMITS, min_size=1),
    max_size=2,
)
LADDERS = st.dictionaries(
    st.sampled_from(["acknowledged", "decided"]),
    st.dictionaries(
        st.sampled_from(["high", "other"]),
        st.sampled_from([["triage when due"], ["reminder at a quarter", "triage 1 working day after"]]),
        min_size=1,
    ),
    max_size=2,
)


@st.composite
def directories(draw):
    slugs = ["one", "other-one"]
    agencies = [
        Agency(
            slug=slug,
            name=draw(WORDS),
            kind=AgencyKind.PROVIDER,
            description=draw(MAYBE_WORDS),
            website=draw(SITES),
            endpoints=tuple(
                Endpoint(
                    purpose=purpose,
                    channel=channel,
                    address=f"{purpose}@{slug}.example.org" if channel is ChannelKind.EMAIL else INBOX,
                    contact=draw(MAYBE_WORDS),
                    phone=draw(MAYBE_WORDS),
                    route=draw(ROUTES) if channel is ChannelKind.EMAIL else None,
                )
                for purpose in (EndpointPurpose.DUTY, EndpointPurpose.MANAGER)
            ),
            units=(Unit(slug="unit", name=draw(WORDS), mailbox="u@example.org", route=draw(ROUTES)),)
            if draw(st.booleans())
            else (),
            mail_domains=draw(st.sampled_from([(), (f"{slug}.example.org", "example.org")])),
        )
        for slug in slugs
        for channel in [draw(st.sampled_from([ChannelKind.EMAIL, ChannelKind.PORTAL]))]
    ]
    agreements = [
        Agreement(
            agency=slug,
            number=f"{slug} {year}",
            starts=date(year, 4, 1),
            ends_before=date(year + 1, 4, 1),
            certainty=draw(CERTAINTIES),
        )
        for slug in slugs
        for year in draw(st.sampled_from([(), (2017,), (2017, 2018)]))
    ]
    services, contracts, pauses = [], [], []
    for slug in slugs:
        services.append(
            Service(
                slug=f"service-{slug}",
                provider=slug,
                name=draw(WORDS),
                description=draw(WORDS),
                opening=draw(OPENINGS),
                opening_certainty=draw(CERTAINTIES),
                phone=draw(MAYBE_WORDS),
                without_consent=draw(st.booleans()),
                direct_referrals=draw(st.booleans()),
            )
        )
        for year in draw(st.sampled_from([(), (2017,), (2017, 2018)])):
            finishes = draw(st.booleans())
            contracts.append(
                Contract(
                    service=f"service-{slug}",
                    reference=f"{slug}/{year}",
                    award=draw(st.none() | st.just(f"joint {year}")),
                    starts=date(year, 4, 1),
                    ends_before=date(year + 1, 4, 1),
                    certainty=draw(CERTAINTIES),
                    referrals_a_quarter=draw(st.none() | st.integers(1, 900)),
                    open_at_once=draw(st.none() | st.integers(1, 900)),
                    open_cases=OpenCases.FINISH if finishes else OpenCases.TRANSFER_WITH_CONSENT,
                    finish_by=date(year + 1, 6, 30) if finishes else None,
                    retention_months=draw(st.integers(1, 99)),
                    targets=draw(TARGETS),
                    ladder=draw(LADDERS),
                    coverage=draw(COVERAGES),
                )
            )
        pauses += [
            Pause(
                service=f"service-{slug}",
                starts=starts,
                ends_before=draw(st.none() | st.dates(starts, date(2031, 1, 1))),
                reason=draw(st.sampled_from(PauseReason)),
                note=draw(MAYBE_WORDS),
            )
            for starts in draw(st.lists(DAYS, max_size=2, unique=True))
        ]
    supporting = [
        SupportAgency(
            slug=slug,
            name=draw(WORDS),
            description=draw(WORDS),
            national=not boroughs,
            boroughs=boroughs,
            crime_types=draw(some(CrimeType)),
            strands=draw(some(HateStrand)),
            phone=draw(MAYBE_WORDS),
            email=draw(st.none() | st.just("a@example.org")),
            website=draw(SITES),
            checked=draw(DAYS),
            closed=draw(st.none() | DAYS),
        )
        for slug in draw(st.sampled_from([(), ("a-line",), ("a-line", "b-line")]))
        for boroughs in [draw(some(Borough))]
    ]
    return Directory(
        name=draw(WORDS),
        agencies=tuple(agencies),
        agreements=tuple(agreements),
        services=tuple(services),
        contracts=tuple(contracts),
        pauses=tuple(pauses),
        support_agencies=tuple(supporting),
    )


@settings(max_examples=150, deadline=None)
@given(directories())
def test_whatever_a_directory_says_is_read_back_from_how_it_is_written(directory):
    text = written(directory)
    again = read_directory(text)
    assert things(again) == things(directory)
    assert again.name == directory.name
    assert written(again) == text


def test_the_shipped_directory_with_its_table_is_read_back_from_how_it_is_written():
    directory = read_directory(SHIPPED)
    table = directory.routing_table.content()
    again = read_directory(written(directory, table))
    assert again == replace(directory, routing_table=again.routing_table)
    assert again.routing_table.content().fingerprint() == table.fingerprint()


def test_a_row_that_holds_on_some_days_is_read_back():
    at = SHIPPED.index("[[routing_table.row]]") + len("[[routing_table.row]]\n")
    directory = read_directory(
        SHIPPED[:at] + "starts = 2017-10-01\nends_before = 2018-01-01\n" + SHIPPED[at:]
    )
    table = directory.routing_table.content()
    assert "starts_on" in table.rows[0]
    again = read_directory(written(directory, table)).routing_table
    assert again.content().fingerprint() == table.fingerprint()


def test_no_line_of_a_list_is_longer_than_people_read():
    directory = read_directory(SHIPPED)
    lines = written(directory, directory.routing_table.content()).splitlines()
    too_long = [line for line in lines if len(line) > 110 and line.endswith(("]", ","))]
    assert too_long == []


ODD = ("3", '"x"', "[]", "{}", "[{}]", "true", "2018-01-01", "[[1]]", '{ values = "any" }', "inf")
PLACES = [
    number for number, line in enumerate(SHIPPED.splitlines()) if " = " in line and not line.startswith("#")
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(ODD)), min_size=1, max_size=4))
def test_whatever_stands_where_a_value_belongs_is_a_fault_with_its_line_and_nothing_worse(changes):
    lines = SHIPPED.splitlines()
    for number, odd in changes:
        lines[number] = f"{lines[number].split(' = ')[0]} = {odd}"
    found = ()
    try:
        read_directory("\n".join(lines))
    except DirectoryFileError as refused:
        found = refused.faults
    assert all(fault.line for fault in found)


@pytest.mark.parametrize("text", ['a "b" \\ c', "tab\there", "two\nlines", "é 😀", "\u2028", "\x85"])
def test_every_text_can_be_written(text):
    directory = Directory(
        name=f"x{text}",
        support_agencies=(
            SupportAgency(
                slug="a", name="a", description=f"x{text}", national=True, boroughs=(), crime_types=(),
                strands=(), phone=None, email=None, website=None, checked=date(2020, 1, 1), closed=None,
            ),
        ),
    )  # fmt: skip
    assert things(read_directory(written(directory))) == things(directory)


@pytest.mark.parametrize("text", ["\x00", "\x7f", "a\rb"])
def test_what_no_table_could_keep_is_refused(text):
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in text)
    with pytest.raises(DirectoryFileError) as refused:
        read_directory(SHIPPED.replace('"RASA Merseyside"', f'"RASA{escaped}"'))
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [("/agency/6/name", "bad_text")]
