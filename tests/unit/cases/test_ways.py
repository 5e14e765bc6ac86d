"""The most specific route wins: the longest beginning of the class, then the deepest area."""

from hypothesis import given
from hypothesis import strategies as st

from linli.cases.rules import Way, Ways

AREAS = ["", "/33/", "/33/1/", "/33/1/2/", "/33/1/3/", "/33/12/"]
CLASSES = ["", "0", "06", "060", "06010", "07"]
ways = st.lists(
    st.builds(
        Way,
        class_code=st.sampled_from(CLASSES),
        area_path=st.sampled_from(AREAS),
        unit=st.sampled_from("abc"),
        scheme=st.sampled_from(["", "s", "t"]),
        kind=st.sampled_from(["", "matter"]),
    ),
    unique_by=lambda way: (way.scheme, way.kind, way.class_code, way.area_path),
)


@given(ways, st.sampled_from(["06010", "07001", "1"]), st.sampled_from(AREAS[1:]))
def test_what_is_found_fits_and_nothing_that_fits_is_more_specific(known: list[Way], code: str, area: str) -> None:
    found = Ways(known).way("s", "matter", code, area)
    fitting = [way for way in known if way.fits("s", "matter", code, area)]
    assert (found is None) == (not fitting)
    if found:
        assert found in fitting
        assert found.weight == max(way.weight for way in fitting)


@given(st.permutations([Way("06", "", "a"), Way("", "/33/1/", "b"), Way("06", "/33/1/", "c"), Way("06010", "", "d")]))
def test_the_class_goes_before_the_area_in_whatever_order_they_are_known(known: list[Way]) -> None:
    among = Ways(known)
    asked = [("06010", "/33/1/2/"), ("06011", "/33/1/2/"), ("06011", "/33/9/"), ("07001", "/33/1/")]
    assert [getattr(among.way("s", "matter", *each), "unit", None) for each in asked] == ["d", "c", "a", "b"]


def test_a_street_does_not_lie_in_another_whose_number_begins_alike() -> None:
    assert Ways([Way("", "/33/1/", "a")]).way("s", "matter", "06", "/33/12/") is None
