import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.errors import Fault
from hub.domain.plain import to_plain
from hub.domain.submission import Submission
from hub.intake.rules.parse import parse
from tests.factories.submissions import SERVICES, submission

NOW = datetime(2018, 3, 29, 16, 0, tzinfo=UTC)


def read(body):
    return parse(body, now=NOW, known_services=SERVICES, known_units=frozenset({"sigma"}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def paths(value, at=()):
    yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from paths(inner, (*at, key))


@given(JSON)
def test_any_json_gives_a_submission_or_faults(body):
    result = read(body)
    assert isinstance(result, Submission) or (result and all(isinstance(each, Fault) for each in result))


@given(st.sampled_from([at for at in paths(submission()) if at]), JSON)
def test_any_json_anywhere_in_a_submission_gives_a_submission_or_faults(at, value):
    body = submission()
    inside = body
    for key in at[:-1]:
        inside = inside[key]
    inside[at[-1]] = value
    result = read(body)
    assert isinstance(result, Submission) or list(result) == sorted(result)
    json.dumps(to_plain(result), ensure_ascii=False).encode()


@given(
    st.sampled_from([at for at in paths(submission()) if at and isinstance(at[-1], str)]),
    st.sampled_from(["CANARY\x00", "CANARY" * 900, ["CANARY", "CANARY"], {"CANARY 1": 1}, "+CANARY"]),
)
def test_no_fault_repeats_what_was_sent(at, value):
    body = submission()
    inside = body
    for key in at[:-1]:
        inside = inside[key]
    inside[at[-1]] = value
    result = read(body)
    if not isinstance(result, Submission):
        assert all("CANARY" not in fault.message + fault.pointer for fault in result)
