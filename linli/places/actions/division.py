"""Dividing a part of the town anew: another set of grids from today on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from linli.kernel import actions, registers
from linli.kernel.actions import Step
from linli.kernel.actor import EVERYWHERE
from linli.kernel.batches import FIRST_LINE, open_batch
from linli.kernel.models import Batch
from linli.kernel.refusals import Refusal, invalid
from linli.places import queries
from linli.places.actions.registers import AREA_HAND, areas_changed
from linli.places.geometry import Locator, Seam, seams, union_of
from linli.places.labels import SEAMS
from linli.places.models import Area, Building, Town

Row = Mapping[str, Any]
MOST_TOLD = 10
LONGEST_NAME = 40


@actions.create("area.redivide", of=Batch, fact="area.redivided")
def redivide(step: Step[Batch], *, rows: Sequence[Row], name: str, area_path: str = EVERYWHERE) -> None:
    """Divides areas anew (重新划分) from today on: what lay below the parents that the rows name and is not among the
    rows is retired, buildings move into the new parts, and open cases follow. Parts must fit together without gap and
    overlap. Raises Refusal `wrong_rows`, `invalid`."""
    open_batch(step, "division", len(rows), area_path)
    codes = {str(row.get("code") or "") for row in rows}
    divided, before = _divided(rows)
    registers.load(step, queries.AREAS, [{**row, "retired": ""} for row in rows], AREA_HAND)
    for row in rows:
        Area.objects.filter(code=row["code"]).update(boundary=row["boundary"])
    _refuse_seams(rows, divided, before)
    retired = _retire(before.values(), codes)
    moved = sum(map(_move_buildings, divided.values()))
    Town.objects.update(division_version=" ".join(name.split())[:LONGEST_NAME])
    areas_changed()
    parents = sorted(divided)
    step.record(divided=parents, retired=retired, buildings=moved)
    step.tell(areas=parents)


def refuse_unfit(rows: Sequence[Row]) -> list[str]:
    """The codes of what the rows would divide today. Raises Refusal `wrong_rows`, `invalid`."""
    divided, before = _divided(rows)
    _refuse_seams(rows, divided, before)
    return sorted(divided)


def _divided(rows: Sequence[Row]) -> tuple[dict[str, Area], dict[str, list[Area]]]:
    """The areas that the rows name as parents and do not hold themselves, and what lies below each of them today."""
    codes = {str(row.get("code") or "") for row in rows}
    parents = {str(row.get("parent") or "") for row in rows} - codes
    divided = {area.code: area for area in Area.objects.filter(code__in=parents, is_retired=False)}
    _refuse_others(rows, divided)
    return divided, {code: _standing(area) for code, area in divided.items()}


def _refuse_others(rows: Sequence[Row], divided: Mapping[str, Area]) -> None:
    """Every part has a boundary and lies below an area that stands, or below another part."""
    if not rows:
        raise invalid("file", "no_parts")
    faults = []
    codes = {row.get("code") for row in rows}
    for line, row in enumerate(rows, FIRST_LINE):
        if not row.get("boundary"):
            faults.append((line, invalid("boundary", "bad_boundary")))
        if row.get("parent") not in codes and row.get("parent") not in divided:
            faults.append((line, invalid("parent", "unknown_area")))
    if faults:
        raise Refusal("wrong_rows", rows=faults)


def _standing(area: Area) -> list[Area]:
    """What lies below the area today."""
    below = Area.objects.filter(path__gt=area.path, path__lt=area.path[:-1] + "0", is_retired=False)
    return list(below.order_by("-path"))


def _refuse_seams(rows: Sequence[Row], divided: Mapping[str, Area], before: Mapping[str, Sequence[Area]]) -> None:
    """The parts of each area must be that area again, as its boundary is, or as its parts of before were together."""
    parts: dict[str, list[tuple[object, Any]]] = defaultdict(list)
    for row in rows:
        parts[row["parent"]].append((row["code"], row["boundary"]))
    found: list[Seam] = []
    for parent, inside in parts.items():
        whole = {row["code"]: row["boundary"] for row in rows}.get(parent)
        if whole is None:
            area = divided[parent]
            direct = [child.boundary for child in before[parent] if child.parent_id == area.pk and child.boundary]
            whole = area.boundary or (union_of(direct) if direct else None)
        found += seams(whole, inside)
    if found:
        told = "；".join(str(SEAMS[seam.kind]) % seam.words() for seam in found[:MOST_TOLD])
        raise invalid("file", "parts_do_not_fit", count=len(found), seams=told)


def _retire(below: Any, codes: set[str]) -> list[str]:
    """What is not among the new parts ends today. Returns the codes."""
    gone = [area.code for areas in below for area in areas if area.code not in codes]
    Area.objects.filter(code__in=gone).update(is_retired=True)
    return sorted(gone)


def _move_buildings(area: Area) -> int:
    """Each building below the area comes to lie in the smallest part that holds it, else in the area itself."""
    parts = {part.path: part for part in _standing(area)}
    divided = {part.parent_id for part in parts.values()}
    locator = Locator([(p.path, p.boundary) for p in parts.values() if p.boundary and p.pk not in divided])
    moved = []
    for building in Building.objects.filter(area_path__gte=area.path, area_path__lt=area.path[:-1] + "0"):
        place = parts.get(locator.locate(building.lon, building.lat) or "", area)
        if building.area_path != place.path:
            building.area_path, building.area = place.path, place
            moved.append(building)
    Building.objects.bulk_update(moved, ["area", "area_path"], batch_size=1000)
    return len(moved)
