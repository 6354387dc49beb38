"""The bodies of the acts. FastAPI names every fault of one at once; what it says never repeats a value."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from hub.domain.codes import (
    Borough,
    ConsentHow,
    ContactChannel,
    ContactResult,
    DeclineReason,
    HoldReason,
    Outcome,
    ReturnReason,
    RiskBand,
    TriageReason,
)
from hub.triage.rules import MOST_AT_ONCE, ManyAct

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,64}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class Body(BaseModel):
    """What all bodies share: no unknown field."""

    model_config = ConfigDict(extra="forbid")


class Act(Body):
    """An act may say when it happened."""

    at: AwareDatetime | None = Field(default=None, description="When it happened, no later than now.")


class Accept(Act):
    """Take a referral on."""

    assignee: Name = Field(description="Who of the provider takes it on.")


class Decline(Act):
    """Say no; `other` needs words."""

    reason: DeclineReason
    text: Words | None = None


class ContactAttempt(Act):
    """One try to reach the person."""

    channel: ContactChannel
    result: ContactResult
    worker: Name


class Hold(Act):
    """Pause the clocks, from now."""

    reason: HoldReason
    until: AwareDatetime = Field(description="When it ends, within 30 days; a person is asked then.")


class Complete(Act):
    """End the work."""

    outcome: Outcome
    cope: bool | None = Field(default=None, description="Whether the person copes better.")
    recover: bool | None = Field(default=None, description="Whether the person has recovered.")


class Consent(Act):
    """The person said yes to services that the consent did not reach."""

    services: list[Slug] = Field(min_length=1, max_length=50)
    how: ConsentHow
    given_on: date = Field(description="The day on which the person said so.")


class Release(Act):
    """Give it back after accepting."""

    reason: DeclineReason
    text: Words | None = None


class Recall(Act):
    """Take it back before it was accepted."""

    reason: Words


class Withdraw(Act):
    """Stop for the person: who asked, how, who took it, and for which services if not for all."""

    asked_by: Name
    how: Name
    taken_by: Name
    services: list[Slug] = Field(default_factory=list)


class Assign(Body):
    """Give it to a service by hand."""

    service: Slug
    reason: Words


class Reassign(Body):
    """Take it from a service that has accepted; without a service named the hub decides again."""

    service: Slug | None = None
    reason: Words


class Join(Body):
    """Keep it as a second source of another referral."""

    referral: UUID


class Reason(Body):
    """Why a coordinator does something."""

    reason: Words


class Return(Body):
    """Send it back to the referring unit."""

    reason: ReturnReason = ReturnReason.RETURNED_BY_COORDINATOR


class TriageFilter(Body):
    """Which open rows are meant: those that have one of the values of each list that is given."""

    reason: list[TriageReason] = Field(default_factory=list)
    risk: list[RiskBand] = Field(default_factory=list)
    borough: list[Borough] = Field(default_factory=list)


class Many(Body):
    """Settle many rows, named by their ids or by a filter; at most 200, the soonest due first."""

    act: ManyAct
    ids: list[UUID] | None = Field(default=None, min_length=1, max_length=MOST_AT_ONCE)
    filter: TriageFilter | None = None
    service: Slug | None = Field(default=None, description="To whom they are given; with `assign` alone.")
    reason: Words

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.ids is None) is (self.filter is None):
            raise ValueError("name the rows by either ids or filter")
        if (self.service is None) is (self.act is ManyAct.ASSIGN):
            raise ValueError("name a service with assign, and with nothing else")
        return self
