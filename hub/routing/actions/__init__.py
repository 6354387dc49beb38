"""Deciding who should have a referral, and the life of the table that decides it: drafted, published."""

from hub.routing.actions.deciding import (
    TABLES,
    Answer,
    Question,
    Tables,
    answer,
    answer_beside,
    keep,
    kept_out,
)
from hub.routing.actions.drafting import mark_approved, mark_dropped, mark_published, one_at_a_time, revise
from hub.routing.actions.publishing import changed, publish_carried, publish_draft

__all__ = [
    "TABLES",
    "Answer",
    "Question",
    "Tables",
    "answer",
    "answer_beside",
    "changed",
    "keep",
    "kept_out",
    "mark_approved",
    "mark_dropped",
    "mark_published",
    "one_at_a_time",
    "publish_carried",
    "publish_draft",
    "revise",
]
