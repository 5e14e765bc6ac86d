"""Places from files, and areas by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from linli.kernel import actions, calendars, registers
from linli.kernel.actions import Step
from linli.kernel.actor import EVERYWHERE
from linli.kernel.batches import open_batch
from linli.kernel.models import Batch, Register
from linli.kernel.refusals import invalid
from linli.kernel.registers import REGISTER, Values
from linli.places import queries
from linli.places.actions.registers import AREA_HAND, areas_changed
from linli.places.models import Area, Building, Town

Row = Mapping[str, Any]
AT_ONCE = 1000


@actions.create("area.load", of=Batch, fact="area.loaded")
def load_areas(step: Step[Batch], *, rows: Sequence[Row], area_path: str = EVERYWHERE) -> None:
    """Adds or changes areas, parents before children; the columns are those of `queries.AREAS`, and a row may carry a
    `boundary`. Raises Refusal `wrong_rows`."""
    open_batch(step, "area", len(rows), area_path)
    known = set(Area.objects.values_list("code", flat=True))
    registers.load(step, queries.AREAS, rows, AREA_HAND)
    for row in rows:
        if row.get("boundary") and row["code"] in known:
            Area.objects.filter(code=row["code"]).update(boundary=row["boundary"])
    areas_changed()


@actions.move("area.change", of=Register, table=REGISTER, fact="area.changed")
def change_area(step: Step[Register], *, row: str, values: Values | None, seen: str = "") -> None:
    """Adds, renames, retires or takes out an area; see `kernel.registers.change`. Where it lies in the tree is changed
    by a new division only."""
    registers.change(step, queries.AREAS, row, values, seen, AREA_HAND)
    areas_changed()


@actions.create("building.load", of=Batch, fact="building.loaded")
def load_buildings(step: Step[Batch], *, rows: Sequence[Row]) -> None:
    """Adds buildings; known codes are left alone. A row has code, name, address, grid (code), lon, lat, kind,
    households, floors. Raises Refusal `invalid` for an unknown grid."""
    open_batch(step, "building", len(rows))
    areas = dict(Area.objects.values_list("code", "pk")), dict(Area.objects.values_list("code", "path"))
    if any(row["grid"] not in areas[0] for row in rows):
        raise invalid("buildings", "unknown_area")
    Building.objects.bulk_create(
        (
            Building(
                code=row["code"],
                name=row["name"],
                address=row["address"],
                area_id=areas[0][row["grid"]],
                area_path=areas[1][row["grid"]],
                lon=row["lon"],
                lat=row["lat"],
                kind=row["kind"],
                households=row.get("households") or 0,
                floors=row.get("floors") or 1,
            )
            for row in rows
        ),
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )


@actions.create("town.load", of=Batch, fact="town.loaded")
def load_town(
    step: Step[Batch],
    *,
    name: str,
    root: str,
    division_version: str,
    phones: list[Row],
    calendar: dict[str, Any],
) -> None:
    """Names the town, its root area (code) and phones, and sets its working calendar. Raises Refusal `invalid`."""
    open_batch(step, "town", 1)
    area = Area.objects.filter(code=root).first()
    if area is None:
        raise invalid("root", "unknown_area")
    calendars.load(calendar)
    Town.objects.update_or_create(
        pk=1,
        defaults={
            "name": name,
            "root": area,
            "division_version": division_version,
            "phones": phones,
            "loaded_at": timezone.now(),
        },
    )
    areas_changed()
