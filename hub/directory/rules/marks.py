"""Marks in the directory's own sentences that say how sure they are."""

import re

from hub.domain.codes import Certainty

_MARK = re.compile(rf" ?\(({'|'.join(Certainty)})\)")


def without_marks(text: str) -> str:
    """Take "(I)" and its like out of a sentence: how sure it is, is for whoever keeps the directory."""
    return _MARK.sub("", text)
