"""Words for how a clock was counted and what happened to it."""

from collections.abc import Mapping
from enum import StrEnum

from hub.domain.codes import ClockEventKind, RecomputeReason, WindowKind

CLOCK_EVENTS: Mapping[StrEnum, str] = {
    ClockEventKind.STARTED: "Started",
    ClockEventKind.STOPPED: "Stopped",
    ClockEventKind.ENDED: "Ended",
    ClockEventKind.PAUSED: "Paused",
    ClockEventKind.RESUMED: "Resumed",
    ClockEventKind.RECOMPUTED: "Counted anew",
    ClockEventKind.BREACHED: "Late",
    ClockEventKind.LATE_EVIDENCE: "Evidence came later that it was kept",
}

RECOMPUTE_REASONS: Mapping[StrEnum, str] = {
    RecomputeReason.CALENDAR: "The bank holidays changed",
    RecomputeReason.RISK_RAISED: "The risk was raised to high",
}

WINDOW_KINDS: Mapping[StrEnum, str] = {
    WindowKind.RUNNING: "Day and night",
    WindowKind.OPEN: "Open",
    WindowKind.WORKING_DAY: "Working day",
    WindowKind.FIRST_DAY: "The day it started",
    WindowKind.CLOSED: "Closed",
    WindowKind.WEEKEND: "Weekend",
    WindowKind.BANK_HOLIDAY: "Bank holiday",
    WindowKind.PAUSED: "On hold",
}

ALL = (CLOCK_EVENTS, RECOMPUTE_REASONS, WINDOW_KINDS)
