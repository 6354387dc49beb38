"""Pages of the commissioner: figures, breaches and timelines, never a person."""

from fastapi import APIRouter

from hub.portal.commissioner.breaches import router as breaches
from hub.portal.commissioner.calendar import router as calendar
from hub.portal.commissioner.comparing import router as comparing
from hub.portal.commissioner.cover import router as cover
from hub.portal.commissioner.delivery_times import get_delivery_times
from hub.portal.commissioner.delivery_times import router as delivery_times
from hub.portal.commissioner.drafts import router as drafts
from hub.portal.commissioner.figures import router as figures
from hub.portal.commissioner.gaps import router as gaps
from hub.portal.commissioner.quarters import router as quarters
from hub.portal.commissioner.referrals import router as referrals
from hub.portal.commissioner.routing import router as routing
from hub.portal.commissioner.services import router as services
from hub.portal.commissioner.support_agencies import router as support_agencies
from hub.portal.commissioner.table_files import router as table_files

router = APIRouter(prefix="/commissioner", include_in_schema=False)
router.add_api_route("", get_delivery_times)  # a router of its own cannot have an empty path
for part in (
    *(delivery_times, figures, breaches, quarters, referrals),
    *(routing, table_files, gaps, comparing, drafts, services, support_agencies, cover),
    calendar,
):
    router.include_router(part)
