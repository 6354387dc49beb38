"""What somebody who looks for support asks: a crime, an area, words; any of them may be left out."""

import re
import unicodedata
from dataclasses import dataclass

from hub.domain.codes import Borough, CrimeType

LONGEST_WORDS = 200
"""Characters. A sentence fits; nobody has to tell a story, and a story says too much."""

MOST_WORDS = 30
_SHORTEST_MISSPELT = 5
"""Letters. Shorter words are like too many others."""

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_STRAIGHT = str.maketrans({"\u2019": "'"})
_FILLERS = frozenset(
    (
        *("a", "after", "agencies", "agency", "an", "and", "any", "anyone", "charities", "charity"),
        *("crime", "for", "get", "had", "has", "have", "help", "helped", "helping", "i", "in", "me"),
        *("my", "need", "needs", "of", "on", "organisation", "organisations", "people", "person"),
        *("please", "service", "services", "somebody", "someone", "something", "support", "supports"),
        *("the", "to", "victim", "victims", "want", "was", "who", "with"),
    )
)
"""Words that nearly every description has, and that tell nothing apart."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One search. `borough` is also "outside" or "not known", where that is what is known of a postcode."""

    crime_type: CrimeType | None = None
    borough: Borough | None = None
    words: tuple[str, ...] = ()

    @property
    def telling(self) -> tuple[str, ...]:
        """The words that may tell one description from another."""
        return tuple(word for word in self.words if word not in _FILLERS)

    @property
    def misspelt(self) -> tuple[str, ...]:
        """The words that may be a misspelling of another."""
        return tuple(word for word in self.telling if len(word) >= _SHORTEST_MISSPELT)


def read_words(text: str) -> tuple[str, ...]:
    """Take the first thirty words out of what was typed, in small letters; signs and controls fall away."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_STRAIGHT)
    return tuple(_WORD.findall(plain)[:MOST_WORDS])
