"""`hub chase preview`: what follows, and when, if a service does not answer."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import typer

from hub.cli.shared import out, told, transaction
from hub.domain.calendar import LONDON
from hub.domain.codes import ChaseStep, Clock, RiskBand
from hub.portal.words import label
from hub.sight.ladders import Preview, preview

app = typer.Typer(no_args_is_help=True, help="What follows if a service does not answer.")

_ENDS = {
    ChaseStep.TAKE_BACK: (
        "The next service then has its turn and its own clocks; an additional service's turn, and one that "
        "nobody is left for, goes to the coordinator."
    ),
    ChaseStep.TRIAGE: "Nothing is taken back: the coordinator decides.",
}


@app.command("preview")
@told
def preview_ladder(
    service: Annotated[str, typer.Option(help="The service's slug, such as hate-crime-advocacy.")],
    risk: Annotated[RiskBand, typer.Option(help="The person's risk.")] = RiskBand.STANDARD,
    clock: Annotated[Clock, typer.Option(help="What is waited for.")] = Clock.ACKNOWLEDGED,
    begins: Annotated[
        datetime | None,
        typer.Option(
            "--from", formats=["%Y-%m-%d %H:%M"], help="When the clock starts, in London; now unless told."
        ),
    ] = None,
) -> None:
    """Print a service's ladder as a timeline: each step, its instant in London, and why. Stores nothing."""
    with transaction() as tx:
        at = begins.replace(tzinfo=LONDON) if begins else tx.now
        seen = preview(tx, service, clock, risk, at)
    for line in _lines(seen, clock, at):
        out.print(line, markup=False)


def _lines(seen: Preview, clock: Clock, at: datetime) -> Iterator[str]:
    whose = "its contract's own" if seen.is_own else "the default"
    yield f"{seen.offer.name}, {seen.offer.agency_name}: contract {seen.offer.contract}, {whose} ladder"
    yield _line(at, f"The clock starts: {label(clock).lower()}", seen.plan.why)
    told_due = False
    for rung in seen.plan.rungs:
        if not told_due and rung.due_at >= seen.plan.due_at:
            yield _line(seen.plan.due_at, "It is due", seen.plan.why)
            told_due = True
        yield _line(rung.due_at, label(rung.step), rung.why)
        if rung.due_at in seen.passed_on and rung.step is ChaseStep.RING_COORDINATOR:
            yield _line(
                seen.passed_on[rung.due_at], "Phone task passes to the force's duty desk", "an hour has gone"
            )
    yield from (words for step, words in _ENDS.items() if step in {rung.step for rung in seen.plan.rungs})


def _line(at: datetime, what: str, why: str) -> str:
    local = at.astimezone(LONDON)
    when = f"{local:%a} {local.day:>2} {local:%b %Y %H:%M %Z}"
    return f"  {when}  {what:<44}  {why}"
