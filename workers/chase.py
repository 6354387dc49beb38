"""Climbs the ladders that are due."""

from hub import journey
from hub.jobs import Job
from workers.app import app
from workers.parts import database


@app.task(name=Job.CHASE)  # type: ignore[untyped-decorator]  # Celery has no types
def chase() -> None:
    """Remind, escalate and record breaches as their time comes."""
    journey.chase_due(database())
