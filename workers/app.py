"""The Celery application: `celery -A workers.app worker` and `celery -A workers.app beat`.

Celery is the bell and the muscle, never the memory: a task carries nothing but its name, drains what is due
from PostgreSQL, and may be lost. So there are no retries, countdowns or results here, and messages are
acknowledged as they arrive.
"""

import logging
from typing import Any

import structlog
from celery import Celery
from celery.signals import setup_logging, task_failure, worker_ready, worker_shutdown, worker_shutting_down

from hub import logs
from hub.jobs import BROKER_TIMEOUT_SECONDS, QUEUE, TRANSPORT
from hub.settings import settings
from workers.schedule import BEAT
from workers.sweep import Sweep

_log = structlog.get_logger(__name__)

_TASKS_SIDE_BY_SIDE = 2
"""One that delivers and one that chases; each delivers over threads of its own, and processes scale."""

_TASKS = (
    "workers.deliver",
    "workers.chase",
    "workers.contract_ends",
    "workers.returned_mail",
    "workers.duty",
    "workers.recompute_clocks",
    "workers.triage",
    "workers.check",
)

app = Celery("workers", include=_TASKS)
app.add_defaults(
    lambda: {
        "broker_url": settings().broker_url.get_secret_value(),
        "broker_transport_options": TRANSPORT,
        "broker_connection_timeout": BROKER_TIMEOUT_SECONDS,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "task_default_queue": QUEUE,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_acks_late": False,
        "worker_pool": "threads",
        "worker_concurrency": _TASKS_SIDE_BY_SIDE,
        "worker_prefetch_multiplier": 1,
        "worker_cancel_long_running_tasks_on_connection_loss": True,  # none is acknowledged late
        "worker_enable_remote_control": False,
        "worker_send_task_events": False,
        "timezone": "UTC",
        "beat_scheduler": "celery.beat:Scheduler",
        "beat_schedule": BEAT,
    }
)


@setup_logging.connect  # type: ignore[untyped-decorator]  # Celery has no types
def _log_as_the_hub_does(**_: Any) -> None:
    logs.configure(level=settings().log_level, form=settings().log_format)
    # its line of a failed task holds the error's text, and that may hold a row's values
    logging.getLogger("celery.app.trace").setLevel(logging.CRITICAL + 1)


@task_failure.connect  # type: ignore[untyped-decorator]  # Celery has no types
def _log_failure(sender: Any, exception: BaseException, **_: Any) -> None:
    _log.error("task_failed", job=sender.name, exc_info=exception)


_sweep = Sweep()
worker_ready.connect(_sweep.start)
worker_shutting_down.connect(_sweep.stop)
worker_shutdown.connect(_sweep.join)
