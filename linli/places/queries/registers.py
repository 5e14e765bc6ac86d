"""The register of areas: which rows there are, how a row is told as texts, and how texts make a row."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from linli.kernel.refusals import invalid
from linli.kernel.registers import Kept, Values
from linli.kernel.texts import one_of, text, told, whole, yes
from linli.places.geometry import polygon_of
from linli.places.models import Area, Building, Level
from linli.places.rules import segment

AREA_CODE = re.compile(r"[0-9]{2,20}")
LEVELS = tuple(level.value for level in Level)


def _rows() -> QuerySet[Area]:
    return Area.objects.select_related("parent").defer("boundary", "parent__boundary").order_by("path")


def _told(row: Area) -> dict[str, str]:
    return {
        "code": row.code,
        "name": row.name,
        "level": row.level,
        "parent": row.parent.code if row.parent else "",
        "kind": row.kind,
        "households": told(row.households),
        "retired": told(row.is_retired),
        "duty_name": row.duty_name,
        "duty_phone": row.duty_phone,
    }


def _reader() -> Callable[[Values], Area]:
    known = {area.code: area for area in _rows()}
    paths = {area.path: area.code for area in known.values()}

    def read(values: Values) -> Area:
        code = text(values, "code", 20)
        if not AREA_CODE.fullmatch(code):
            raise invalid("code", "bad_area_code")
        parent, level = _above(code, values, known), one_of(values, "level", LEVELS)
        if parent and LEVELS.index(level) <= LEVELS.index(parent.level):
            raise invalid("level", "level_not_below")
        path = (parent.path if parent else "/") + segment(code) + "/"
        if paths.setdefault(path, code) != code:
            raise invalid("code", "taken")
        name = text(values, "name", 80)
        row = Area(
            code=code,
            name=name,
            name_key=_sound(name)[:200],
            level=level,
            kind=text(values, "kind", 20, may_be_empty=True),
            parent=parent,
            path=path,
            households=_households(values),
            boundary=_boundary(values),
            is_retired=yes(values, "retired"),
            **_duty(values, known.get(code)),
        )
        # What comes later in the same file may lie below it.
        known.setdefault(code, row)
        return row

    return read


def _above(code: str, values: Values, known: Mapping[str, Area]) -> Area | None:
    """The area in which it lies. Raises Refusal `invalid`."""
    given = text(values, "parent", 20, may_be_empty=True)
    if given and given not in known:
        raise invalid("parent", "unknown_area")
    parent, standing = known.get(given), known.get(code)
    if standing is not None and standing.path != (parent.path if parent else "/") + segment(code) + "/":
        raise invalid("parent", "other_division")
    return parent


def _duty(values: Values, standing: Area | None) -> dict[str, str]:
    """Who is named to everybody; a file without these columns leaves them as they stand."""
    return {
        name: text(values, name, 40, may_be_empty=True) if name in values else getattr(standing, name, "")
        for name in ("duty_name", "duty_phone")
    }


def _households(values: Values) -> int:
    return 0 if text(values, "households", 20, may_be_empty=True) in ("", "0") else whole(values, "households")


def _boundary(values: Mapping[str, Any]) -> Any:
    """What a file of a city says of the boundary, if anything. Raises Refusal `invalid`."""
    given = values.get("boundary")
    if given:
        try:
            polygon_of(given)
        except ValueError as error:
            raise invalid("boundary", "bad_boundary") from error
    return given or None


AREAS: Kept[Any] = Kept(
    "areas",
    columns=("code", "name", "level", "parent", "kind", "households", "retired", "duty_name", "duty_phone"),
    personal=("duty_name", "duty_phone"),
    key=("code",),
    rows=_rows,
    told=_told,
    reader=_reader,
    found_by=("code", "name", "name_key", "kind"),
    is_tree=True,
)


@dataclass(frozen=True, slots=True)
class InArea:
    """What hangs on an area: the areas right below it, and the buildings in it."""

    below: int
    buildings: int


def in_area(code: str) -> InArea:
    """Counted, with two queries."""
    below = Area.objects.filter(parent__code=code, is_retired=False).count()
    return InArea(below, Building.objects.filter(area__code=code).count())


def outlines(below: str, levels: Collection[Level]) -> list[Area]:
    """The areas of today's division that lie there and have a boundary, with one query, in the order of the tree."""
    there = Area.objects.filter(path__gte=below, path__lt=below[:-1] + "0", is_retired=False, level__in=levels)
    return list(there.exclude(boundary=None).order_by("path"))


def features() -> list[dict[str, Any]]:
    """Every area of today's division that has a boundary, as features of GeoJSON, with one query."""
    rows = Area.objects.filter(is_retired=False, boundary__isnull=False).select_related("parent").order_by("path")
    columns = ("code", "name", "level", "parent", "kind", "households")
    return [
        {
            "type": "Feature",
            "properties": {column: value for column, value in _told(row).items() if column in columns},
            "geometry": row.boundary,
        }
        for row in rows
    ]


def _sound(name: str) -> str:
    """How a Chinese name is spoken, to sort by."""
    # Its dictionary would take a fifth of the start of every process, and few ever ask.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return " ".join(lazy_pinyin(name))
