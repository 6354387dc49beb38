"""docs/reference/directory-file.md has every key that the parser asks for, and says which are needed."""

import re
import tomllib

import pytest

from hub.directory.rules.contracts import BANDS, NOT_SAID, contract, coverage
from hub.directory.rules.file import Reading
from hub.directory.rules.parsing import agreement, pause, service, support_agency
from hub.directory.rules.reaching import agency
from hub.directory.rules.reading import Faults, TableReader
from hub.directory.rules.routing_rows import routing_table
from hub.domain.codes import Clock
from tests.contracts.reference import names, tables
from tests.factories.directories import SHIPPED

PAGE = tables("directory-file.md")
A_CELL = re.compile(r"/coverage/\w+/(?=values|certainty|note)")
EVERYTHING = """
name = "x"
[opening.week]
mon = []
[[agency]]
agreement = {}
[[agency.unit]]
[[service]]
[service.coverage]
crime_types = {}
[[service.contract]]
open_cases = "finish"
[service.contract.coverage]
[service.contract.targets]
[[service.pause]]
[[support_agency]]
[routing_table]
[[routing_table.row]]
unit_task = "refer_to_marac"
starts = 2017-04-01
ends_before = 2018-04-01
[[routing_table.example]]
unit_task = "refer_to_marac"
[[routing_table.signed_off]]
"""


def asked(text):
    faults = Faults()
    Reading(file=TableReader(tomllib.loads(text), "", faults)).directory()
    return faults.asked


def place_of(pointer):
    """Give the heading and the key under which a pointer is told of."""
    if A_CELL.search(pointer):
        return "A cell", pointer.rpartition("/")[2]
    table, _, key = pointer.replace("/contract/coverage/", "/coverage/").rpartition("/")
    return table, key


def told_of():
    found = set()
    for heading, rows in PAGE.items():
        table = heading.strip("[]`")
        if heading == "The file":
            table = ""
        elif heading != "A cell":
            table = "/" + table.replace(".", "/")
        found |= {(table, key) for key in names(rows)}
    return found


def test_the_page_has_every_key_and_no_other():
    there = {place_of(pointer) for pointer in asked(EVERYTHING) | asked(SHIPPED)}
    there = {(table, key) for table, key in there if not table.startswith("/opening")}
    clocks = {("/service/contract/targets", str(clock)) for clock in Clock}
    bands = {("/service/contract/ladder/CLOCK", band) for band in BANDS}
    assert told_of() == there | clocks | bands


READERS = {
    "`[[agency]]`": agency,
    "`[agency.agreement]`": lambda table: agreement("one", table),
    "`[[service]]`": lambda table: service(table, {}),
    "`[service.coverage]`": coverage,
    "`[[service.contract]]`": lambda table: contract("one", table, NOT_SAID),
    "`[[service.pause]]`": lambda table: pause("one", table),
    "`[[support_agency]]`": support_agency,
    "`[routing_table]`": routing_table,
}


@pytest.mark.parametrize("heading", READERS)
def test_the_page_says_which_keys_are_needed(heading):
    faults = Faults()
    READERS[heading](TableReader({}, "", faults))
    missing = {fault.pointer.strip("/") for fault in faults.found if fault.code == "missing"}
    missing -= {"duty", "manager"}  # one with an inbox in their place has none
    missing -= {"finish_by"}  # a table without anything is read as one that finishes
    missing = {each for each in missing if "/" not in each}
    rows = PAGE[heading.strip("`")]
    assert {row[0].strip("`") for row in rows if row[2] == "yes"} == missing
