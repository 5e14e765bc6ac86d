"""Everything that is written about places."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from pypinyin import lazy_pinyin

from linli.kernel import actions, calendars
from linli.kernel.actions import Step
from linli.kernel.batches import open_batch
from linli.kernel.models import Batch
from linli.kernel.refusals import invalid
from linli.places import queries
from linli.places.models import Area, Building, Town

Row = Mapping[str, Any]
AT_ONCE = 1000


@actions.create("area.load", of=Batch, fact="area.loaded")
def load_areas(step: Step[Batch], *, rows: Sequence[Row]) -> None:
    """Adds or changes areas, parents before children. A row has code, name, level, parent (code), kind, households,
    boundary. Raises Refusal `invalid` for an unknown parent."""
    open_batch(step, "area", len(rows))
    known = {area.code: area for area in Area.objects.defer("boundary")}
    for row in rows:
        parent = known.get(row["parent"]) if row.get("parent") else None
        if row.get("parent") and parent is None:
            raise invalid("areas", "unknown_area")
        values = {
            "name": row["name"],
            "name_key": " ".join(lazy_pinyin(row["name"]))[:200],
            "level": row["level"],
            "kind": row.get("kind") or "",
            "parent": parent,
            "path": (parent.path if parent else "/") + segment(row["code"]) + "/",
            "households": row.get("households") or 0,
            "boundary": row.get("boundary"),
        }
        known[row["code"]] = Area.objects.update_or_create(code=row["code"], defaults=values)[0]
    queries.forget()


def segment(code: str) -> str:
    """An area's part of a path: its code without the zeros that fill it up to 12 digits."""
    if len(code) != 12:
        return code
    for length in (4, 6, 9):
        if not code[length:].strip("0"):
            return code[:length]
    return code


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
    queries.forget()
