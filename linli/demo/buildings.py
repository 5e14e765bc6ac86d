"""Two thousand invented buildings, in estates, hamlets and rows of shops, each inside one base grid."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

import shapely
from shapely import Polygon

from linli.demo.land import Area, Land, short_name, to_degrees, to_metres
from linli.demo.mesh import Point

BUILDINGS = 2_000
INSET_METRES = 12.0
ATTEMPTS = 60

# Two halves of a name that sounds like an estate or a hamlet; none was taken from a map.
ESTATE_STARTS = (
    "映荷", "栖云", "澜汀", "知禾", "听苇", "沐野", "枕溪", "叠翠", "望畴", "青陶", "云畔", "鹿鸣",
    "晴川", "半夏", "桐荫", "橙溪", "墨竹", "星屿", "清芷", "远山", "白露", "拾光", "蓝田", "杏坛",
)  # fmt: skip
ESTATE_ENDS = ("苑", "里", "府", "公寓", "花苑", "名邸", "雅居")
HAMLET_STARTS = (
    "杨树", "石马", "桑园", "竹篷", "蟹塘", "西浜", "高塍", "乌桕", "荷叶", "长渠", "板桥", "菱湖",
    "庙前", "油车", "牛轭", "柏树", "东埭", "草荡",
)  # fmt: skip
HAMLET_ENDS = ("浜", "坞", "埭", "圩", "桥头", "角")
PUBLIC_PLACES = (
    "卫生服务站",
    "幼儿园",
    "农贸市场",
    "小学",
    "老年食堂",
    "文化活动中心",
    "公交首末站",
    "社区公园管理房",
)


@dataclass(frozen=True)
class Building:
    """A building; `leaf` is its micro-grid, or its base grid where that is not divided."""

    code: str
    name: str
    address: str
    grid: str
    leaf: str
    lon: float
    lat: float
    kind: str
    households: int
    floors: int


@dataclass(frozen=True)
class _Cluster:
    """Buildings that share a name and a house number: an estate, a hamlet, a yard, one public house."""

    name: str
    kind: str
    count: int
    spacing: Point
    floors: tuple[int, ...]
    homes_each_floor: tuple[int, ...]


def raise_buildings(random: Random, land: Land) -> list[Building]:
    """All buildings, numbered within their community."""
    grids = land.of_level("grid")
    names = _Names(random)
    serials: Counter[str] = Counter()
    built: list[Building] = []
    for grid, count in zip(grids, _counts(random, land, grids), strict=True):
        leaves = land.leaves(grid)
        for index, leaf in enumerate(leaves):
            share = count // len(leaves) + (1 if index < count % len(leaves) else 0)
            for cluster, spots in _settled(random, names, land.areas[grid.parent or ""], leaf, share):
                road = land.streets.nearest(spots[0])
                number = names.house_number(road)
                for unit, spot in enumerate(spots, 1):
                    serials[grid.code[:12]] += 1
                    code = f"{grid.code[:12]}{serials[grid.code[:12]]:05}"
                    built.append(_building(random, cluster, code, f"{road}{number}号", unit, leaf, spot))
    return built


def homes_by_area(land: Land, buildings: Iterable[Building]) -> Counter[str]:
    """Households of every area, counted from the buildings that stand in it."""
    homes: Counter[str] = Counter()
    for building in buildings:
        code: str | None = building.leaf
        while code:
            homes[code] += building.households
            code = land.areas[code].parent
    return homes


class _Names:
    """Hands out names and house numbers, none twice."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._estates = self._shuffled(ESTATE_STARTS, ESTATE_ENDS)
        self._hamlets = self._shuffled(HAMLET_STARTS, HAMLET_ENDS)
        self._numbers: Counter[str] = Counter()
        self._public: dict[str, list[str]] = {}

    def _shuffled(self, starts: Sequence[str], ends: Sequence[str]) -> Iterator[str]:
        names = [start + end for start in starts for end in ends]
        self._random.shuffle(names)
        return iter([*names, *(f"{name}{part}区" for part in "东西南北" for name in names)])

    def estate(self) -> str:
        return next(self._estates)

    def hamlet(self) -> str:
        return next(self._hamlets)

    def public_place(self, community: str) -> list[str]:
        """One more public house of this community, or none when it has them all."""
        places = self._public.setdefault(community, self._random.sample(PUBLIC_PLACES, len(PUBLIC_PLACES)))
        return [places.pop()] if places else []

    def house_number(self, road: str) -> int:
        self._numbers[road] += self._random.randint(1, 7)
        return self._numbers[road]


def _counts(random: Random, land: Land, grids: Sequence[Area]) -> list[int]:
    """How many buildings each grid gets; the sum is exact."""
    divided = {area.parent for area in land.of_level("micro_grid")}
    weights = [random.uniform(0.75, 1.25) + (1.0 if grid.code in divided else 0.0) for grid in grids]
    shares = [weight * BUILDINGS / sum(weights) for weight in weights]
    counts = [math.floor(share) for share in shares]
    by_remainder = sorted(range(len(grids)), key=lambda index: (-(shares[index] % 1), index))
    for index in by_remainder[: BUILDINGS - sum(counts)]:
        counts[index] += 1
    return counts


def _settled(
    random: Random, names: _Names, community: Area, leaf: Area, count: int
) -> Iterator[tuple[_Cluster, list[Point]]]:
    yard = _yard(leaf)
    taken: list[Point] = []
    for cluster in _clusters(random, names, community, leaf, count):
        spots = _spots(random, yard, taken, cluster)
        taken.extend(spots)
        yield cluster, spots


def _clusters(random: Random, names: _Names, community: Area, leaf: Area, count: int) -> Iterator[_Cluster]:
    """What stands in one leaf: a public house in the first, shops, and homes or workshops for the rest."""
    people = short_name(community.name)
    public = _public_names(random, names, community, leaf)
    for place in public:
        yield _Cluster(f"{people}{place}", "public", 1, (60, 60), (1, 2, 3, 4), (0,))
    left = count - len(public)
    if "工业园" in community.name or (len(leaf.code) == 15 and random.random() < 0.05):
        yield _Cluster("厂房", "industrial", left, (92, 70), (1, 2, 3, 5), (0,))
        return
    shops = random.randint(1, max(1, left // 6))
    yield _Cluster("商铺", "commercial", shops, (34, 30), (1, 2, 2, 3, 5, 12), (0,))
    left -= shops
    village = community.name.endswith("村委会")
    estates = random.choice((2, 2, 3) if village else (1, 1, 2))
    for index in range(estates):
        share = left // estates + (1 if index < left % estates else 0)
        if village:
            yield _Cluster(names.hamlet(), "residential", share, (30, 26), (2, 3, 3, 4), (2, 3, 3, 4))
        else:
            heights = random.choice(((6, 6, 7), (6, 7, 11), (11, 11, 18), (16, 17, 18)))
            yield _Cluster(names.estate(), "residential", share, (62, 44), heights, (2, 4, 4))


def _public_names(random: Random, names: _Names, community: Area, leaf: Area) -> list[str]:
    found = []
    if leaf.code[12:] in ("001", "00101"):
        found.append("文化礼堂" if community.name.endswith("村委会") else "党群服务中心")
    if random.random() < 0.4:
        found.extend(names.public_place(community.code))
    return found


def _spots(random: Random, yard: Polygon, taken: Sequence[Point], cluster: _Cluster) -> list[Point]:
    """Rows round a random middle, turned a little, not on top of one another; closer where room is short."""
    turn = random.choice((0.0, 0.1, -0.15, 0.3, -0.4, 0.7))
    for attempt in range(ATTEMPTS):
        closeness = 1.0 - 0.7 * attempt / ATTEMPTS
        clear = min(cluster.spacing) * 0.8 * closeness
        found = [
            spot
            for spot in _lattice(random, _inside(random, yard), turn, closeness, cluster)
            if yard.contains(shapely.Point(spot)) and all(math.dist(spot, other) > clear for other in taken)
        ]
        if len(found) >= cluster.count:
            return found[: cluster.count]
    raise ValueError("A grid of the demo town is too small for its buildings.")


def _lattice(random: Random, middle: Point, turn: float, closeness: float, cluster: _Cluster) -> Iterator[Point]:
    """Places in rows, those nearest to the middle first."""
    wide, deep = cluster.spacing[0] * closeness, cluster.spacing[1] * closeness
    half = math.ceil(math.sqrt(cluster.count)) + 1
    steps = [(i, j) for i in range(-half, half + 1) for j in range(-half, half + 1)]
    for i, j in sorted(steps, key=lambda step: (math.hypot(step[0] * wide, step[1] * deep), step)):
        east = (i + random.uniform(-0.08, 0.08)) * wide
        north = (j + random.uniform(-0.08, 0.08)) * deep
        yield (
            middle[0] + east * math.cos(turn) - north * math.sin(turn),
            middle[1] + east * math.sin(turn) + north * math.cos(turn),
        )


def _inside(random: Random, yard: Polygon) -> Point:
    west, south, east, north = yard.bounds
    for _ in range(ATTEMPTS):
        spot = (random.uniform(west, east), random.uniform(south, north))
        if yard.contains(shapely.Point(spot)):
            return spot
    middle = yard.representative_point()
    return middle.x, middle.y


def _building(random: Random, cluster: _Cluster, code: str, door: str, unit: int, leaf: Area, spot: Point) -> Building:
    floors = random.choice(cluster.floors)
    homes = floors * random.choice(cluster.homes_each_floor)
    lon, lat = to_degrees(spot)
    named = {"public": cluster.name, "residential": f"{cluster.name}{unit}幢"}
    name = named.get(cluster.kind, f"{door}{cluster.name}{unit}幢")
    return Building(
        code,
        name,
        f"良渚街道{door}{unit}幢",
        leaf.code[:15],
        leaf.code,
        lon,
        lat,
        cluster.kind,
        homes,
        floors,
    )


def _yard(leaf: Area) -> Polygon:
    """Where a building may stand, in metres: clear of the border."""
    if leaf.boundary is None:
        raise ValueError(f"{leaf.code} has no border.")
    yard = Polygon([to_metres(lon, lat) for lon, lat in leaf.boundary.exterior.coords]).buffer(-INSET_METRES)
    parts = [part for part in shapely.get_parts(yard) if isinstance(part, Polygon)]
    largest = max(parts, key=lambda part: part.area)
    shapely.prepare(largest)
    return largest
