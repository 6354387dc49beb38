"""How long the middle one took, and the one that nine in ten did not outlast."""

from collections.abc import Sequence

MEDIAN, P90 = 50, 90


def nearest_rank(ascending: Sequence[int], percent: int) -> int:
    """Give the smallest value that `percent` in a hundred of the values, 1 to 100, do not exceed.

    It is one that a row really has, so that it can be found again, where an interpolated one cannot; it is
    PostgreSQL's percentile_disc. ValueError where there is no value.
    """
    if not ascending:
        raise ValueError("no values have no percentile")
    return ascending[-(-len(ascending) * percent // 100) - 1]
