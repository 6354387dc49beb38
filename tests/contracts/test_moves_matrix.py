"""The transition matrix, every cell by hand from the design: states x events x roles, and who hears what.

Nothing here is read from the table of moves: a letter that is wrong there is wrong beside this one.
"""

from itertools import product

import psycopg
import pytest

from hub.domain.assignment import AssignmentEvent, AssignmentState, Refusal, next_state
from hub.domain.codes import Role
from tests.factories.whole_database import tables

LEAD, STRANGER = "anthony-walker-foundation", "rasa"

COLUMNS = {
    "q": ("queued", None),
    "d": ("delivered", None),
    "u": ("undeliverable", None),
    "k": ("acknowledged", None),
    "a": ("accepted", None),
    "i": ("in_progress", None),
    "1": ("on_hold", "acknowledged"),
    "2": ("on_hold", "accepted"),
    "3": ("on_hold", "in_progress"),
    "D": ("declined", None),
    "C": ("completed", None),
    "R": ("released", None),
    "T": ("recalled", None),
    "W": ("withdrawn", None),
    "V": ("void", None),
}
"""Every state, on hold by where it was before."""

HUB_, POLICE, PROVIDER, COORDINATOR, LINK = "hub", "police", "provider", "coordinator", "link"

MATRIX = {
    #                    q d u k a i 1 2 3 D C R T W V
    "assign": ("         - - - - - - - - - - - - - - -", ()),
    "hand_over": ("      d - - - - - - - - - - - - - -", (HUB_,)),
    "give_up": ("        u u - - - - - - - - - - - - -", (HUB_,)),
    "redrive": ("        - - q - - - - - - - - - - - -", (HUB_, COORDINATOR)),
    "acknowledge": ("    k k - - - - - - - - - - - - -", (PROVIDER, LINK)),
    "accept": ("         a a - a - - - - - - - - - - -", (PROVIDER,)),
    "decline": ("        D D - D - - - - - - - - - - -", (PROVIDER,)),
    "contact_attempt": ("- - - - a i - - - - - - - - -", (PROVIDER,)),
    "engage": ("         - - - - i - - - - - - - - - -", (PROVIDER,)),
    "hold": ("           - - - H H H - - - - - - - - -", (PROVIDER,)),
    "resume": ("         - - - - - - k a i - - - - - -", (PROVIDER,)),
    "complete": ("       - - - - C C x C C - - - - - -", (PROVIDER,)),
    "release": ("        - - - - R R x R R - - - - - -", (PROVIDER,)),
    "reassign": ("       - - - - R R x R R - - - - - -", (COORDINATOR,)),
    "recall": ("         T T T T - - T x x - - - - - -", (HUB_, POLICE, COORDINATOR)),
    "withdraw": ("       W W W W W W W W W - - - - - -", (POLICE, PROVIDER, COORDINATOR, HUB_)),
    "void": ("           V V V V V V V V V - - - - - -", (COORDINATOR,)),
    "assess": ("         - - - - - i - - - - - - - - -", (PROVIDER,)),
}
"""Where each event leads from each state, and who may bring it about.

A dash is a state in which it cannot happen; an x one in which it cannot because of where the hold began. H is
on hold. Whoever may not do it is told so where it could happen, and elsewhere that it cannot.
"""

CELLS = [
    (event, column, cell, who)
    for event, (row, who) in MATRIX.items()
    for column, cell in zip(COLUMNS, row.split(), strict=True)
]


def test_the_matrix_has_every_event_and_every_state():
    assert list(MATRIX) == [str(event) for event in AssignmentEvent]
    assert {state for state, _ in COLUMNS.values()} == {str(state) for state in AssignmentState}
    assert len(CELLS) == len(AssignmentEvent) * (len(AssignmentState) + 2)


@pytest.mark.parametrize("role", Role)
def test_every_cell_leads_where_the_design_says_or_is_refused_for_the_right_reason(role):
    for event, column, cell, who in CELLS:
        state, held_from = COLUMNS[column]
        if cell == "-":
            expected = Refusal.STATE
        elif role not in who:
            expected = Refusal.ROLE
        elif cell == "x":
            expected = Refusal.STATE
        else:
            expected = AssignmentState("on_hold" if cell == "H" else COLUMNS[cell][0])
        found = next_state(
            AssignmentState(state),
            AssignmentEvent(event),
            role,
            held_from=AssignmentState(held_from) if held_from else None,
        )
        assert found is expected, (event, state, held_from)


ACTS = {
    "acknowledge": (LEAD, {}),
    "accept": (LEAD, {"assignee": "Sam"}),
    "decline": (LEAD, {"reason": "capacity"}),
    "contact-attempts": (LEAD, {"channel": "phone", "result": "no_answer", "worker": "Sam"}),
    "engage": (LEAD, {}),
    "assess": (LEAD, {}),
    "hold": (LEAD, {"reason": "victim_asked", "until": "2026-03-20T10:00:00Z"}),
    "resume": (LEAD, {}),
    "complete": (LEAD, {"outcome": "supported"}),
    "release": (LEAD, {"reason": "capacity"}),
    "reassign": ("coordinator", {"reason": "another fits better"}),
    "recall": ("police", {"reason": "a mistake"}),
}
"""The acts that have a route, by whom each is, and a good body."""


@pytest.fixture
def delivered(api, deliver):
    (turn,) = api.refer(risk={"tool": "merit", "score": 20, "band": "standard"})["assignments"]
    deliver()
    return turn["id"]


def put(owner_url, turn, state, held_from):
    with psycopg.connect(owner_url) as connection:
        connection.execute(
            "UPDATE assignment SET state = %s, held_from = %s WHERE id = %s", (state, held_from, turn)
        )


@pytest.mark.parametrize("column", COLUMNS)
def test_over_http_what_cannot_happen_in_a_state_is_409_and_what_is_not_theirs_403_or_404(
    api, delivered, loaded_owner_url, column
):
    put(loaded_owner_url, delivered, *COLUMNS[column])
    before = tables(loaded_owner_url)
    tried = 0
    for act, (who, body) in ACTS.items():
        event = "contact_attempt" if act == "contact-attempts" else act
        (cell,) = (cell for name, at, cell, _ in CELLS if (name, at) == (event, column))
        path = f"/v1/assignments/{delivered}/{act}"
        others = {LEAD: STRANGER, "coordinator": "commissioner", "police": "commissioner"}
        assert api.post(path, others[who], body).status_code == (404 if who == LEAD else 403), act
        if who == LEAD:
            assert api.post(path, "police", body).status_code == 403, act
        if cell in {"-", "x"} and not (act == "accept" and COLUMNS[column][0] == "recalled"):
            refused = api.post(path, who, body)
            assert refused.status_code == 409, (act, refused.text)
            assert refused.json()["type"].endswith("not_in_this_state"), act
            tried += 1
    assert tried >= 3
    after = tables(loaded_owner_url)
    assert {name for name in after if after[name] != before[name]} <= {"audit_event"}


def test_an_accept_after_a_recall_is_409_and_says_that_another_service_holds_it(api, delivered):
    api.act(delivered, "recall", "police", reason="a mistake")
    refused = api.post(f"/v1/assignments/{delivered}/accept", LEAD, {"assignee": "Sam"})
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "recalled")


LED_TO = {
    "acknowledge": (),
    "accept": ("acknowledge",),
    "decline": ("acknowledge",),
    "engage": ("accept",),
    "assess": ("accept", "engage"),
    "hold": ("accept",),
    "resume": ("accept", "hold"),
    "complete": ("accept", "engage"),
    "release": ("accept", "engage"),
    "reassign": ("accept", "engage"),
    "recall": (),
}
"""What is done first, so that the act can happen."""


@pytest.mark.parametrize("act", LED_TO)
def test_the_same_act_by_the_same_actor_again_is_200_and_writes_nothing(
    api, delivered, loaded_owner_url, act
):
    for each in (*LED_TO[act], act):
        who, body = ACTS[each]
        assert api.post(f"/v1/assignments/{delivered}/{each}", who, body).status_code == 200, each
    before = tables(loaded_owner_url)
    who, body = ACTS[act]
    again = api.post(f"/v1/assignments/{delivered}/{act}", who, body)
    assert again.status_code == 200, again.text
    assert tables(loaded_owner_url) == before


def test_an_act_that_another_actor_did_is_409(api, delivered):
    api.act(delivered, "recall", "police", reason="a mistake")
    refused = api.post(f"/v1/assignments/{delivered}/recall", "coordinator", {"reason": "a mistake"})
    assert refused.status_code == 409


def test_every_event_is_tried_for_every_role_in_every_state():
    assert len(list(product(CELLS, Role))) == 18 * 15 * 7
