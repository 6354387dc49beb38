"""Checks what must always hold of the rows."""

from hub import check as checking
from hub.jobs import Job
from workers.app import app
from workers.parts import database


@app.task(name=Job.CHECK)  # type: ignore[untyped-decorator]  # Celery has no types
def check() -> None:
    """Run the checks that are due, and say once what they find."""
    checking.watch(database())
