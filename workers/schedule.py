"""The clock of the scheduler. Two schedulers, or none, change nothing: rows say what is due."""

from hub.jobs import EXPIRES_SECONDS, Job

SECONDS = 10.0

BEAT = {
    f"{job} every {SECONDS:.0f} seconds": {
        "task": str(job),
        "schedule": SECONDS,
        "options": {"expires": EXPIRES_SECONDS, "ignore_result": True},
    }
    for job in Job
}
