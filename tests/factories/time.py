"""The virtual clock that whole-program tests move by hand."""

from datetime import UTC, datetime, timedelta


class Clock:
    """A `now` for hub.db.Database that stands still until it is moved."""

    def __init__(self, now: datetime = datetime(2026, 3, 4, 10, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        """Move on, such as by `hours=2`; never back."""
        self.now += timedelta(**by)
        return self.now

    def set(self, year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
        """Go to an instant in UTC."""
        self.now = datetime(year, month, day, hour, minute, tzinfo=UTC)
        return self.now
