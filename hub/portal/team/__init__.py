"""Accounts as a manager keeps them for the own agency; the pages of all accounts share the parts."""

from fastapi import APIRouter

from hub.portal.team.changing import router as changing
from hub.portal.team.inviting import router as inviting
from hub.portal.team.listing import router as listing

router = APIRouter()
for part in (listing, inviting, changing):
    router.include_router(part)
