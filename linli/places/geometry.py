"""Which area a point lies in, and whether the parts of an area fit together without gap or overlap."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, TypeAlias, TypeVar

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

GeoJSON: TypeAlias = Mapping[str, Any]
Key = TypeVar("Key", int, str)

METRES_PER_DEGREE = 111_195.0
# Overlays of six-digit coordinates leave slivers far below this; a person cannot stand on it either.
NEGLIGIBLE_SQUARE_METRES = 0.01


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


def check_seamless(parent: GeoJSON, children: Iterable[tuple[object, GeoJSON]]) -> list[str]:
    """What is wrong with a division, one sentence each: parts that overlap, reach outside, or leave a gap."""
    whole = polygon_of(parent)
    parts = [(str(key), polygon_of(boundary)) for key, boundary in children]
    return _overlaps(parts) + _outside(whole, parts) + _gaps(whole, parts)


def square_metres(geometry: BaseGeometry) -> float:
    """Area of a geometry in degrees, good to a fraction of a percent at the size of a street."""
    if geometry.is_empty:
        return 0.0
    _, south, _, north = geometry.bounds
    return float(geometry.area) * METRES_PER_DEGREE**2 * math.cos(math.radians((south + north) / 2))


def _overlaps(parts: Sequence[tuple[str, BaseGeometry]]) -> list[str]:
    tree = shapely.STRtree([polygon for _, polygon in parts])
    found = []
    for index, (key, polygon) in enumerate(parts):
        for other in sorted(tree.query(polygon, predicate="intersects")):
            if other > index:
                shared = square_metres(polygon.intersection(parts[other][1]))
                if shared > NEGLIGIBLE_SQUARE_METRES:
                    found.append(f"{key} and {parts[other][0]} overlap by {shared:,.1f} m².")
    return found


def _outside(whole: BaseGeometry, parts: Sequence[tuple[str, BaseGeometry]]) -> list[str]:
    reach = ((key, square_metres(polygon.difference(whole))) for key, polygon in parts)
    return [f"{key} reaches {area:,.1f} m² outside." for key, area in reach if area > NEGLIGIBLE_SQUARE_METRES]


def _gaps(whole: BaseGeometry, parts: Sequence[tuple[str, BaseGeometry]]) -> list[str]:
    missing = whole.difference(shapely.union_all([polygon for _, polygon in parts]))
    found = []
    for gap in shapely.get_parts(missing):
        area = square_metres(gap)
        if area > NEGLIGIBLE_SQUARE_METRES:
            place = gap.representative_point()
            found.append(f"Nothing covers {area:,.1f} m² near {place.x:.6f}, {place.y:.6f}.")
    return found
