"""Which area a point lies in, and whether the parts of an area fit together without gap or overlap."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

GeoJSON: TypeAlias = Mapping[str, Any]
Key = TypeVar("Key", int, str)

METRES_PER_DEGREE = 111_195.0
# Overlays of six-digit coordinates leave slivers far below this; a person cannot stand on it either.
NEGLIGIBLE_SQUARE_METRES = 0.01
SENTENCES = {
    "overlap": "%(first)s and %(second)s overlap by %(metres)s m².",
    "outside": "%(first)s reaches %(metres)s m² outside.",
    "gap": "Nothing covers %(metres)s m² near %(lon)s, %(lat)s.",
}


class Locator(Generic[Key]):
    """Finds the area that holds a point. On a border shared by areas the smallest key wins."""

    def __init__(self, areas: Iterable[tuple[Key, GeoJSON]]) -> None:
        ordered = sorted(areas, key=lambda area: area[0])
        self._keys: list[Key] = [key for key, _ in ordered]
        self._polygons = [polygon_of(boundary) for _, boundary in ordered]
        self._tree = shapely.STRtree(self._polygons)
        shapely.prepare(self._polygons)

    def locate(self, lon: float, lat: float) -> Key | None:
        """The key of the area at this CGCS2000 position, or None outside all of them."""
        point = shapely.Point(lon, lat)
        for index in sorted(map(int, self._tree.query(point))):
            if self._polygons[index].intersects(point):
                return self._keys[index]
        return None

    def __len__(self) -> int:
        return len(self._keys)


def polygon_of(boundary: GeoJSON) -> BaseGeometry:
    """The boundary as a geometry; ValueError with a sentence when it is no valid polygon."""
    try:
        polygon = shape(dict(boundary))
    except (
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
        IndexError,
        shapely.errors.ShapelyError,
    ) as error:
        raise ValueError("The boundary is not GeoJSON.") from error
    if polygon.geom_type not in ("Polygon", "MultiPolygon") or polygon.is_empty:
        raise ValueError("The boundary is not a polygon.")
    if not polygon.is_valid:
        raise ValueError(f"The boundary crosses itself: {shapely.is_valid_reason(polygon)}.")
    return polygon


@dataclass(frozen=True, slots=True)
class Seam:
    """Where parts of an area do not fit together: an `overlap` of two, a part that reaches `outside`, or a `gap`."""

    kind: str
    square_metres: float
    first: str = ""
    second: str = ""
    lon: float = 0.0
    lat: float = 0.0

    def words(self) -> dict[str, str]:
        """What a sentence about it is filled with."""
        metres, lon, lat = f"{self.square_metres:,.1f}", f"{self.lon:.6f}", f"{self.lat:.6f}"
        return {"first": self.first, "second": self.second, "metres": metres, "lon": lon, "lat": lat}


def seams(parent: GeoJSON | None, children: Iterable[tuple[object, GeoJSON]]) -> list[Seam]:
    """Where a division is wrong; without a parent's boundary only overlaps are found."""
    parts = [(str(key), polygon_of(boundary)) for key, boundary in children]
    if parent is None:
        return _overlaps(parts)
    whole = polygon_of(parent)
    return _overlaps(parts) + _outside(whole, parts) + _gaps(whole, parts)


def check_seamless(parent: GeoJSON, children: Iterable[tuple[object, GeoJSON]]) -> list[str]:
    """What is wrong with a division, one sentence each: parts that overlap, reach outside, or leave a gap."""
    return [SENTENCES[seam.kind] % seam.words() for seam in seams(parent, children)]


def union_of(boundaries: Iterable[GeoJSON]) -> dict[str, Any]:
    """One boundary around all of these."""
    found: dict[str, Any] = mapping(shapely.union_all([polygon_of(boundary) for boundary in boundaries]))
    return found


def inner_point(boundary: GeoJSON) -> tuple[float, float]:
    """A point inside, where a name can stand."""
    point = polygon_of(boundary).representative_point()
    return round(float(point.x), 6), round(float(point.y), 6)


def square_metres(geometry: BaseGeometry) -> float:
    """Area of a geometry in degrees, good to a fraction of a percent at the size of a street."""
    if geometry.is_empty:
        return 0.0
    _, south, _, north = geometry.bounds
    return float(geometry.area) * METRES_PER_DEGREE**2 * math.cos(math.radians((south + north) / 2))


def _overlaps(parts: Sequence[tuple[str, BaseGeometry]]) -> list[Seam]:
    tree = shapely.STRtree([polygon for _, polygon in parts])
    found = []
    for index, (key, polygon) in enumerate(parts):
        for other in sorted(tree.query(polygon, predicate="intersects")):
            if other > index:
                shared = square_metres(polygon.intersection(parts[other][1]))
                if shared > NEGLIGIBLE_SQUARE_METRES:
                    found.append(Seam("overlap", shared, key, parts[other][0]))
    return found


def _outside(whole: BaseGeometry, parts: Sequence[tuple[str, BaseGeometry]]) -> list[Seam]:
    reach = ((key, square_metres(polygon.difference(whole))) for key, polygon in parts)
    return [Seam("outside", area, key) for key, area in reach if area > NEGLIGIBLE_SQUARE_METRES]


def _gaps(whole: BaseGeometry, parts: Sequence[tuple[str, BaseGeometry]]) -> list[Seam]:
    missing = whole.difference(shapely.union_all([polygon for _, polygon in parts]))
    found = []
    for gap in shapely.get_parts(missing):
        area = square_metres(gap)
        if area > NEGLIGIBLE_SQUARE_METRES:
            place = gap.representative_point()
            found.append(Seam("gap", area, lon=place.x, lat=place.y))
    return found
