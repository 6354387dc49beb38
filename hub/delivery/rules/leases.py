"""For how long a claim holds."""


def lease_seconds(*, batch: int, threads: int, deadline: float) -> float:
    """Say for how long a claim of so many messages holds: their deadlines in turn, and one more."""
    return (-(-batch // threads) + 1) * deadline
