from datetime import UTC, datetime

import pytest

from hub.domain.codes import RiskBand
from hub.domain.submission import Submission
from hub.intake.rules.parse import parse
from tests.factories.submissions import SERVICES, submission

NOW = datetime(2018, 3, 29, 16, 0, tzinfo=UTC)


def read(body):
    return parse(body, now=NOW, known_services=SERVICES, known_units=frozenset({"sigma"}))


def faults(body):
    result = read(body)
    return [] if isinstance(result, Submission) else [(fault.pointer, fault.code) for fault in result]


def parsed(**overrides):
    result = read(submission(**overrides))
    assert isinstance(result, Submission), result
    return result


@pytest.mark.parametrize(
    ("tool", "score", "band", "expected"),
    [
        ("dash", 0, "not_known", "standard"),
        ("dash", 9, "not_known", "standard"),
        ("dash", 10, "not_known", "medium"),
        ("dash", 13, "medium", "medium"),
        ("dash", 14, "not_known", "high"),
        ("dash", 24, "high", "high"),
        ("merit", 71, "not_known", "not_known"),
        ("merit", 71, "medium", "medium"),
        ("merit", 71, "high", "high"),
        ("merit", 72, "not_known", "high"),
        (None, None, "high", "high"),
        ("dash", None, "medium", "medium"),
    ],
)
def test_a_band_is_the_score_s_or_the_given_one(tool, score, band, expected):
    found = parsed(risk={"tool": tool, "score": score, "band": band})
    assert found.risk.band == expected


@pytest.mark.parametrize(
    ("risk", "pointer", "code"),
    [
        ({"tool": "dash", "score": 14, "band": "medium"}, "/risk/band", "band_below_score"),
        ({"tool": "merit", "score": 72, "band": "standard"}, "/risk/band", "band_below_score"),
        (
            {
                "tool": "dash",
                "score": 14,
                "band": "medium",
                "professional_judgement": True,
                "reason": "calm now",
            },
            "/risk/band",
            "band_below_score",
        ),
        ({"tool": "dash", "score": 9, "band": "high"}, "/risk/band", "band_above_score"),
        (
            {"tool": "dash", "score": 9, "band": "high", "professional_judgement": True},
            "/risk/reason",
            "required",
        ),
        ({"tool": "dash", "score": 25}, "/risk/score", "out_of_range"),
        ({"score": 7}, "/risk/tool", "required"),
        ({"tool": "guess", "score": 7}, "/risk/tool", "not_allowed_value"),
    ],
)
def test_nothing_lowers_a_score_and_only_judgement_lifts_it(risk, pointer, code):
    assert faults(submission(risk=risk)) == [(pointer, code)]


def test_professional_judgement_lifts_the_band_with_a_reason():
    risk = {
        "tool": "dash",
        "score": 9,
        "band": "high",
        "professional_judgement": True,
        "reason": "threats to kill",
    }
    found = parsed(risk=risk)
    assert found.risk.band is RiskBand.HIGH
    assert found.notes.risk_reason == "threats to kill"
