"""The band that a risk score stands for."""

from hub.domain.codes import RiskBand
from hub.domain.submission import RiskTool

HIGHEST_SCORE = {RiskTool.DASH: 24, RiskTool.MERIT: 999}
"""DASH has 24 questions; how far MeRIT goes is not published, so its limit only stops nonsense."""

MERIT_GOLD = 72
DASH_MEDIUM = 10
DASH_HIGH = 14

_RANK = {RiskBand.NOT_KNOWN: 0, RiskBand.STANDARD: 1, RiskBand.MEDIUM: 2, RiskBand.HIGH: 3}


def band_of_score(tool: RiskTool | None, score: int | None) -> RiskBand:
    """Give the band that a score stands for: DASH 1-9, 10-13, 14 and over; MeRIT high from 72.

    NOT_KNOWN where the score says nothing: MeRIT's lower cut-offs are not published.
    """
    if score is None or tool is None:
        return RiskBand.NOT_KNOWN
    if tool is RiskTool.MERIT:
        return RiskBand.HIGH if score >= MERIT_GOLD else RiskBand.NOT_KNOWN
    if score >= DASH_HIGH:
        return RiskBand.HIGH
    return RiskBand.MEDIUM if score >= DASH_MEDIUM else RiskBand.STANDARD


def is_below(band: RiskBand, other: RiskBand) -> bool:
    """Say whether `band` is the lower of two; not known is below all."""
    return _RANK[band] < _RANK[other]
