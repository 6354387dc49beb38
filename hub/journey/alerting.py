"""Telling the coordinator and whoever runs the hub that an address is to be mended; never about whom."""

from hub.db import Transaction
from hub.delivery.actions import Fault, NewDelivery, endpoints_of, queue
from hub.delivery.rules import fault_in_words
from hub.directory.queries import agencies_of_kind
from hub.directory.queries.endpoints import endpoint
from hub.domain.codes import AgencyKind, DeliveryKind, EndpointPurpose
from hub.jobs import Job, ring


def tell_of_fault(tx: Transaction, fault: Fault) -> None:
    """Queue a mail to the duty addresses of both, in the transaction that found the fault.

    Not to the address at fault itself: where that is the only one, whoever runs the hub still reads of it.
    """
    about = endpoint(tx, fault.endpoint_id)
    if about is None:
        return
    told = agencies_of_kind(tx, AgencyKind.COORDINATOR) | agencies_of_kind(tx, AgencyKind.OPERATOR)
    detail = {
        "agency_name": about.agency_name,
        "agency": about.agency_slug,
        "channel": about.channel,
        "purpose": about.purpose,
        "fault": fault_in_words(fault.cause),
        "suspended": fault.suspended,
        "has_others": fault.has_others,
    }
    addresses = endpoints_of(tx, told, EndpointPurpose.DUTY)
    queue(
        tx,
        [
            NewDelivery(
                kind=DeliveryKind.ENDPOINT_ALERT,
                agency_id=agency_id,
                endpoint_id=usable[0].id,
                referral_id=None,
                due_at=tx.now,
                detail=detail,
            )
            for agency_id, found in addresses.items()
            if (usable := [each for each in found if each.id != fault.endpoint_id])
        ],
    )
    ring(tx, Job.DELIVER)
