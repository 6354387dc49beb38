"""A list as a file is whole, or it is refused; it never ends early."""

import pytest

from hub.domain import paging
from hub.portal import csv_file

FILES = {
    "/coordinator/referrals.csv": "coordinator",
    "/coordinator/triage.csv": "coordinator",
    "/commissioner/referrals.csv": "commissioner",
    "/police/referrals.csv": "police",
    "/provider/inbox.csv": "anthony-walker-foundation",
    "/provider/deliveries.csv": "anthony-walker-foundation",
    "/admin/users.csv": "administrator",
    "/admin/keys.csv": "administrator",
}


@pytest.mark.parametrize("path", FILES)
def test_a_file_that_would_be_cut_off_is_refused(portal, api, deliver, monkeypatch, path):
    for number in range(2):
        api.refer(source_reference=f"SYN/18/00040{number}")
    for number in range(2):
        facts = {"crime.type": "sexual_offence", "crime.hate_strands": [], "person.postcode": None}
        api.refer(source_reference=f"SYN/18/00050{number}", **facts, **{"person.borough": "not_known"})
    deliver()
    assert portal.get(path, FILES[path]).status_code == 200
    for module in (paging, csv_file):
        monkeypatch.setattr(module, "LONGEST_FILE", 1)
    monkeypatch.setattr("hub.portal.listing.LONGEST_FILE", 1)
    refused = portal.get(path, FILES[path])
    assert refused.status_code == 422
    assert "Filter the list" in refused.text
