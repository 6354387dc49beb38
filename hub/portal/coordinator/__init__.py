"""Pages of the referral coordinator: what needs a person."""

from fastapi import APIRouter

from hub.portal.coordinator import (
    acts,
    amending,
    many,
    messages,
    phone,
    referral,
    referrals,
    row,
    search,
    triage,
    turns,
)

router = APIRouter(include_in_schema=False)
for each in (triage, many, row, acts, referrals, referral, amending, turns, search, phone, messages):
    router.include_router(each.router, prefix="/coordinator")
