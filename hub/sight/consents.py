"""What the person agreed to later, as whoever sees the referral may know it."""

from typing import Any
from uuid import UUID

from hub.db import Transaction
from hub.intake.queries.consents import later_consents


def agreed(tx: Transaction, referral_id: UUID) -> list[dict[str, Any]]:
    """Tell each yes to one more service of a referral in sight: `at`, `by`, `agreed`, `how`, `given_on`."""
    return [
        {
            "at": each["at"],
            "by": each["role"],
            "agreed": each["service"],
            "how": each["how"],
            "given_on": each["given_on"],
        }
        for each in later_consents(tx, referral_id)
    ]
