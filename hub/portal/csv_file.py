"""A list as a CSV file that a spreadsheet opens as text: no cell starts a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from fastapi.responses import Response

from hub.domain.errors import InvalidError
from hub.domain.paging import LONGEST_FILE
from hub.monitoring.rules.table import safe_cell
from hub.portal.pages import HEADERS


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Answer with a file; an empty cell stands for None.

    Raises InvalidError for more rows than a file has: one that ended early would look whole.
    """
    lines = [["" if value is None else safe_cell(value) for value in row] for row in rows]
    if len(lines) > LONGEST_FILE:
        raise InvalidError(f"A file has {LONGEST_FILE:,} rows at most. Filter the list, then download it.")
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(header)
    writer.writerows(lines)
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response("\ufeff" + written.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)
