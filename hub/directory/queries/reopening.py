"""When services that took nobody for a time took people again."""

from datetime import date

from sqlalchemy import func, select

from hub.db import Transaction
from hub.models import Service, ServicePause


def reopened_on(tx: Transaction, day: date) -> dict[str, date]:
    """Give the last day, up to one day, on which a pause of each service ended; by slug."""
    rows = tx.connection.execute(
        select(Service.slug, func.max(ServicePause.ends_before))
        .join(ServicePause, ServicePause.service_id == Service.id)
        .where(ServicePause.ends_before <= day)
        .group_by(Service.slug)
    )
    return {slug: last for slug, last in rows if last is not None}
