"""A demo that starts again keeps what was tried in it."""

import json
from dataclasses import replace

from sqlalchemy import text

from hub.access.scopes import HUB
from hub.demo.prepare import directory_file, prepare
from hub.directory.actions import load
from hub.directory.rules import read_directory

VERSIONS = text("SELECT count(*) FROM directory_version WHERE key = 'VCM/2017/CE'")


def test_what_was_changed_of_the_directory_is_still_so_after_another_start(loaded, tmp_path):
    prepared = tmp_path / "prepared.json"
    prepare(loaded, prepared, {})
    directory = read_directory(directory_file().read_text(encoding="utf-8"))
    extended = tuple(
        replace(each, retention_months=6) if each.reference == "VCM/2017/CE" else each
        for each in directory.contracts
    )
    with loaded.transaction(HUB) as tx:
        load(tx, replace(directory, contracts=extended, routing_table=None), (), why="Tried")
        changed = tx.connection.execute(VERSIONS).scalar_one()
    prepare(loaded, prepared, {})
    with loaded.transaction(HUB) as tx:
        assert tx.connection.execute(VERSIONS).scalar_one() == changed == 2
    assert json.loads(prepared.read_text())["api_keys"]["commissioner"]
