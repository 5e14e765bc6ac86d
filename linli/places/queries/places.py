"""The town as a tree of areas, and where something is."""

import math
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db.models import Count, Max, Min, Window

from linli.kernel.actor import nodes_above
from linli.kernel.refusals import invalid
from linli.places.coordinates import Datum, to_cgcs2000
from linli.places.geometry import Locator
from linli.places.models import Area, Building, Level, Town

SECONDS_REMEMBERED = 30.0
MOST_SUGGESTIONS = 20
# How far around a point buildings are looked for, in degrees of latitude; and how many are looked at and told.
AROUND, MOST_LOOKED_AT, MOST_AROUND = 0.002, 500, 5
_remembered: dict[str, tuple[float, tuple[str, int], "Locator[str]"]] = {}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is: a point in CGCS2000, the smallest area that holds it, and the building if one was named.

    `is_outside` marks a point beyond the territory, or no place at all: it lies in the root area for the desk to sort.
    """

    area_path: str
    lon: float | None = None
    lat: float | None = None
    building_id: int | None = None
    address: str = ""
    is_outside: bool = False


def town() -> Town | None:
    """The town, or None before one is loaded; nearly every page asks, so the outline of its area is left out."""
    return Town.objects.select_related("root").defer("root__boundary").order_by("id").first()


def root_path() -> str:
    """The path of the town's root area. Raises Town.DoesNotExist before a town is loaded."""
    return Town.objects.values_list("root__path", flat=True).earliest("id")


def spot_of_point(lon: float, lat: float, datum: str = "cgcs2000") -> Spot:
    """Where a point lies. Raises Refusal `invalid` when it is no point or the datum is unknown."""
    try:
        lon, lat = to_cgcs2000(lon, lat, Datum(datum))
    except ValueError as error:
        raise invalid("place", "bad_point") from error
    path = _locator().locate(lon, lat)
    if path is None:
        return Spot(root_path(), lon, lat, is_outside=True)
    return Spot(path, lon, lat)


def spot_of_code(code: str) -> Spot:
    """The building with this code on its door, or with this building code. Raises Refusal `invalid` for none."""
    found = building(code)
    if found is None:
        raise invalid("place", "unknown_place_code")
    return _spot_of(found)


def spots_of_codes(codes: Collection[str]) -> dict[str, Spot]:
    """Many buildings by their codes, with one query; unknown codes are left out."""
    return {building.code: _spot_of(building) for building in Building.objects.filter(code__in=codes)}


def spots_of_doors(codes: Collection[str]) -> dict[str, Spot]:
    """Many buildings by the codes on their doors, with one query; unknown codes are left out."""
    return {building.place_code: _spot_of(building) for building in Building.objects.filter(place_code__in=codes)}


def spots_of_addresses(addresses: Collection[str]) -> dict[str, Spot]:
    """For each address the building that it begins with, with one query; addresses without one are left out."""
    beginnings = {beginning for address in addresses for beginning in _beginnings(address.strip())}
    there = {building.address: building for building in Building.objects.filter(address__in=beginnings)}
    found = {}
    for address in addresses:
        longest = next((there[each] for each in reversed(_beginnings(address.strip())) if each in there), None)
        if longest:
            found[address] = replace(_spot_of(longest), address=address.strip())
    return found


def spot_of_address(address: str) -> Spot:
    """The building that the address begins with, else the text as it is, in the root area for the desk to sort."""
    address = address.strip()
    found = Building.objects.filter(address__in=_beginnings(address)).order_by("-address").first()
    if found is None:
        return Spot(root_path(), address=address, is_outside=True)
    return Spot(found.area_path, found.lon, found.lat, found.pk, address)


def spot_in_area(code: str, address: str) -> Spot:
    """An address that no building has, within an area that somebody named. Raises Refusal `invalid`."""
    path = Area.objects.filter(code=code, is_retired=False).values_list("path", flat=True).first()
    if path is None:
        raise invalid("place", "unknown_area")
    return Spot(path, address=address.strip())


def place_today(path: str, lon: float | None, lat: float | None) -> str:
    """Where something lies in today's division: the path itself while its area stands, else the area around the point,
    else the nearest one above."""
    above = nodes_above(path)
    standing = set(Area.objects.filter(path__in=above, is_retired=False).values_list("path", flat=True))
    if path in standing:
        return path
    nearest = max(standing, key=len, default=root_path())
    found = _locator().locate(lon, lat) if lon is not None and lat is not None else None
    return found if found and found.startswith(nearest) else nearest


def retired_below(path: str) -> list[str]:
    """The paths of the areas below that are of an earlier division."""
    rows = Area.objects.filter(path__gte=path, path__lt=path[:-1] + "0", is_retired=True)
    return list(rows.values_list("path", flat=True))


def grids() -> list[tuple[str, str]]:
    """Code and full name ("社区 · 网格") of every grid, and of every micro-grid of those that are divided further."""
    standing = Area.objects.filter(is_retired=False, level__in=(Level.COMMUNITY, Level.GRID, Level.MICRO_GRID))
    rows = list(standing.defer("boundary"))
    names = {area.pk: area.name for area in rows}
    divided = {area.parent_id for area in rows}
    smallest = [area for area in rows if area.level != Level.COMMUNITY and area.pk not in divided]
    return [(area.code, f"{names.get(area.parent_id or 0, '')} · {area.name}".strip(" ·")) for area in smallest]


@dataclass(frozen=True, slots=True)
class Lot:
    """A grid as everybody may know it: where it lies, and the buildings in it from the first address to the last."""

    area: Area
    community: str
    buildings: int
    first: str
    last: str


def lots(below: str, paths: Collection[str] | None = None) -> list[Lot]:
    """The grids of today's division below an area, or only those in which one of the paths lies; three queries."""
    found = areas_below(below, Level.GRID)
    if paths is not None:
        wanted = {node for path in paths for node in nodes_above(path)}
        found = [area for area in found if area.path in wanted]
    names, known = full_names(), {area.path: Lot(area, "", 0, "", "") for area in found}
    rows = Building.objects.filter(area_path__gte=below, area_path__lt=below[:-1] + "0").values_list("area_path")
    for path, n, first, last in rows.annotate(Count("pk"), Min("address"), Max("address")):
        grid = next((node for node in nodes_above(path) if node in known), "")
        if grid:
            lot = known[grid]
            known[grid] = Lot(lot.area, "", lot.buildings + n, min(lot.first or first, first), max(lot.last, last))
    return [replace(lot, community=names.get(path, "").rpartition(" · ")[0]) for path, lot in known.items()]


def building(code: str) -> Building | None:
    """The building with this code on its door, or with this building code."""
    rows = Building.objects.select_related("area")
    return rows.filter(place_code=code).first() or rows.filter(code=code).first()


def doors(below: str, first: int, most: int) -> tuple[list[Building], int]:
    """The buildings of an area with the codes at their doors, from the one of that place in the order of addresses on,
    and how many there are in all: one query."""
    there = Building.objects.filter(area_path__gte=below, area_path__lt=below[:-1] + "0")
    rows = there.annotate(total=Window(Count("pk"))).order_by("address", "code")
    found: list[Any] = list(rows[first : first + most])
    return found, found[0].total if found else 0


def search_buildings(text: str, below: str = "") -> Sequence[Building]:
    """Buildings whose address or name holds the text, at most twenty; only below an area's path when one is given."""
    text = text.strip()
    if not text:
        return []
    found = Building.objects.filter(address__contains=text) | Building.objects.filter(name__contains=text)
    if below:
        found = found.filter(area_path__gte=below, area_path__lt=below[:-1] + "0")
    return list(found.select_related("area").order_by("address")[:MOST_SUGGESTIONS])


def buildings_around(spot: Spot) -> Sequence[Building]:
    """The buildings nearest to a point, at most five, within two hundred metres or so."""
    if spot.lon is None or spot.lat is None:
        return []
    lon, lat, wide = spot.lon, spot.lat, AROUND / math.cos(math.radians(min(abs(spot.lat), 80.0)))
    near = Building.objects.filter(lon__range=(lon - wide, lon + wide), lat__range=(lat - AROUND, lat + AROUND))
    rows = near.select_related("area")[:MOST_LOOKED_AT]
    return sorted(rows, key=lambda each: math.hypot((each.lon - lon) * AROUND / wide, each.lat - lat))[:MOST_AROUND]


def building_of(spot: Spot) -> Building | None:
    """The building that a spot names."""
    return Building.objects.filter(pk=spot.building_id).first() if spot.building_id else None


def areas_below(path: str, level: Level | None = None) -> Sequence[Area]:
    """The area and all of today's division below it, in the order of their paths; boundaries are left out."""
    found = Area.objects.filter(path__gte=path, path__lt=path[:-1] + "0", is_retired=False).defer("boundary")
    return list(found.filter(level=level) if level else found)


class NamedArea(NamedTuple):
    """An area as a list to choose from has it."""

    path: str
    code: str
    name: str

    @property
    def above(self) -> str:
        """The path of the area in which it lies."""
        return self.path.rsplit("/", 2)[0] + "/"


def named_below(path: str, levels: Collection[Level]) -> list[NamedArea]:
    """Of today's division below the area what is of these levels, in the order of their paths; light, for a list to
    choose from."""
    found = Area.objects.filter(path__gte=path, path__lt=path[:-1] + "0", is_retired=False, level__in=levels)
    return [NamedArea(*row) for row in found.values_list("path", "code", "name")]


def path_of(node: str) -> str:
    """The path of the area with this code; a path stays as it is. Raises Refusal `invalid`."""
    if node.startswith("/"):
        return node
    found = Area.objects.filter(code=node).values_list("path", flat=True).first()
    if found is None:
        raise invalid("area", "unknown_area")
    return found


def names_by_code() -> dict[str, str]:
    """The name of every area by its code, in the order of the tree."""
    return dict(Area.objects.order_by("path").values_list("code", "name"))


def names_of(paths: Sequence[str]) -> dict[str, str]:
    """Names of areas by path, with one query however many there are."""
    return dict(Area.objects.filter(path__in=set(paths)).values_list("path", "name"))


def full_names() -> dict[str, str]:
    """The name of every area by its path, with that of the area above where it is smaller than a community."""
    rows = list(Area.objects.values_list("path", "name", "level"))
    names = {path: name for path, name, _ in rows}
    small = (Level.GRID, Level.MICRO_GRID)
    above = {path: names.get(path.rsplit("/", 2)[0] + "/", "") if level in small else "" for path, _, level in rows}
    return {path: f"{above[path]} · {name}".strip(" ·") for path, name in names.items()}


def tree() -> dict[str, tuple[str, str]]:
    """Code and name of every area by its path, in the order of the tree, also of an earlier division."""
    return {
        path: (code, name) for path, code, name in Area.objects.order_by("path").values_list("path", "code", "name")
    }


def _spot_of(building: Building) -> Spot:
    return Spot(building.area_path, building.lon, building.lat, building.pk, building.address)


def _beginnings(address: str) -> list[str]:
    return [address[:length] for length in range(4, min(len(address), 200) + 1)]


def _locator() -> Locator[str]:
    """Grids and micro-grids in memory; looked after every half minute, so that a new division is noticed."""
    known = _remembered.get("grids")
    if known and time.monotonic() - known[0] < SECONDS_REMEMBERED:
        return known[2]
    version = Town.objects.values_list("division_version", "areas_version").earliest("id")
    locator = known[2] if known and known[1] == version else Locator(_smallest_areas())
    _remembered["grids"] = (time.monotonic(), version, locator)
    return locator


def _smallest_areas() -> list[tuple[str, dict[str, object]]]:
    """Path and boundary of every grid that is not divided further, and of every micro-grid."""
    standing = Area.objects.filter(is_retired=False, level__in=[Level.GRID, Level.MICRO_GRID])
    rows = list(standing.values_list("path", "boundary", "level"))
    divided = {path.rsplit("/", 2)[0] + "/" for path, _, level in rows if level == Level.MICRO_GRID}
    return [(path, boundary) for path, boundary, _ in rows if path not in divided and boundary]


def forget_areas() -> None:
    """Lets this process look at the areas anew."""
    _remembered.clear()


def names_of_codes(codes: Collection[str]) -> dict[str, str]:
    """Names of areas by their codes."""
    return dict(Area.objects.filter(code__in=codes).values_list("code", "name"))


def paths_of_codes(codes: Collection[str]) -> list[str]:
    """Paths of areas by their codes."""
    return list(Area.objects.filter(code__in=codes).values_list("path", flat=True))
