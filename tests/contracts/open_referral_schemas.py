"""Holds every answer of the open directory against a folder of the standard's JSON schemas.

`python -m tests.contracts.open_referral_schemas FOLDER` with the schemas that a validator of Open Referral UK
3.0 reads (api_details.json, service_list.json, ...). They are the standard's and not kept here; the test
beside this file does the same where OPEN_REFERRAL_SCHEMAS names a folder, and is skipped elsewhere.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from starlette.testclient import TestClient

from hub import migrations
from hub.access.scopes import HUB
from hub.app import make_app
from hub.db import Database
from hub.demo.prepare import load_carried
from hub.settings import settings
from tests import conftest
from tests.factories.open_directory import fill
from tests.factories.time import Clock
from tests.servers import test_servers

LISTS = {
    "/services": "service",
    "/service_at_locations": "service_at_location",
    "/organizations": "organization",
    "/taxonomies": "taxonomy",
    "/taxonomy_terms": "taxonomy_term",
}
ITEM_ONLY = {"organization_list"}
"""Schemas of a list that describe a row and not the page."""
IN_FULL = {"/services", "/service_at_locations", "/organizations"}
PER_PAGE = 4


class Schemas:
    """A folder of schemas, read once each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, Draft202012Validator] = {}

    def faults(self, name: str, answer: Any) -> Iterator[str]:
        """Say where an answer departs from the schema of this name."""
        for each in self._validator(name).iter_errors(answer):
            yield f"{name}: /{'/'.join(map(str, each.path))}: {each.message}"

    def _validator(self, name: str) -> Draft202012Validator:
        if name not in self._read:
            schema = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
            self._read[name] = Draft202012Validator(schema, format_checker=FormatChecker())
        return self._read[name]


def walk(client: TestClient, schemas: Schemas) -> Iterator[tuple[str, list[str]]]:
    """Ask for everything there is, and give each address with the faults of its answer."""
    yield "/", list(schemas.faults("api_details", _get(client, "/")))
    for path, name in LISTS.items():
        yield from _pages(client, schemas, path, name)
        every = _get(client, f"{path}?per_page=1000")["contents"]
        for row in every:
            address = f"{path}/{row['id']}"
            yield address, list(schemas.faults(name, _get(client, address)))


def _pages(client: TestClient, schemas: Schemas, path: str, name: str) -> Iterator[tuple[str, list[str]]]:
    last = _get(client, f"{path}?per_page={PER_PAGE}")["total_pages"]
    for number in sorted({1, (last + 1) // 2, last}):
        address = f"{path}?per_page={PER_PAGE}&page={number}"
        page = _get(client, address)
        faults = list(_faults_of_page(schemas, name, page))
        yield address, [*faults, *_faults_of_place(page, number, last)]
        if path in IN_FULL:
            full = _get(client, f"{address}&full=true")
            yield (
                f"{address}&full=true",
                [
                    *_faults_of_page(schemas, name, full),
                    *(fault for row in full["contents"] for fault in schemas.faults(name, row)),
                ],
            )
    yield f"{path}?page={last + 1}", _faults_of_place(_get(client, f"{path}?page=9999"), 9999, None)
    if path == "/services":
        minimal = _get(client, "/services?minimal=true")
        yield "/services?minimal=true", list(_faults_of_page(schemas, name, minimal))


def _faults_of_page(schemas: Schemas, name: str, page: dict[str, Any]) -> Iterator[str]:
    schema = f"{name}_list"
    yield from schemas.faults(schema, page)
    rows = page["contents"] if schema in ITEM_ONLY else ()
    for row in rows:
        yield from schemas.faults(schema, row)
    empty = schemas.folder / "empy_list_response.json"
    if empty.exists():
        kinds = json.loads(empty.read_text(encoding="utf-8"))["allOf"][0]["Page"]
        yield from (each.message for each in Draft202012Validator(kinds).iter_errors(page))


def _faults_of_place(page: dict[str, Any], number: int, last: int | None) -> list[str]:
    """Check what a validator checks of pages: the flags, the number and the size."""
    count = len(page["contents"])
    wanted = {
        "page_number": number,
        "size": count,
        "empty": count == 0,
        "first_page": number == 1,
        "last_page": number == last or last is None,
    }
    faults = [f"{name}: {page.get(name)}" for name, value in wanted.items() if page.get(name) != value]
    if last is not None and number < last and count != PER_PAGE:
        faults.append(f"{count} rows on a page that is not the last")
    return faults


def _get(client: TestClient, address: str) -> Any:
    answer = client.get(f"/open-referral{address}")
    assert answer.status_code == 200, f"{address}: {answer.status_code} {answer.text}"
    return answer.json()


def main(folder: Path) -> int:
    """Start a test server with the shipped directory, walk, and print; gives how many answers have faults."""
    asked = faulty = 0
    with _directory() as client:
        for address, faults in walk(client, Schemas(folder)):
            asked += 1
            faulty += bool(faults)
            for fault in faults:
                print(f"{address}: {fault}")  # noqa: T201  a command prints
    print(f"{asked} answers, {faulty} with faults")  # noqa: T201  a command prints
    return faulty


@contextmanager
def _directory() -> Iterator[TestClient]:
    """Serve the shipped directory, with support agencies and a pause beside it."""
    os.environ |= conftest.KEYS
    with test_servers() as started:
        started.create("schemas")
        migrations.upgrade(started.owner_url("schemas"))
        database = Database(started.app_url("schemas"), now=Clock())
        with database.transaction(HUB) as tx:
            load_carried(tx)
        fill(database)
        with TestClient(make_app(settings(), database)) as client:
            yield client
        database.close()


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1])) else 0)
