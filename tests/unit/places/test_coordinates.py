"""Conversion between datums: published vectors, round trips, refusals."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.places.coordinates import Datum, distance_metres, from_cgcs2000, to_cgcs2000

VECTORS = [
    ((116.404, 39.915), (116.410244, 39.916404)),
    ((120.0336, 30.3726), (120.038373, 30.370254)),
    ((115.0389, 30.1999), (115.044289, 30.197478)),
]
IN_CHINA = {"lon": st.floats(73.62, 134.77), "lat": st.floats(16.7, 53.56)}


@pytest.mark.parametrize(("stored", "published"), VECTORS)
def test_the_published_points_are_shifted_as_published(
    stored: tuple[float, float], published: tuple[float, float]
) -> None:
    assert from_cgcs2000(*stored, Datum.GCJ02) == pytest.approx(published, abs=1e-6)
    assert to_cgcs2000(*published, Datum.GCJ02) == pytest.approx(stored, abs=2e-6)


@given(**IN_CHINA)
def test_every_datum_comes_back_to_the_same_place(lon: float, lat: float) -> None:
    for datum in Datum:
        assert to_cgcs2000(*from_cgcs2000(lon, lat, datum), datum) == pytest.approx((lon, lat), abs=1e-6)


def test_baidu_lies_further_off_than_the_national_shift() -> None:
    stored = (120.0336, 30.3726)
    national = distance_metres(stored, from_cgcs2000(*stored, Datum.GCJ02))
    baidu = distance_metres(stored, from_cgcs2000(*stored, Datum.BD09))
    assert 300 < national < 700 < baidu < 1_500


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.CGCS2000])
def test_satellite_positions_are_stored_as_they_are(datum: Datum) -> None:
    assert to_cgcs2000(120.0336, 30.3726, datum) == (120.0336, 30.3726)
    assert from_cgcs2000(120.0336, 30.3726, datum) == (120.0336, 30.3726)


@pytest.mark.parametrize("abroad", [(-73.98, 40.75), (2.35, 48.86), (151.2, -33.87)])
@pytest.mark.parametrize("datum", list(Datum))
def test_places_abroad_are_never_shifted(abroad: tuple[float, float], datum: Datum) -> None:
    assert from_cgcs2000(*abroad, datum) == abroad
    assert to_cgcs2000(*abroad, datum) == abroad


@pytest.mark.parametrize("bad", [(math.nan, 30.0), (120.0, math.inf), (180.1, 30.0), (120.0, -90.1), (True, 30.0)])
def test_a_position_that_is_none_is_refused_with_a_sentence(bad: tuple[float, float]) -> None:
    for convert in (to_cgcs2000, from_cgcs2000):
        with pytest.raises(ValueError, match=r"The (longitude|latitude) "):
            convert(*bad, Datum.GCJ02)


def test_one_degree_of_latitude_is_a_hundred_and_eleven_kilometres() -> None:
    assert distance_metres((120.0, 30.0), (120.0, 31.0)) == pytest.approx(111_195, rel=1e-4)
    assert distance_metres((120.0, 30.0), (121.0, 30.0)) == pytest.approx(96_297, rel=1e-3)
    assert distance_metres((120.0, 30.0), (120.0, 30.0)) == 0
