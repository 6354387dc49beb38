"""Sees to what must be rung about, told each morning, and asked before bank holidays."""

from hub import journey
from hub.jobs import Job
from workers.app import app
from workers.parts import database


@app.task(name=Job.DUTY)  # type: ignore[untyped-decorator]  # Celery has no types
def duty() -> None:
    """Ask for calls, send digests and ask about bank holidays as their time comes."""
    journey.see_to_duties(database())
