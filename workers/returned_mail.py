"""Reads what came to the return address."""

from hub.jobs import Job
from workers.app import app
from workers.reader import reader


@app.task(name=Job.RETURNED_MAIL)  # type: ignore[untyped-decorator]  # Celery has no types
def returned_mail() -> None:
    """Begin to read; a mail server that is silent holds up no other work."""
    reader.look()
