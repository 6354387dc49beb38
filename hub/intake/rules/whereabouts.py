"""Where the person is now: the borough that was said, beside the one that the postcode lies in."""

from hub.domain.codes import Borough
from hub.domain.errors import Fault
from hub.intake.rules.fault_codes import FaultCode

BOROUGH, POSTCODE = "/person/borough", "/person/postcode"


def do_contradict(stated: Borough, found: Borough) -> bool:
    """Say whether a stated borough and a postcode's own cannot both be where the person is now."""
    return Borough.NOT_KNOWN not in {stated, found} and stated is not found


def contradiction(stated: Borough, found: Borough) -> tuple[Fault, ...]:
    """Ask the source which of the two is right, at both fields; nothing where they agree or one is not known.

    The present safe borough decides, not the registered home (domain: places), and it is not guessed from
    what may be an old address: a wrong guess tells a service of another borough.
    """
    if not do_contradict(stated, found):
        return ()
    code = FaultCode.BOROUGH_CONTRADICTS_POSTCODE
    where = f"The postcode lies in {found} and the borough says {stated}."
    return (
        Fault(pointer=BOROUGH, code=code, message=f"{where} Give the borough where the person is safe now."),
        Fault(
            pointer=POSTCODE,
            code=code,
            message=f"{where} Give the postcode only if the person is there now; leave an old address out.",
        ),
    )
