"""What a program may rely on changes only in sight: the committed description is the app's own."""

import json

from tests.contracts import reference


def test_the_committed_description_of_the_api_is_the_apps():
    committed = reference.OPENAPI.read_text(encoding="utf-8")
    assert committed == reference.openapi(), "run python -m tests.contracts.write_reference and read the diff"


def test_the_committed_description_of_the_open_directory_is_its_own():
    committed = reference.OPEN_REFERRAL.read_text(encoding="utf-8")
    assert committed == reference.open_referral(), "run python -m tests.contracts.write_reference"


def test_what_the_open_directory_serves_as_its_description_is_the_committed_one(api):
    served = api.client.get("/open-referral/openapi.json").json()
    assert served == json.loads(reference.OPEN_REFERRAL.read_text(encoding="utf-8"))
