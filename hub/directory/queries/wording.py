"""What the words of a search mean, and where they stand, misspelt or not.

Every word is bound: none becomes a part of a statement, so none reaches a server's list of statements either.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, Text, all_, any_, cast, func, or_, text
from sqlalchemy.dialects.postgresql import TSQUERY

from hub.db import Transaction
from hub.directory.queries.covering import texts
from hub.directory.rules.asked import Asked
from hub.directory.rules.fitting import CRIMES
from hub.directory.rules.said import PHRASES

Column = SQLColumnExpression[Any]

LANGUAGE = "english"
_LIKE = 0.5
"""Of the trigrams of two words, the share that they have in common: "domestik" and "domestic" have 0.64."""

_MEANINGS = text(f"""
    SELECT DISTINCT said.value
    FROM unnest(CAST(:phrases AS text[]), CAST(:values AS text[])) AS said(phrase, value)
    WHERE to_tsvector('{LANGUAGE}', :sentence) @@ plainto_tsquery('{LANGUAGE}', said.phrase)
       OR NOT EXISTS (
              SELECT FROM regexp_split_to_table(said.phrase, ' ') AS part
              WHERE NOT EXISTS (
                  SELECT FROM unnest(CAST(:words AS text[])) AS word WHERE similarity(part, word) >= {_LIKE}))
""")


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """The crimes and the strands of hate crime that words may mean, by their codes."""

    crimes: frozenset[str] = frozenset()
    strands: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Say whether anything is known of what they mean."""
        return bool(self.crimes or self.strands)


def meaning_of(tx: Transaction, asked: Asked) -> Meaning:
    """Look the words of a search up among what people call what happened to them."""
    if not asked.words:
        return Meaning()
    phrases, values = zip(*PHRASES, strict=True)
    bound = {
        "phrases": list(phrases),
        "values": list(values),
        "sentence": " ".join(asked.words),
        "words": list(asked.words),
    }
    found = frozenset(tx.connection.execute(_MEANINGS, bound).scalars())
    return Meaning(crimes=found & CRIMES, strands=found - CRIMES)


def says(lexemes: Column, words: Column, asked: Asked, meaning: Meaning) -> ColumnElement[bool]:
    """Say that a description has the telling words, or words spelt so alike.

    One of them is enough where nobody knows what they mean; where that is known, all of them: "domestic
    abuse" does not find whatever else is about an abuse.
    """
    if not meaning:
        one = lexemes.bool_op("@@")(_one_of(asked))
        return or_(one, words.bool_op("%>>")(any_(texts(asked.misspelt)))) if asked.misspelt else one
    every = lexemes.bool_op("@@")(_every_one_of(asked))
    if asked.misspelt != asked.telling:
        return every
    return or_(every, words.bool_op("%>>")(all_(texts(asked.misspelt))))


def how_much(lexemes: Column, asked: Asked) -> ColumnElement[float]:
    """Rank a description by how many of the telling words it has, and where."""
    return func.ts_rank(lexemes, _one_of(asked))


def _one_of(asked: Asked) -> ColumnElement[Any]:
    """Make a query for any of the words: PostgreSQL's own for all of them, each already quoted, with "or"."""
    return cast(func.replace(cast(_every_one_of(asked), Text), " & ", " | "), TSQUERY)


def _every_one_of(asked: Asked) -> ColumnElement[Any]:
    return func.plainto_tsquery(LANGUAGE, " ".join(asked.telling))
