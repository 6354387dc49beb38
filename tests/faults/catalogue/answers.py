"""Answers that come twice, too late, too early, or at once; and the same submission fifty at a time."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.faults.desk import Answer, Kind, body_of
from tests.faults.fault import Fault
from tests.faults.house import PROVIDER, House
from tests.faults.processes import until
from tests.faults.receivers import Visit

FIFTY = 50


def _at_once(calls: list[Callable[[], Answer]]) -> list[Answer]:
    """Make all calls side by side."""
    with ThreadPoolExecutor(len(calls)) as callers:
        return list(callers.map(lambda call: call(), calls))


def _turns(house: House, reference: str) -> list[tuple[str, str, str]]:
    """The turns of a referral, the first one first: id, agency, state."""
    return [
        (row[0], row[1], row[2])
        for row in house.rows(
            "SELECT a.id::text, g.slug, a.state FROM assignment a JOIN agency g ON g.id = a.agency_id "
            "JOIN referral r ON r.id = a.referral_id WHERE r.source_reference = %(one)s ORDER BY a.id",
            one=reference,
        )
    ]


def _events(house: House, assignment: str) -> Counter[str]:
    found = house.rows(
        "SELECT event FROM assignment_event WHERE assignment_id::text = %(one)s", one=assignment
    )
    return Counter(event for (event,) in found)


def _delivered(house: House, count: int) -> list[str]:
    """Submit to the provider with an endpoint and wait until it has them; returns the turns' ids."""
    house.start_workers(1)
    references = house.submit(count, Kind.HATE)
    until(lambda: all(_turns(house, each)[0][2] == "delivered" for each in references), 40, "handed over")
    return [_turns(house, each)[0][0] for each in references]


def submitted_fifty_times(house: House) -> int:
    """The same submission fifty at a time, without a key and then with one."""
    house.start_workers(1)
    plain, keyed = house.desk.next_numbers(2)
    for number, once in ((plain, None), (keyed, f"fifty-{keyed}")):
        body = body_of(number, Kind.HATE)
        answers = _at_once(
            [
                lambda body=body, once=once: house.desk.post(  # type: ignore[misc]  # a default is no argument here
                    "/v1/referrals", house.ground.keys["police"], body, once=once
                )
            ]
            * FIFTY
        )
        house.desk.answers[body["source_reference"]] = answers
        house.asked.append(body["source_reference"])
        said = Counter(answer.status for answer in answers)
        wanted = {201: FIFTY} if once else {201: 1, 409: FIFTY - 1}
        house.expect(said == wanted, f"fifty at a time {'with' if once else 'without'} a key: {dict(said)}")
        ids = {answer.referral for answer in answers}
        house.expect(len(ids) == 1, f"{len(ids)} ids for one submission")
    house.healing()
    return 2 * FIFTY


def acknowledged_twice(house: House) -> int:
    """Fifty times at once, and once more: one event, and every caller hears yes."""
    (turn,) = _delivered(house, 1)
    answers = _at_once([lambda: house.desk.act(PROVIDER, turn, "acknowledge")] * FIFTY)
    answers.append(house.desk.act(PROVIDER, turn, "acknowledge"))
    said = Counter(answer.status for answer in answers)
    house.expect(said == {200: FIFTY + 1}, f"acknowledged over and over: {dict(said)}")
    events = _events(house, turn)["acknowledge"]
    house.expect(events == 1, f"{events} acknowledgements in the history")
    house.healing()
    return FIFTY + 1


def answered_after_reroute(house: House) -> int:
    """Taken back and given to the next one; then the first one acknowledges, and accepts."""
    (turn,) = _delivered(house, 1)
    coordinator = house.ground.keys["coordinator"]
    recalled = house.desk.post(f"/v1/assignments/{turn}/recall", coordinator, {"reason": "no answer"})
    house.expect(recalled.status == 200, f"the recall was answered {recalled.status}")
    late = house.desk.act(PROVIDER, turn, "acknowledge")
    house.expect(late.status == 409, f"a late acknowledgement was answered {late.status}")
    accepted = house.desk.act(PROVIDER, turn, "accept", assignee="Duty worker")
    house.expect(accepted.status == 409, f"an accept after the recall was answered {accepted.status}")
    asked = house.count(
        "SELECT count(*) FROM triage_item WHERE assignment_id::text = %(one)s AND reason = 'late_answer'",
        one=turn,
    )
    house.expect(asked == 1, f"the coordinator was told {asked} times")
    house.healing()
    return 2


def acknowledged_before_recorded(house: House) -> int:
    """The provider answers through the API before it has answered the webhook, so before the hub knows."""
    answered: list[int] = []

    def answer_first(visit: Visit, _message: str) -> bool:
        turn = str(visit.notice()["assignment"])
        verb, more = (("acknowledge", {}), ("accept", {"assignee": "Duty worker"}))[len(answered) % 2]
        answered.append(house.desk.act(PROVIDER, turn, verb, **more).status)
        return False

    house.endpoint.script = answer_first
    house.start_workers(1)
    references = house.submit(6, Kind.HATE)
    until(lambda: len(answered) >= 6, 40, "each is answered before it is recorded")
    until(lambda: house.under_way() == 0, 20, "and then recorded")
    states = Counter(_turns(house, each)[0][2] for each in references)
    house.expect(set(states) <= {"acknowledged", "accepted"}, f"turns ended as {dict(states)}")
    house.expect(set(answered) == {200}, f"answers before the record: {Counter(answered)}")
    tries = house.count(
        "SELECT count(*) FROM attempt a JOIN delivery d ON d.id = a.delivery_id JOIN referral r "
        "ON r.id = d.referral_id WHERE r.source_reference = ANY(%(mine)s)",
        mine=references,
    )
    house.expect(tries == 6, f"{tries} tries for 6 messages")
    house.healing()
    return 6


def accept_races_decline(house: House) -> int:
    """Fifty answers to one turn at once, accepts and declines in turn: one of the two wins, and all agree."""
    turns = _delivered(house, 2)
    for turn in turns:
        calls: list[Callable[[], Answer]] = []
        for _ in range(FIFTY // 2):
            calls.append(lambda turn=turn: house.desk.act(PROVIDER, turn, "accept", assignee="Duty worker"))  # type: ignore[misc]  # likewise
            calls.append(lambda turn=turn: house.desk.act(PROVIDER, turn, "decline", reason="capacity"))  # type: ignore[misc]  # likewise
        answers = _at_once(calls)
        accepted, declined = ({each.status for each in answers[n::2]} for n in (0, 1))
        events = _events(house, turn)
        won = events["accept"] + events["decline"]
        house.expect(won == 1, f"{events['accept']} accepts and {events['decline']} declines in one history")
        house.expect({accepted == {200}, declined == {200}} == {True, False}, f"{accepted} and {declined}")
    house.healing()
    return FIFTY * len(turns)


FAULTS = (
    Fault(name="the same submission fifty at a time", inject=submitted_fifty_times),
    Fault(name="acknowledged twice", inject=acknowledged_twice),
    Fault(name="answered after the re-route", inject=answered_after_reroute),
    Fault(name="acknowledged before the hand-over is recorded", inject=acknowledged_before_recorded),
    Fault(name="accept racing decline fifty at a time", inject=accept_races_decline),
)
