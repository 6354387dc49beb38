"""How a referral was amended, as its source and its overseers see it; and why, for the coordinator alone."""

from typing import Any
from uuid import UUID

from hub.db import Transaction
from hub.intake.actions.amending import FOLLOWS, reasons_of_amendments
from hub.intake.queries.amendments import amendments


def amended(tx: Transaction, referral_id: UUID) -> list[dict[str, Any]]:
    """Tell each amendment of a referral in sight, oldest first: `at`, `by` (a role), and what `amended`.

    Each of those has `what`, a column of the referral with its value `before` and `after`, or a part of the
    sealed person by its name alone.
    """
    return [
        {
            "at": each["at"],
            "by": each["role"],
            "amended": [
                *(
                    {"what": name, "before": each["before"][name], "after": each["after"][name]}
                    for name in sorted(each["after"].keys() - FOLLOWS)
                ),
                *({"what": name} for name in each["sealed_parts"]),
            ],
        }
        for each in amendments(tx, [referral_id])
    ]


def amended_because(tx: Transaction, referral_id: UUID) -> list[dict[str, Any]]:
    """Tell the same with the `id` and the `reason` of each, newest first; None where it was erased.

    Only for a row that is shown with its person, whose view is recorded: words may name somebody.
    """
    reasons = reasons_of_amendments(tx, referral_id)
    found = zip(amendments(tx, [referral_id]), amended(tx, referral_id), strict=True)
    return [
        {**told, "id": each["id"], "reason": reasons.get(each["id"])} for each, told in reversed(list(found))
    ]
