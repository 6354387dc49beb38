"""Structured logs that hold ids only.

Every line goes through `keep_ids`, which drops any field that is not on the list: a person's details cannot
reach a log by accident, only by adding a field's name here.
"""

import io
import logging
import sys
from typing import TextIO, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

FIELDS = frozenset(
    {
        "event", "level", "timestamp", "logger", "places", "error", "code", "sqlstate",
        "referral_id", "reference", "assignment_id", "delivery_id", "attempt_id", "endpoint_id", "clock_id",
        "agency_id", "triage_id", "key_prefix", "kind", "reason", "outcome", "state", "status", "count",
        "seconds", "tries_left", "queue", "job", "method", "path", "port", "pid", "name", "exit_code", "file",
        "quarter", "request_id", "channel", "table", "service",
    }
)  # fmt: skip
"""What a log line may say. `path` is a route's template, never the address that was asked for."""


def keep_ids(_logger: WrappedLogger, _name: str, line: EventDict) -> EventDict:
    """Drop every field that is not listed, and say that it was dropped."""
    dropped = sorted(set(line) - FIELDS)
    kept = {name: value for name, value in line.items() if name in FIELDS}
    return {**kept, "dropped": dropped} if dropped else kept


def name_the_error(_logger: WrappedLogger, _name: str, line: EventDict) -> EventDict:
    """Put an exception's class and place in place of its text, which may hold a row's values."""
    raised = line.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()[1]
    if isinstance(raised, BaseException):
        line["error"] = type(raised).__name__
        line["places"] = " < ".join(reversed(_places(raised)))
    return line


def without_its_text(record: logging.LogRecord) -> bool:
    """Do the same to a library's own line, such as uvicorn's of a request that failed; keep the line."""
    raised = record.exc_info[1] if record.exc_info else None
    if raised is not None:
        places = " < ".join(reversed(_places(raised)))
        record.msg, record.args = f"{record.getMessage().strip()} {type(raised).__name__} {places}", ()
        record.exc_info = record.exc_text = None
    return True


class _StandardError(io.TextIOBase):
    """Standard error as it is when a line is written: whoever captures it may have closed the one before."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def configure(*, level: str, form: str) -> None:
    """Set up logging for a process: one line an event, to standard error."""
    logging.basicConfig(level=level.upper(), stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    for noisy in ("httpx2", "httpcore2", "uvicorn.access", "celery.worker.strategy"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(without_its_text)
    last: Processor = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            name_the_error,
            keep_ids,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _StandardError())),
        cache_logger_on_first_use=True,
    )


def _places(raised: BaseException) -> list[str]:
    places = []
    step = raised.__traceback__
    while step is not None:
        places.append(f"{step.tb_frame.f_globals.get('__name__', '?')}:{step.tb_lineno}")
        step = step.tb_next
    return places[-6:]
