"""docs/reference holds neither less nor more than the code does."""

import base64
import json
import re
from datetime import UTC, date, datetime
from enum import EnumType, StrEnum
from uuid import UUID

import pytest

from hub import audit, channels
from hub.api import problems
from hub.channels.webhook import body_of
from hub.channels.webhook.signing import signed
from hub.delivery.rules import topic
from hub.domain import codes, errors
from hub.domain.assignment import LIVE, AssignmentState
from hub.domain.codes import DeliveryKind
from hub.domain.errors import HubError
from hub.intake.rules.fault_codes import FaultCode
from hub.intake.rules.parse import parse
from hub.journey import refusing
from hub.routing.rules import PASSED_OVER, Cell, Facts, RoutingTable, Row, RowRole, Skip, decide, explain
from hub.settings import Settings
from tests.contracts import reference
from tests.contracts.reference import TREE, names, tables

BY_THE_WEB_FRAMEWORK = {"not_found", "method_not_allowed"}
"""Problems that Starlette raises by itself."""
UNION = codes.Flag  # the values of CrimeType and PersonFlag, which the page has
CODES = [
    found for found in vars(codes).values() if isinstance(found, EnumType) and found not in {StrEnum, UNION}
]
PROSE = [TREE / "README.md", TREE / "CHANGELOG.md", *sorted((TREE / "docs").rglob("*.md"))]


def of_class(found):
    return {found, *(each for below in found.__subclasses__() for each in of_class(below))}


@pytest.mark.parametrize(("page", "title"), reference.GENERATED)
def test_what_is_written_from_the_code_is_up_to_date(page, title):
    content = reference.GENERATED[page, title]()
    assert reference.block(page, title) == content, "run python -m tests.contracts.write_reference"


def test_every_setting_is_described():
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_every_code_stands_under_its_name_with_a_meaning():
    page = tables("codes.md")
    assert {heading: names(rows) for heading, rows in page.items()} == {
        kind.__name__: [str(value) for value in kind] for kind in CODES
    }
    assert [row for rows in page.values() for row in rows if not all(row)] == []


def test_every_audit_event_says_when_it_is_recorded():
    rows = tables("audit-events.md")["Events"]
    assert sorted(names(rows)) == sorted(audit.Event)
    assert [row for row in rows if not all(row)] == []


def test_every_problem_stands_with_its_status_and_what_to_do():
    rows = {row[0].strip("`"): row for row in tables("errors.md")["Problems"]}
    raised = reference.codes_in("hub", {"ConflictError": 99, "problem": 99})
    assert set(rows) == raised | {kind.code for kind in of_class(HubError)} | BY_THE_WEB_FRAMEWORK
    for kind in of_class(HubError) - {HubError}:
        _, status, name, _ = rows[kind.code]
        assert (name, status) == (f"`{kind.__name__}`", str(int(problems.STATUSES[kind])))


def test_every_error_tells_its_reader_what_to_do():
    assert [kind for kind in of_class(HubError) if not (kind.__doc__ or "").strip()] == []
    assert {
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, HubError)
    } == (of_class(HubError))


def test_every_fault_stands_under_the_request_that_may_have_it():
    page = tables("errors.md")
    assert names(page["Faults of a submission"]) == list(FaultCode)
    of_files = reference.codes_in("hub/directory", {"fault": 1, "add": 1, "_shaped": 2, "Fault": 99})
    of_opening = reference.codes_in("hub/domain", {"_fault": 1})
    of_postcodes = reference.codes_in("hub/cli", {"Fault": 99, "refused": 1})
    assert sorted(names(page["Faults of a directory file"])) == sorted(of_files | of_opening | of_postcodes)
    others = reference.codes_in("hub", {"Fault": 99}) - of_files - of_postcodes
    others |= reference.codes_in("hub/domain", {"_refused": 0}) | set(problems._CODES.values())
    others |= set(refusing._MESSAGES)
    assert sorted(names(page["Faults of other requests"])) == sorted(others - set(FaultCode))
    assert names(page["Why a try to send ended as it did"]) == list(channels.Code)


def test_every_route_stands_with_the_roles_that_it_acts_for():
    rows = {row[0].strip("`"): row[1] for found in tables("endpoints.md").values() for row in found}
    routes = reference.routes()
    assert sorted(rows) == sorted(routes)
    for route, endpoint in routes.items():
        roles = reference.roles_of(endpoint)
        if roles is None:
            assert rows[route] in {"anybody", "whoever holds the link"}, route
        else:
            assert set(rows[route].split(", ")) == roles, route


def test_every_field_of_a_body_stands_beside_its_route():
    rows = {row[0].strip("`"): row[3] for found in tables("endpoints.md").values() for row in found}
    spoken = json.loads(reference.openapi())
    for path, methods in spoken["paths"].items():
        for method, about in methods.items():
            content = about.get("requestBody", {}).get("content", {}).get("application/json", {})
            fields = fields_of(content.get("schema", {}), spoken)
            if fields:
                assert set(re.findall(r"`(\w+)`", rows[f"{method.upper()} {path}"])) == fields, path


def fields_of(schema, spoken):
    named = [schema, *schema.get("anyOf", [])]
    found = [each["$ref"].rpartition("/")[2] for each in named if "$ref" in each]
    return {name for each in found for name in spoken["components"]["schemas"][each]["properties"]}


def test_the_submission_on_the_page_is_one():
    example = json.loads(re.search(r"```json\n(.*?)```", reference.page("endpoints.md"), re.DOTALL)[1])
    now = datetime(2018, 3, 29, 16, tzinfo=UTC)
    read = parse(example, now=now, known_services=frozenset(), known_units=frozenset({"sigma"}))
    assert read.source_reference == "SYN/18/000123"


def a_message(kind=DeliveryKind.REFERRAL, state=None):
    return channels.Message(
        delivery_id=UUID(int=1),
        attempt=1,
        kind=kind,
        topic=topic(kind, state),
        agency_id=UUID(int=2),
        agency_slug="rasa",
        address="https://rasa.example.org/hook",
        reference="VR-BCDF-2345",
        referral_id=UUID(int=3),
        assignment_id=UUID(int=4),
        api_url="https://hub.example.org/v1/assignments/4",
        created_at=datetime(2018, 3, 29, 15, tzinfo=UTC),
    )


def test_a_webhooks_headers_fields_and_types_are_on_the_page():
    page = tables("webhooks.md")
    assert sorted(names(page["Headers"])) == sorted(signed("1", 1, b"", b"key"))
    assert names(page["Body"]) == list(json.loads(body_of(a_message())))
    assert set(names(page["Types"])) == {
        topic(kind, state) for kind in DeliveryKind for state in AssignmentState
    }


def test_the_check_of_a_signature_on_the_page_works():
    example = re.search(r"```python\n(.*?)```", reference.page("webhooks.md"), re.DOTALL)[1]
    given = {}
    exec(example, given)  # the page's own words
    key, body = b"a secret of twenty-four.", body_of(a_message())
    secret = "whsec_" + base64.b64encode(key).decode()
    now = int(datetime.now(UTC).timestamp())
    is_from_the_hub = given["is_from_the_hub"]
    assert is_from_the_hub(secret, signed("1", now, body, key), body)
    assert not is_from_the_hub(secret, signed("1", now, body, key), body + b" ")
    assert not is_from_the_hub(secret, signed("1", now - 600, body, key), body)
    assert not is_from_the_hub(secret, signed("1", now, body, b"another"), body)


def test_every_column_reason_and_field_of_routing_stands_on_its_page():
    page = tables("routing.md")
    assert names(page["Columns"]) == list(Cell)
    of_the_file = {key for row in page["Columns"] for key in re.findall(r"`(\w+)`", row[1])}
    read = (TREE / "hub/directory/rules/routing_rows.py").read_text(encoding="utf-8")
    assert {key for key in of_the_file if f'"{key}"' not in read} == set()
    assert names(page["The second step"]) == list(Skip)
    assert set(PASSED_OVER) == set(Skip)
    facts = Facts(
        crime_type=codes.CrimeType.THEFT, borough=codes.Borough.WIRRAL, received_on=date(2018, 3, 29)
    )
    row = Row(position=1, key="one", role=RowRole.LEAD, service="one", risks=frozenset({"not_known"}))
    told = explain(decide(RoutingTable(reference="T", rows=(row,)), facts))
    assert names(page["Explanation"]) == list(told)
    said = {field[0].strip("`"): set(re.findall(r"`(\w+)`", field[1])) for field in page["Explanation"]}
    assert said["lead"] == set(told["lead"])
    assert said["rows"] == set(told["rows"][0]) | set(told["rows"][0]["cells"][0])


def test_every_state_says_whether_it_is_live():
    rows = tables("states.md")["States"]
    assert names(rows) == list(AssignmentState)
    assert {row[0].strip("`") for row in rows if row[2] == "yes"} == LIVE


@pytest.mark.parametrize("file", PROSE, ids=lambda file: str(file.relative_to(TREE)))
def test_every_link_between_documents_leads_somewhere(file):
    text = file.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]*)(?:#[^)]*)?\)", text):
        if target and not target.startswith("http"):
            assert (file.parent / target).exists(), target


@pytest.mark.parametrize("file", PROSE, ids=lambda file: str(file.relative_to(TREE)))
def test_every_setting_and_file_that_a_document_names_is_there(file):
    text = file.read_text(encoding="utf-8")
    known = {f"HUB_{name.upper()}" for name in Settings.model_fields} | {"HUB_SECRETS_DIR"}
    named = {each for each in re.findall(r"\bHUB_[A-Z_]*[A-Z]\b", text) if not each.startswith("HUB_DEMO_")}
    assert {each for each in named if not any(name.startswith(each) for name in known)} == set()
    paths = re.findall(r"`((?:hub|workers|tests|templates|directories|deploy|locks)/[\w./*-]+)`", text)
    assert [path for path in paths if not list(TREE.glob(path))] == []


def test_every_command_that_a_document_names_is_one():
    known = {words for words, _ in reference.every_command()}
    groups = {words.rpartition(" ")[0] for words in known}
    for file in PROSE:
        for line in re.findall(
            r"(?:\./run |`)(hub [a-z][a-z-]*(?: [a-z][a-z-]*)?)", file.read_text(encoding="utf-8")
        ):
            first = " ".join(line.split()[:2])
            assert line in known or first in known or first in groups, f"{line} in {file}"
