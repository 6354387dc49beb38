"""Watches the triage list."""

from hub import journey
from hub.jobs import Job
from hub.settings import settings
from workers.app import app
from workers.parts import database


@app.task(name=Job.TRIAGE)  # type: ignore[untyped-decorator]  # Celery has no types
def triage() -> None:
    """Tell who has to know that rows are overdue, or that the list is too long or too late."""
    journey.see_to_triage(database(), settings().triage_many)
