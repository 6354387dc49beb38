"""Sends what is due."""

from hub import journey
from hub.jobs import Job
from workers.app import app
from workers.parts import channels, database, options


@app.task(name=Job.DELIVER)  # type: ignore[untyped-decorator]  # Celery has no types
def deliver() -> None:
    """Drain the messages that are due."""
    journey.deliver_due(database(), channels(), options())
