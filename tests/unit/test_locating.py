"""In which borough a postcode lies: exact, by its area, by its sector, or not known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.directory.rules.locating import IN_WORDS, How, Listed, locate
from hub.domain.codes import Borough
from hub.domain.postcode import CROSSING, normalise_postcode, sector_of

HERE, BESIDE, OUTSIDE = Borough.SEFTON, Borough.LIVERPOOL, Borough.OUTSIDE


@pytest.mark.parametrize(
    ("postcode", "own", "of_sector", "borough", "how"),
    [
        ("L20 1AA", HERE, (), HERE, How.EXACT),
        ("L20 1AA", HERE, (HERE, BESIDE), HERE, How.EXACT),
        ("L20 1AA", OUTSIDE, (), OUTSIDE, How.EXACT),
        ("L20 1AA", None, (HERE,), HERE, How.SECTOR),
        ("L20 1AA", None, (OUTSIDE,), OUTSIDE, How.SECTOR),
        ("L20 1AA", None, (HERE, BESIDE), Borough.NOT_KNOWN, How.SPLIT_SECTOR),
        ("L20 1AA", None, (HERE, OUTSIDE), Borough.NOT_KNOWN, How.SPLIT_SECTOR),
        ("L20 1AA", None, (), Borough.NOT_KNOWN, How.UNKNOWN_SECTOR),
        ("M1 1AA", None, (), OUTSIDE, How.AREA),
        ("M1 1AA", HERE, (), HERE, How.EXACT),
        ("WA12 9AA", None, (Borough.ST_HELENS,), Borough.NOT_KNOWN, How.BORDER_NOT_SEEN),
        ("WA12 9AA", None, (Borough.ST_HELENS, OUTSIDE), Borough.NOT_KNOWN, How.SPLIT_SECTOR),
        ("WA12 9AA", None, (OUTSIDE,), OUTSIDE, How.SECTOR),
    ],
)
def test_a_postcode_is_located_exactly_else_by_its_area_else_by_a_sector_in_one_borough(
    postcode, own, of_sector, borough, how
):
    found = locate(postcode, Listed(is_loaded=True, own=own, of_sector=frozenset(of_sector)))
    assert (found.borough, found.how) == (borough, how)
    assert found.why == IN_WORDS[how]


def test_without_a_list_only_another_part_of_the_country_is_known():
    nothing = Listed(is_loaded=False)
    assert locate("L20 1AA", nothing).how is How.NO_LIST
    assert locate("M1 1AA", nothing).borough is Borough.OUTSIDE


def test_every_way_is_told_in_words_without_a_postcode():
    assert set(IN_WORDS) == set(How)


def test_every_crossing_sector_is_written_as_sectors_are():
    assert len(CROSSING) == 35
    assert all(sector_of(normalise_postcode(f"{sector}AA")) == sector for sector in CROSSING)


@given(
    st.sampled_from(["L20 1", "CH62 9", "WA3 1", "L1 0"]),
    st.frozensets(st.sampled_from([each for each in Borough if each is not Borough.NOT_KNOWN])),
)
def test_a_sector_names_a_borough_only_where_nothing_listed_of_it_speaks_for_another(sector, of_sector):
    found = locate(f"{sector}AA", Listed(is_loaded=True, of_sector=of_sector))
    assert found.borough is Borough.NOT_KNOWN or of_sector == {found.borough}
    assert found.borough is Borough.NOT_KNOWN or found.how is How.SECTOR


@given(st.text(alphabet="LWAl019 aZ\t\u00a0", max_size=20))
def test_a_normalised_postcode_stays_as_it_is_and_its_spelling_does_not_matter(text):
    found = normalise_postcode(text)
    if found is not None:
        assert normalise_postcode(found) == found
        assert normalise_postcode(found.lower().replace(" ", "")) == found
        assert normalise_postcode(f" {found.replace(' ', '   ')} ") == found
