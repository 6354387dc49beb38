"""Deciding who should have a referral, and the life of the table that decides it: drafted, published."""

from hub.routing.actions.deciding import TABLES, Answer, Question, Tables, answer, keep

__all__ = ["TABLES", "Answer", "Question", "Tables", "answer", "keep"]
