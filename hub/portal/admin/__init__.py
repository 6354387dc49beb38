"""Pages of whoever runs the hub: agencies, accounts, keys, mails, health; never what a referral says."""

from fastapi import APIRouter

from hub.portal.admin.agencies import router as agencies
from hub.portal.admin.health import router as health
from hub.portal.admin.keys import router as keys
from hub.portal.admin.mails import router as mails
from hub.portal.admin.returned import router as returned
from hub.portal.admin.users import router as users

router = APIRouter()
for part in (agencies, users, keys, returned, mails, health):  # "returned" is no message's id
    router.include_router(part)
