"""Pages of a referring unit: submit, follow, withdraw, send again."""

from fastapi import APIRouter

from hub.portal.police import amending, drafts, listing, referral, returned, search, sending, steps, stopping

router = APIRouter(include_in_schema=False)
for part in (listing, search, drafts, sending, steps, referral, returned, amending, stopping):
    router.include_router(part.router, prefix="/police")
