"""Files to begin with: made for the town that stands, so that each can be taken as it is and then be changed."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext

from linli.accounts import queries
from linli.accounts.actions import STAFF_COLUMNS
from linli.kernel.texts import BETWEEN
from linli.places.models import Town
from linli.web.manage import files
from linli.web.manage.areas import AREAS
from linli.web.manage.units import UNITS

TABLE, MAP = "text/csv; charset=utf-8", "application/geo+json"
# Where the made-up squares of the example lie, and how long their sides are, in degrees.
WEST, SOUTH, SIDE = 120.0, 30.0, 0.005


@dataclass(frozen=True, slots=True)
class Example:
    """A file to download, for the town as it stands."""

    step: str
    kind: str
    made: Callable[[Town], str]


def _community(town: Town) -> str:
    return town.root.code[:9] + "001"


def _areas(town: Town) -> list[dict[str, Any]]:
    """One community with two grids."""
    community = _community(town)
    numbered = [(f"{community}{number:03d}", str(number)) for number in (1, 2)]
    return [
        {
            "code": community,
            "name": pgettext("example", "Lakeside Community"),
            "level": "community",
            "parent": town.root.code,
            "kind": "",
            "households": "1200",
            "retired": "",
        },
        *(
            {
                "code": code,
                "name": pgettext("example", "Grid %(number)s") % {"number": number},
                "level": "grid",
                "parent": community,
                "kind": "",
                "households": "600",
                "retired": "",
            }
            for code, number in numbered
        ),
    ]


def _square(west: float, wide: float) -> dict[str, Any]:
    east, north = round(west + wide, 6), SOUTH + SIDE
    corners = [[west, SOUTH], [east, SOUTH], [east, north], [west, north], [west, SOUTH]]
    return {"type": "Polygon", "coordinates": [corners]}


def _map(town: Town) -> str:
    community, *grids = _areas(town)
    drawn = [(community, _square(WEST, SIDE * 2))]
    drawn += [(grid, _square(WEST + SIDE * at, SIDE)) for at, grid in enumerate(grids)]
    features = [
        {"type": "Feature", "properties": {k: v for k, v in row.items() if k != "retired"}, "geometry": geometry}
        for row, geometry in drawn
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1)


def _units(town: Town) -> list[dict[str, str]]:
    named = (
        ("street", pgettext("example", "Street office"), ""),
        ("street/centre", pgettext("example", "Command centre"), ""),
        ("street/city", pgettext("example", "City management squad"), ""),
        ("street/lakeside", pgettext("example", "Lakeside community office"), _community(town)),
    )
    return [
        {"code": code, "name": name, "parent": code.rpartition("/")[0], "area": area or town.root.code, "phone": ""}
        for code, name, area in named
    ]


def _staff(town: Town) -> list[dict[str, str]]:
    """One person for each place in the loop."""
    area, grid, squad = f"area:{town.root.code}", f"area:{_community(town)}001", "unit:street/city"
    office, centre = "street/lakeside", "street/centre"
    rows = (
        ("zhang.min", pgettext("example", "Zhang Min"), gettext("Intake"), centre, (f"registrar@{area}",)),
        ("chen.lei", pgettext("example", "Chen Lei"), gettext("Dispatch"), centre, (f"dispatcher@{area}",)),
        ("wang.fang", pgettext("example", "Wang Fang"), gettext("Grid worker"), office, (f"grid_worker@{grid}",)),
        ("zhao.qiang", pgettext("example", "Zhao Qiang"), gettext("Handler"), "street/city", (f"handler@{squad}",)),
    )
    known = {role.key for role in queries.roles()}
    return [
        {
            "username": username,
            "name": name,
            "title": title,
            "unit": unit,
            "active": "true",
            "grants": BETWEEN.join(each for each in grants if each.partition("@")[0] in known),
        }
        for username, name, title, unit, grants in rows
    ]


def _table(columns: Sequence[str], rows: Callable[[Town], Sequence[Mapping[str, Any]]]) -> Callable[[Town], str]:
    return lambda town: files.written(columns, rows(town))


EXAMPLES: Mapping[str, Example] = {
    "grids.geojson": Example("grids", MAP, _map),
    "grids.csv": Example("grids", TABLE, _table(AREAS.kept.columns, _areas)),
    "units.csv": Example("units", TABLE, _table(UNITS.kept.columns, _units)),
    "staff.csv": Example("staff", TABLE, _table(STAFF_COLUMNS, _staff)),
}
