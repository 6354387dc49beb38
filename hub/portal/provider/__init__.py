"""Pages of a provider: its inbox, its answers, its messages."""

from fastapi import APIRouter

from hub.portal.provider import agreeing, answering, contact, cover, ending, inbox, messages, supporting, turn

router = APIRouter(include_in_schema=False)
for each in (inbox, messages, turn, answering, contact, supporting, agreeing, ending, cover):
    router.include_router(each.router, prefix="/provider")
