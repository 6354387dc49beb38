"""Sees to what is open when contracts end."""

from hub import journey
from hub.jobs import Job
from workers.app import app
from workers.parts import database


@app.task(name=Job.CONTRACT_ENDS)  # type: ignore[untyped-decorator]  # Celery has no types
def contract_ends() -> None:
    """Remind providers, ask the coordinator, and decide again about what nobody took on."""
    journey.see_to_contract_ends(database())
