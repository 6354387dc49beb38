"""The clock of the scheduler. Two schedulers, or none, change nothing: rows say what is due."""

from hub.jobs import EXPIRES_SECONDS, Job

SECONDS = {
    Job.DELIVER: 10.0,
    Job.CHASE: 10.0,
    Job.CONTRACT_ENDS: 600.0,
    Job.RETURNED_MAIL: 60.0,
    Job.DUTY: 30.0,
    Job.RECOMPUTE_CLOCKS: 30.0,
    Job.TRIAGE: 30.0,
    Job.CHECK: 60.0,
}
"""How often each kind of work is rung for; a contract ends at midnight, and not by the second."""

BEAT = {
    f"{job} every {SECONDS[job]:.0f} seconds": {
        "task": str(job),
        "schedule": SECONDS[job],
        "options": {"expires": EXPIRES_SECONDS, "ignore_result": True},
    }
    for job in Job
}
