"""Every fault that is played, in the order in which it is played."""

from tests.faults.catalogue import answers, broker, clocks, database, disk, mail, sweeping, webhooks, workers

FAULTS = (
    *workers.FAULTS,
    *broker.FAULTS,
    *database.FAULTS,
    *sweeping.FAULTS,
    *mail.FAULTS,
    *webhooks.FAULTS,
    *answers.FAULTS,
    *clocks.FAULTS,
    *disk.FAULTS,
)

BY_NAME = {fault.name: fault for fault in FAULTS}
