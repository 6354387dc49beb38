"""The database's disk is full: played in a process and a mount namespace of its own (full_disk.py)."""

from tests.faults.fault import Fault
from tests.faults.house import House
from tests.faults.separate import in_a_namespace


def full(house: House) -> int:
    """Take over what the process of its own has found."""
    ran = in_a_namespace(house)
    house.wrong += [*ran.wrong, *ran.lost, *ran.doubled]
    house.healed_for = ran.heal_seconds
    return ran.injected


FAULTS = (Fault(name="disk full", inject=full),)
