"""Commands on services: pause one, so that it gets nobody new, and let it go on."""

from datetime import datetime
from typing import Annotated

import typer

from hub.cli.loading import By, acting
from hub.cli.shared import out, told, transaction
from hub.directory.actions.pausing import NewPause, pause_service, resume_service
from hub.domain.codes import PauseReason

app = typer.Typer(no_args_is_help=True, help="Services that take nobody new for a time.")

Slug = Annotated[str, typer.Argument(help="The service's slug, such as the-hub.")]
Why = Annotated[str, typer.Option(help="Why; kept with the change.")]


@app.command()
@told
def pause(
    slug: Slug,
    why: Why,
    reason: Annotated[PauseReason, typer.Option(help="The kind of reason, for lists and figures.")],
    begins: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="The first day of it; today unless told."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The first day on which it takes people again."),
    ] = None,
    by: By = None,
) -> None:
    """Pause a service: it gets nobody new, and keeps whom it has."""
    new = NewPause(
        reason=reason,
        starts=begins.date() if begins else None,
        ends_before=until.date() if until else None,
    )
    with transaction() as tx:
        made = pause_service(acting(tx, by), slug, new, why)
    end = f"takes people again on {made.ends_before}" if made.ends_before else "is paused until it is resumed"
    out.print(f"{slug} takes nobody new from {made.starts} on, and {end}.", markup=False)


@app.command()
@told
def resume(slug: Slug, why: Why, by: By = None) -> None:
    """End every pause of a service, also one that is to come."""
    with transaction() as tx:
        ended = resume_service(acting(tx, by), slug, why)
    reasons = ", ".join(sorted({str(each.reason) for each in ended}))
    out.print(f"{slug} takes people again; it was paused ({reasons}).", markup=False)
