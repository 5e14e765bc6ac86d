"""The ground of the demo town: thousands of small cells, and regions grown over them along roads and rivers.

Everything is in metres east and north of ORIGIN until a border is written. Cells are denser where more people
live, so regions of the same number of cells are small in the town and wide in the hills.
"""

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import TypeAlias

import shapely
from shapely import LineString, MultiPoint, Polygon

Point: TypeAlias = tuple[float, float]

ORIGIN = (119.95, 30.34)
METRES_PER_DEGREE_NORTH = 111_195.0
METRES_PER_DEGREE_EAST = METRES_PER_DEGREE_NORTH * math.cos(math.radians(30.38))
WIDTH, HEIGHT = 0.13 * METRES_PER_DEGREE_EAST, 0.08 * METRES_PER_DEGREE_NORTH

# Invented: the corners of the street, as fractions of the box it fills; rounded off before use.
CORNERS = (
    (0.03, 0.58), (0.07, 0.72), (0.13, 0.78), (0.17, 0.90), (0.27, 0.98), (0.36, 0.91), (0.45, 0.99),
    (0.55, 0.90), (0.63, 0.95), (0.72, 0.84), (0.81, 0.90), (0.92, 0.80), (0.90, 0.68), (0.98, 0.57),
    (0.93, 0.46), (0.99, 0.32), (0.95, 0.17), (0.86, 0.14), (0.81, 0.02), (0.69, 0.07), (0.60, 0.01),
    (0.52, 0.13), (0.43, 0.08), (0.37, 0.20), (0.26, 0.15), (0.21, 0.28), (0.10, 0.29), (0.13, 0.43),
)  # fmt: skip
# Where people live: (east, north, spread, weight), fractions of the box.
CENTRES = ((0.78, 0.22, 0.16, 6.0), (0.30, 0.42, 0.10, 3.5), (0.56, 0.50, 0.12, 3.0), (0.84, 0.62, 0.08, 2.0))
CELLS_IN_BOX = 11_000
RELAXATIONS = 2
CROSSING_COST = 2.0


@dataclass(frozen=True)
class Mesh:
    """The cells of the street, and what it costs to grow from one to the next."""

    cells: Mapping[int, Polygon]
    centres: Mapping[int, Point]
    costs: Mapping[int, Mapping[int, float]]


def build_mesh(random: Random, barriers: Sequence[LineString]) -> Mesh:
    """The connected cells inside the outline; growing over a barrier costs more, so borders follow it."""
    outline = outline_polygon()
    cells = _relaxed_cells(random, outline)
    edges = _shared_edges(cells)
    inside = _largest_component(cells, edges)
    centres = {index: (cell.centroid.x, cell.centroid.y) for index, cell in cells.items() if index in inside}
    pairs = [(one, other) for one, other in edges if one in inside and other in inside]
    links = [LineString((centres[one], centres[other])) for one, other in pairs]
    walls = shapely.MultiLineString(list(barriers))
    shapely.prepare(walls)
    costs: dict[int, dict[int, float]] = {index: {} for index in sorted(inside)}
    for (one, other), crosses in zip(pairs, shapely.intersects(walls, links), strict=True):
        cost = random.uniform(0.7, 1.3) + (CROSSING_COST if crosses else 0.0)
        costs[one][other] = costs[other][one] = cost
    return Mesh({index: cells[index] for index in costs}, centres, costs)


def outline_polygon() -> Polygon:
    """The invented border of the street, in metres."""
    ring = [(x * WIDTH, y * HEIGHT) for x, y in CORNERS]
    for _ in range(2):
        following = [*ring[1:], ring[0]]
        quarters = [(_between(a, b, 0.25), _between(a, b, 0.75)) for a, b in zip(ring, following, strict=True)]
        ring = [point for pair in quarters for point in pair]
    return Polygon(ring)


def density(point: Point) -> float:
    """How thickly a place is settled; 1 is the open country."""
    x, y = point[0] / WIDTH, point[1] / HEIGHT
    return 1.0 + sum(w * math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * s * s)) for cx, cy, s, w in CENTRES)


def divide(mesh: Mesh, members: Iterable[int], parts: int, random: Random, spread: float) -> list[list[int]]:
    """Connected regions of roughly the same number of cells; `spread` lets some start earlier."""
    inside = sorted(members)
    seeds = _scattered(mesh, inside, parts, random)
    head_starts = [random.uniform(0.0, spread) for _ in range(parts)]
    regions: list[list[int]] = []
    for _ in range(4):
        regions = _grow(mesh, set(inside), seeds, head_starts)
        seeds = [_middle(mesh, region) for region in regions]
    return regions


def divide_evenly(mesh: Mesh, members: Iterable[int], parts: int, random: Random) -> list[list[int]]:
    """The division, of six, whose smallest region is largest: no sliver that nobody could live in."""
    inside = sorted(members)
    divisions = [divide(mesh, inside, parts, random, spread=1.0) for _ in range(6)]
    return max(divisions, key=lambda regions: min(map(len, regions)))


def _relaxed_cells(random: Random, outline: Polygon) -> dict[int, Polygon]:
    thickest = max(density((x * WIDTH, y * HEIGHT)) for x, y, _, _ in CENTRES) * 1.1
    points: list[Point] = []
    while len(points) < CELLS_IN_BOX:
        point = (random.uniform(-0.05, 1.05) * WIDTH, random.uniform(-0.05, 1.05) * HEIGHT)
        if random.random() * thickest < density(point):
            points.append(point)
    frame = shapely.box(-0.1 * WIDTH, -0.1 * HEIGHT, 1.1 * WIDTH, 1.1 * HEIGHT)
    for _ in range(RELAXATIONS):
        polygons = _voronoi(points, frame)
        points = [(cell.centroid.x, cell.centroid.y) for cell in polygons]
    shapely.prepare(outline)
    cells = [cell for cell in _voronoi(points, frame) if outline.contains(cell.centroid)]
    return dict(enumerate(cells))


def _voronoi(points: Sequence[Point], frame: Polygon) -> list[Polygon]:
    diagram = shapely.voronoi_polygons(MultiPoint(points), extend_to=frame, ordered=True)
    return [cell for cell in diagram.geoms if isinstance(cell, Polygon)]


def _shared_edges(cells: Mapping[int, Polygon]) -> list[tuple[int, int]]:
    owners: dict[tuple[Point, Point], list[int]] = {}
    for index, cell in cells.items():
        ring = [(round(x, 3), round(y, 3)) for x, y in cell.exterior.coords]
        for start, end in pairwise(ring):
            owners.setdefault(min((start, end), (end, start)), []).append(index)
    return sorted({(min(pair), max(pair)) for pair in owners.values() if len(pair) == 2})


def _largest_component(cells: Mapping[int, Polygon], edges: Iterable[tuple[int, int]]) -> set[int]:
    neighbours: dict[int, list[int]] = {index: [] for index in cells}
    for one, other in edges:
        neighbours[one].append(other)
        neighbours[other].append(one)
    left, best = set(cells), set[int]()
    while left:
        found, open_ends = set[int](), [min(left)]
        while open_ends:
            index = open_ends.pop()
            if index not in found:
                found.add(index)
                open_ends.extend(neighbours[index])
        left -= found
        best = max(best, found, key=len)
    return best


def _scattered(mesh: Mesh, inside: Sequence[int], parts: int, random: Random) -> list[int]:
    """Seeds far from one another, counted in steps."""
    seeds = [random.choice(inside)]
    while len(seeds) < parts:
        reach = _reach(mesh, set(inside), dict.fromkeys(seeds, 0.0))
        seeds.append(max(inside, key=lambda index: (reach[index][0] * random.uniform(0.75, 1.0), index)))
    return seeds


def _grow(mesh: Mesh, inside: set[int], seeds: Sequence[int], head_starts: Sequence[float]) -> list[list[int]]:
    starts = {seed: -early for seed, early in zip(seeds, head_starts, strict=True)}
    reach = _reach(mesh, inside, starts)
    regions: dict[int, list[int]] = {seed: [] for seed in seeds}
    for index in sorted(reach):
        regions[reach[index][1]].append(index)
    return [regions[seed] for seed in seeds]


def _reach(mesh: Mesh, inside: set[int], starts: Mapping[int, float]) -> dict[int, tuple[float, int]]:
    """Every cell with its cost from, and the name of, the seed that reaches it first."""
    heads: list[tuple[float, int, int]] = [(cost, seed, seed) for seed, cost in starts.items()]
    heapq.heapify(heads)
    reached: dict[int, tuple[float, int]] = {}
    while heads:
        cost, index, seed = heapq.heappop(heads)
        if index in reached or (index in starts and index != seed):
            continue
        reached[index] = (cost, seed)
        for following, step in mesh.costs[index].items():
            if following in inside and following not in reached:
                heapq.heappush(heads, (cost + step, following, seed))
    return reached


def _middle(mesh: Mesh, region: Sequence[int]) -> int:
    x = sum(mesh.centres[index][0] for index in region) / len(region)
    y = sum(mesh.centres[index][1] for index in region) / len(region)
    return min(region, key=lambda index: (math.dist(mesh.centres[index], (x, y)), index))


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
