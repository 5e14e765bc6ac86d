"""The area tree of the demo town: real names and codes of communities, invented borders that fit exactly."""

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from random import Random

import shapely
from shapely import Polygon

from linli.demo.mesh import (
    METRES_PER_DEGREE_EAST,
    METRES_PER_DEGREE_NORTH,
    ORIGIN,
    Mesh,
    Point,
    build_mesh,
    divide,
    divide_evenly,
)
from linli.demo.roads import Streets

CITY, DISTRICT, STREET = "3301", "330110", "330110010"
GRIDS = 146
DIVIDED_GRIDS, MICRO_GRIDS_EACH = 10, 4
SMOOTHING_ROUNDS, SIMPLIFY_METRES = 4, 14.0
NUMERALS = "零一二三四五六七八九十"
# The surname of a place, as people say it: 良渚村 for 良渚村委会.
SHORT_NAMES = (("类似社区", ""), ("村委会", "村"))


@dataclass(frozen=True)
class Area:
    """One node of the tree; the border is in CGCS2000 degrees, of six digits."""

    code: str
    name: str
    level: str
    parent: str | None
    kind: str | None
    boundary: Polygon | None


@dataclass(frozen=True)
class Land:
    """All areas by code, parents first."""

    areas: Mapping[str, Area]
    streets: Streets

    def of_level(self, level: str) -> list[Area]:
        """Areas of one level in order of their code."""
        return [area for area in self.areas.values() if area.level == level]

    def leaves(self, grid: Area) -> list[Area]:
        """The micro-grids of a base grid, or the grid itself when it is not divided."""
        return [area for area in self.of_level("micro_grid") if area.parent == grid.code] or [grid]


@dataclass
class _Place:
    """A region of cells on its way to becoming an area."""

    code: str
    name: str
    cells: list[int]
    parts: list["_Place"]


def shape_land(random: Random, streets: Streets) -> Land:
    """Cuts the street into communities, base grids and micro-grids with names, codes and borders."""
    mesh = build_mesh(random, streets.barriers)
    communities = _communities(mesh, random)
    counts = _grid_counts([len(community.cells) for community in communities])
    for community, count in zip(communities, counts, strict=True):
        community.parts = _grids(mesh, community, count, random)
    for grid in _to_be_divided(communities):
        grid.parts = _micro_grids(mesh, grid, random)
    return Land({area.code: area for area in _areas(mesh, communities)}, streets)


def short_name(name: str) -> str:
    """The name people use, from the name of the list of divisions."""
    for ending, replacement in SHORT_NAMES:
        name = name.replace(ending, replacement)
    return name


def to_degrees(point: Point) -> Point:
    """Longitude and latitude of a place in metres."""
    lon, lat = ORIGIN[0] + point[0] / METRES_PER_DEGREE_EAST, ORIGIN[1] + point[1] / METRES_PER_DEGREE_NORTH
    return round(lon, 6), round(lat, 6)


def to_metres(lon: float, lat: float) -> Point:
    """The inverse of `to_degrees`, for measuring."""
    return (lon - ORIGIN[0]) * METRES_PER_DEGREE_EAST, (lat - ORIGIN[1]) * METRES_PER_DEGREE_NORTH


def _communities(mesh: Mesh, random: Random) -> list[_Place]:
    """The widest regions become villages, one at the rim the industrial park, the rest communities."""
    text = files("linli.demo").joinpath("data", "communities_330110010.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    regions = divide(mesh, mesh.cells, len(rows), random, spread=5.0)
    regions.sort(key=lambda region: -sum(mesh.cells[index].area for index in region))
    ordered = sorted(rows, key=lambda row: (not row["village"].endswith("村委会"), random.random()))
    places = [_Place(row["code12"], row["village"], region, []) for row, region in zip(ordered, regions, strict=True)]
    return sorted(places, key=lambda place: place.code)


def _grid_counts(sizes: Sequence[int]) -> list[int]:
    """Base grids per community, by size; every community has two at least."""
    share = (GRIDS - 2 * len(sizes)) / sum(sizes)
    counts = [2 + math.floor(size * share) for size in sizes]
    by_remainder = sorted(range(len(sizes)), key=lambda k: (-(sizes[k] * share % 1), k))
    for index in by_remainder[: GRIDS - sum(counts)]:
        counts[index] += 1
    return counts


def _grids(mesh: Mesh, community: _Place, count: int, random: Random) -> list[_Place]:
    regions = divide_evenly(mesh, community.cells, count, random)
    name = short_name(community.name)
    return [
        _Place(f"{community.code}{number:03}", f"{name}第{chinese_numeral(number)}网格", region, [])
        for number, region in enumerate(_in_reading_order(mesh, regions), 1)
    ]


def _to_be_divided(communities: Sequence[_Place]) -> list[_Place]:
    """The largest base grid of each of the ten communities that have the largest, outside the villages."""
    largest = [
        max(community.parts, key=lambda grid: len(grid.cells))
        for community in communities
        if community.name.endswith("社区") and "类似" not in community.name
    ]
    return sorted(largest, key=lambda grid: (-len(grid.cells), grid.code))[:DIVIDED_GRIDS]


def _micro_grids(mesh: Mesh, grid: _Place, random: Random) -> list[_Place]:
    regions = divide_evenly(mesh, grid.cells, MICRO_GRIDS_EACH, random)
    return [
        _Place(f"{grid.code}{number:02}", f"{grid.name}微网格{number}", region, [])
        for number, region in enumerate(_in_reading_order(mesh, regions), 1)
    ]


def _in_reading_order(mesh: Mesh, regions: Sequence[list[int]]) -> list[list[int]]:
    """Rows from north to south, in each row from west to east."""

    def middle(region: list[int]) -> Point:
        points = [mesh.centres[index] for index in region]
        return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)

    southward = sorted(regions, key=lambda region: -middle(region)[1])
    width = math.ceil(len(southward) / max(1, round(math.sqrt(len(southward) / 1.5))))
    rows = [southward[start : start + width] for start in range(0, len(southward), width)]
    return [region for row in rows for region in sorted(row, key=lambda region: middle(region)[0])]


def _areas(mesh: Mesh, communities: Sequence[_Place]) -> Iterator[Area]:
    """Parents first. Only the smallest regions are drawn; a larger one is their union, so borders agree."""
    borders = _leaf_borders(mesh, [leaf for community in communities for leaf in _leaves(community)])
    yield Area(CITY, "杭州市", "city", None, None, None)
    yield Area(DISTRICT, "余杭区", "district", CITY, None, None)
    yield Area(STREET, "良渚街道", "street", DISTRICT, None, _merged(list(borders.values())))
    for place in communities:
        yield _area(place, "community", STREET, None, borders)
    for community in communities:
        for grid in community.parts:
            yield _area(grid, "grid", community.code, "base", borders)
    for community in communities:
        for grid in community.parts:
            for micro_grid in grid.parts:
                yield _area(micro_grid, "micro_grid", grid.code, None, borders)


def _area(place: _Place, level: str, parent: str, kind: str | None, borders: Mapping[str, Polygon]) -> Area:
    boundary = _merged([borders[leaf.code] for leaf in _leaves(place)])
    return Area(place.code, place.name, level, parent, kind, boundary)


def _leaves(place: _Place) -> Iterator[_Place]:
    if not place.parts:
        yield place
    for part in place.parts:
        yield from _leaves(part)


def _leaf_borders(mesh: Mesh, leaves: Sequence[_Place]) -> dict[str, Polygon]:
    """Smoothed and thinned together, then rounded vertex by vertex: a shared vertex stays shared."""
    rough = [_merged([mesh.cells[index] for index in leaf.cells]) for leaf in leaves]
    rings = _smoothed([_millimetres(region) for region in rough])
    thinned = shapely.coverage_simplify([Polygon(ring) for ring in rings], SIMPLIFY_METRES)
    borders = [Polygon([to_degrees((x, y)) for x, y in region.exterior.coords]) for region in thinned]
    return {leaf.code: border for leaf, border in zip(leaves, borders, strict=True)}


def _millimetres(region: Polygon) -> list[Point]:
    return [(round(x, 3), round(y, 3)) for x, y in region.exterior.coords]


def _smoothed(rings: Sequence[list[Point]]) -> list[list[Point]]:
    """Moves every vertex between two regions towards its neighbours; where three meet nothing moves."""
    beside: dict[Point, set[Point]] = {}
    for ring in rings:
        for start, end in pairwise(ring):
            beside.setdefault(start, set()).add(end)
            beside.setdefault(end, set()).add(start)
    places = {vertex: vertex for vertex in beside}
    free = {vertex: sorted(near) for vertex, near in beside.items() if len(near) == 2}
    for _ in range(SMOOTHING_ROUNDS):
        moved = {vertex: _softened(places[vertex], *(places[near] for near in free[vertex])) for vertex in free}
        places.update(moved)
    return [[places[vertex] for vertex in ring] for ring in rings]


def _softened(vertex: Point, before: Point, after: Point) -> Point:
    return (
        vertex[0] / 2 + (before[0] + after[0]) / 4,
        vertex[1] / 2 + (before[1] + after[1]) / 4,
    )


def _merged(borders: Sequence[Polygon]) -> Polygon:
    merged = shapely.coverage_union_all(list(borders)) if len(borders) > 1 else borders[0]
    parts = [part for part in shapely.get_parts(merged) if isinstance(part, Polygon)]
    if len(parts) != 1 or parts[0].interiors:
        raise ValueError("An area of the demo town is not in one piece.")
    return shapely.geometry.polygon.orient(parts[0])


def chinese_numeral(number: int) -> str:
    """1 to 19 in Chinese."""
    return NUMERALS[number] if number <= 10 else f"十{NUMERALS[number - 10]}"
