"""A routing table or a draft as the file from which the next one is drafted."""

import re
from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from hub import audit
from hub.audit import Entry, Event
from hub.db import Transaction
from hub.directory.rules.writing_table import written_table
from hub.domain.routing_content import TableContent
from hub.portal.door import CommissionerVisit, Visit
from hub.portal.pages import HEADERS
from hub.sight import routing_drafts, tables

router = APIRouter()


@router.get("/routing/tables/{table_id}/file")
def get_table_file(visit: CommissionerVisit, table_id: UUID) -> Response:
    """Give a published table as a file, from which the next one can be drafted."""
    return _file(visit, lambda tx: tables.content_of(tx, table_id))


@router.get("/routing/drafts/{routing_draft_id}/file")
def get_draft_file(visit: CommissionerVisit, routing_draft_id: UUID) -> Response:
    """Give a draft's last revision as a file, from which the next one can be made."""
    return _file(visit, lambda tx: routing_drafts.content_of(tx, routing_draft_id))


def _file(visit: Visit, read: Callable[[Transaction], TableContent]) -> Response:
    def act(tx: Transaction) -> TableContent:
        content = read(tx)
        detail = {"list": "routing table", "count": len(content.rows)}
        audit.record(tx, Entry(event=Event.LIST_EXPORTED, detail=detail))
        return content

    content = visit.run(act)
    name = re.sub(r"[^A-Za-z0-9]+", "-", content.reference).strip("-").lower() or "routing-table"
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}.toml"'}
    return Response(written_table(content), media_type="application/toml; charset=utf-8", headers=headers)
