"""Counts running clocks anew once the calendar has changed."""

from hub import journey
from hub.jobs import Job
from workers.app import app
from workers.parts import database


@app.task(name=Job.RECOMPUTE_CLOCKS)  # type: ignore[untyped-decorator]  # Celery has no types
def recompute_clocks() -> None:
    """Find clocks that were counted by another calendar than the one in force."""
    journey.recompute_clocks(database())
