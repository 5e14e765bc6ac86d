"""Builds the demo town: a street modelled on Liangzhu, written as a city folder that `linli load` reads."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from shapely import Polygon

from linli.demo.buildings import Building, homes_by_area, raise_buildings
from linli.demo.classes import EventClass, event_classes, read_text
from linli.demo.history import Story, World, tell_history
from linli.demo.hours import published_calendar
from linli.demo.land import STREET, Land, shape_land
from linli.demo.people import OUTSIDE_UNITS, ROOT_UNIT, UNITS, Person, hire
from linli.demo.photographs import with_pictures
from linli.demo.pictures import draw_all
from linli.demo.roads import lay_roads
from linli.demo.tables import copy_words, write_classes
from linli.demo.year import DAYS

PHONES = (
    {"name": "火警", "name_en": "Fire", "number": "119"},
    {"name": "医疗急救", "name_en": "Ambulance", "number": "120"},
    {"name": "报警", "name_en": "Police", "number": "110"},
    {"name": "交通事故", "name_en": "Traffic accidents", "number": "122"},
    {"name": "政务服务便民热线", "name_en": "City hotline", "number": "12345"},
)


@dataclass(frozen=True)
class Summary:
    """What was built; `states` counts the cases where their stories end."""

    areas: Mapping[str, int]
    units: int
    people: Mapping[str, int]
    buildings: int
    event_classes: int
    cases: int
    states: Mapping[str, int]


def build(folder: Path, now: datetime | None = None, seed: int = 330110) -> Summary:
    """Writes the whole city folder; the history ends at `now`, else at present. Same arguments, same bytes."""
    now = now or datetime.now(UTC)
    if now.tzinfo is None:
        raise ValueError("The time needs its zone.")
    streets = lay_roads(Random(f"{seed}:roads"))
    land = shape_land(Random(f"{seed}:land"), streets)
    buildings = raise_buildings(Random(f"{seed}:buildings"), land)
    people = hire(Random(f"{seed}:people"), land)
    classes = event_classes()
    communities = {area.code: area.name for area in land.of_level("community")}
    world = World(published_calendar(), classes, buildings, communities, people)
    stories = tell_history(Random(f"{seed}:history"), world, now)
    stories = with_pictures(Random(f"{seed}:pictures"), stories)
    folder.mkdir(parents=True, exist_ok=True)
    _write_lines(folder / "areas.jsonl", _area_rows(land, buildings, people))
    _write_lines(folder / "units.jsonl", _unit_rows())
    _write(folder / "roles.json", read_text("roles.json"))
    _write_lines(folder / "staff.jsonl", map(_staff_row, people))
    _write_lines(folder / "buildings.jsonl", map(_building_row, buildings))
    write_classes(folder, classes.values(), since=(now - timedelta(days=DAYS + 10)).date())
    copy_words(folder)
    _write(folder / "calendar.json", read_text("workcal_2025_2026.json"))
    _write_lines(folder / "history.jsonl", (story.row for story in stories))
    (folder / "pictures").mkdir(exist_ok=True)
    for name, data in draw_all():
        (folder / "pictures" / name).write_bytes(data)
    # Last: a folder with this file is whole.
    _write(folder / "settings.json", json.dumps(_settings(), ensure_ascii=False, indent=2) + "\n")
    return _summary(land, buildings, people, classes, stories)


def _area_rows(land: Land, buildings: Sequence[Building], people: Sequence[Person]) -> Iterable[Mapping[str, Any]]:
    """Names and telephones are invented: no exchange of this city begins with 0000."""
    homes = homes_by_area(land, buildings)
    workers = {person.areas[0]: person.name for person in people if person.role == "grid_worker"}
    phones = {code: f"0571-0000{number:04}" for number, code in enumerate(sorted(workers), 1000)}
    for area in land.areas.values():
        yield {
            "code": area.code,
            "name": area.name,
            "level": area.level,
            "parent": area.parent,
            "kind": area.kind,
            "households": homes[area.code],
            "boundary": _geojson(area.boundary),
            "duty_name": workers.get(area.code, ""),
            "duty_phone": phones.get(area.code, ""),
        }


def _geojson(boundary: Polygon | None) -> Mapping[str, Any] | None:
    if boundary is None:
        return None
    return {"type": "Polygon", "coordinates": [[list(point) for point in boundary.exterior.coords]]}


def _unit_rows() -> Iterable[Mapping[str, Any]]:
    """Telephones are invented: no exchange of this city begins with 0000."""
    units = [(ROOT_UNIT, "良渚街道", None), *((code, name, ROOT_UNIT) for code, name in UNITS)]
    for number, (code, name, parent) in enumerate(units):
        phone = f"0571-0000{number:04}"
        yield {"code": code, "name": name, "parent": parent, "area": STREET, "phone": phone}
    for code, name, minutes, _ in OUTSIDE_UNITS:
        limit = {"outside": True, "accept_amount": minutes, "accept_unit": "minute"}
        yield {"code": code, "name": name, "parent": None, "area": None, "phone": "", **limit}


def _staff_row(person: Person) -> Mapping[str, Any]:
    grant = {"role": person.role, "areas": list(person.areas), "units": list(person.units)}
    return {
        "username": person.username,
        "name": person.name,
        "unit": person.unit,
        "title": person.title,
        "grants": [grant],
    }


def _building_row(building: Building) -> Mapping[str, Any]:
    row = asdict(building)
    del row["leaf"]
    return row


def _settings() -> Mapping[str, Any]:
    return {"name": "良渚街道", "root": STREET, "division_version": "demo-2026", "phones": PHONES}


def _write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    _write(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _summary(
    land: Land,
    buildings: Sequence[Building],
    people: Sequence[Person],
    classes: Mapping[str, EventClass],
    stories: Sequence[Story],
) -> Summary:
    merged = sum(len(story.row.get("merged", ())) for story in stories)
    return Summary(
        areas=Counter(area.level for area in land.areas.values()),
        units=len(UNITS),
        people=Counter(person.role for person in people),
        buildings=len(buildings),
        event_classes=len(classes),
        cases=len(stories) + merged,
        states=Counter(story.state for story in stories) + Counter(merged=merged),
    )
