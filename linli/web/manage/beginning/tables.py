"""What the steps take by file: read, tried with what is wrong left out, and taken by the registers' own actions."""

import hashlib
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.accounts import actions as accounts
from linli.accounts.queries import staff
from linli.kernel.actions import Receipt, trial
from linli.kernel.actor import Actor
from linli.kernel.batches import FIRST_LINE
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.registers import differences
from linli.kernel.territory import territory
from linli.places import actions as places
from linli.places.geojson import parts_of
from linli.places.geometry import polygon_of, seams
from linli.places.labels import SEAMS
from linli.places.queries import root_path
from linli.web.entry import this_town
from linli.web.manage import files
from linli.web.manage.areas import AREAS
from linli.web.manage.beginning.steps import GRIDS, SMALLEST, STAFF_STEP, UNITS_STEP
from linli.web.manage.units import UNITS

Row = Mapping[str, Any]
Faults = dict[int, Refusal]
# Beginnings of files that are neither text nor a map.
PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")
PICTURES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
# What is left out may leave others without what they lie below; trees are not deeper than this.
MOST_ROUNDS = 8
MOST_SEAMS = 10
# Each is several actions of an account, tried and taken while somebody waits, and no proxy waits for more than half a
# minute.
MOST_STAFF = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """One row that is left out: its line in the file, what it is called, and why."""

    line: int
    name: str
    column: Any
    sentence: str


@dataclass(frozen=True)
class Tried:
    """What taking the file would do: the `right` rows, those left out, and what to think about. What the right rows
    change is only told where it `is_counted`."""

    right: Sequence[Row]
    faults: Sequence[Fault]
    added: int
    changes: Mapping[str, Any]
    doubts: Sequence[str] = ()
    is_counted: bool = True

    @property
    def same(self) -> int:
        return max(0, len(self.right) - self.added - len(self.changes))


def _nothing(rows: Sequence[Row]) -> Faults:
    return {}


def _no_doubt(rows: Sequence[Row]) -> list[str]:
    return []


@dataclass(frozen=True)
class Table:
    """The file of one step. `check` finds what the register lets pass and a new street does not want; `doubted` says
    what to think about. Rows that hang on no others, and cost much, are not tried twice: `known` names those that
    stand."""

    columns: Sequence[str]
    key: str
    labels: Mapping[str, Any]
    load: Callable[[Actor, str, Sequence[Row]], Receipt]
    takes_maps: bool = False
    most: int = files.MOST_ROWS
    known: Callable[[Actor], Collection[str]] | None = None
    check: Callable[[Sequence[Row]], Faults] = field(default=_nothing)
    doubted: Callable[[Sequence[Row]], list[str]] = field(default=_no_doubt)


def text_of(data: bytes) -> str:
    """The file's text. Raises Refusal `invalid` for what is no text at all."""
    if data.startswith(PACKED):
        raise invalid("file", "packed")
    if data.startswith(PICTURES):
        raise invalid("file", "a_picture")
    if len(data) > files.LARGEST:
        raise invalid("file", "file_too_large")
    return files.decoded(data)


def rows_of(table: Table, text: str) -> list[dict[str, Any]]:
    """The rows that a file holds. Raises Refusal `invalid` for a file of another kind."""
    if text.lstrip("\ufeff \r\n\t")[:1] in ("{", "["):
        if not table.takes_maps:
            raise invalid("file", "a_map")
        rows: list[dict[str, Any]] = parts_of(text.removeprefix(files.MARK).encode())
    else:
        rows = list(files.read(text, table.columns, (table.key,)))
    if not rows:
        raise invalid("file", "no_rows")
    if len(rows) > table.most:
        raise invalid("file", "file_too_large")
    return rows


def digest(text: str) -> str:
    """What tells one file from another, however a browser ends its lines."""
    return hashlib.sha256("\n".join(text.split()).encode()).hexdigest()[:16]


def tried(table: Table, actor: Actor, rows: Sequence[Row]) -> Tried:
    """Tries the rows by the action that takes them, without those that it refuses. Raises Refusal for what concerns
    the file as a whole."""
    lines = list(enumerate(rows, FIRST_LINE))
    faults: Faults = table.check(rows) | _given_twice(table.key, rows)
    told: Mapping[str, Any] = {}
    is_counted = True
    for _round in range(MOST_ROUNDS):
        standing = [(line, row) for line, row in lines if line not in faults]
        if not standing:
            told = {}
            break
        try:
            told = trial(lambda: table.load(actor, "", [row for _, row in standing]))  # noqa: B023 - called at once
            break
        except Refusal as refusal:
            if refusal.code != "wrong_rows":
                raise
            faults |= _by_line(refusal, standing)
            if table.known:
                is_counted, told = False, {"added": _fresh(table, table.known(actor), standing, faults)}
                break
    right = [row for line, row in lines if line not in faults]
    left_out = [_fault(table, line, row, faults[line]) for line, row in lines if line in faults]
    added, changes = int(str(told.get("added", 0))), dict(told.get("changes", {}))
    return Tried(right, left_out, added, changes, table.doubted(right), is_counted)


def _fresh(table: Table, known: Collection[str], standing: Sequence[tuple[int, Row]], faults: Faults) -> int:
    """How many of the right rows name somebody new."""
    return sum(str(row.get(table.key)).strip().lower() not in known for line, row in standing if line not in faults)


def _usernames(actor: Actor) -> set[str]:
    with territory(actor):
        return {record.account.username for record in staff(actor)}


def take(table: Table, actor: Actor, key: str, rows: Sequence[Row], left_out: Container[int]) -> int:
    """Takes the rows without those lines that somebody has seen are left out. Returns how many: 0 when none is left or
    another one is wrong, and then nothing is taken. Raises Refusal for what concerns the file as a whole."""
    right = [row for line, row in enumerate(rows, FIRST_LINE) if line not in left_out]
    if table.check(right) or _given_twice(table.key, right) or not right:
        return 0
    try:
        table.load(actor, key, right)
    except Refusal as refusal:
        if refusal.code != "wrong_rows":
            raise
        return 0
    return len(right)


def _by_line(refusal: Refusal, standing: Sequence[tuple[int, Row]]) -> Faults:
    """The faults of a trial by the lines of the whole file."""
    told: Any = refusal.words["rows"]
    return {standing[at - FIRST_LINE][0]: fault for at, fault in told}


def _given_twice(key: str, rows: Sequence[Row]) -> Faults:
    """Every row whose name stood before it already."""
    seen: set[str] = set()
    found: Faults = {}
    for line, row in enumerate(rows, FIRST_LINE):
        name = str(row.get(key) or "").strip().lower()
        if name and name in seen:
            found[line] = invalid(key, "given_twice")
        seen.add(name)
    return found


def _fault(table: Table, line: int, row: Row, refusal: Refusal) -> Fault:
    column = table.labels.get(refusal.field or "", refusal.field or "")
    return Fault(line, str(row.get(table.key) or row.get("name") or ""), column, sentence(refusal))


def told_changes(table: Table, found: Tried) -> list[tuple[str, list[tuple[Any, Any, Any]]]]:
    """What would differ of rows that stand there, with the words of the columns."""
    return [
        (row, [(table.labels.get(name, name), old, new) for name, old, new in differences(**change)])
        for row, change in found.changes.items()
        if "before" in change
    ]


def _check_grids(rows: Sequence[Row]) -> Faults:
    """Areas lie in this street, and boundaries are degrees."""
    root = this_town().root
    found: Faults = {}
    for line, row in enumerate(rows, FIRST_LINE):
        if row.get("code") != root.code and not str(row.get("parent") or "").strip():
            found[line] = invalid("parent", "outside_street", street=root.code)
        elif row.get("boundary") and not _in_degrees(row["boundary"]):
            found[line] = invalid("boundary", "not_degrees")
    return found


def _in_degrees(boundary: Any) -> bool:
    """Whether the boundary may be degrees; what is none at all the register tells better."""
    try:
        west, south, east, north = polygon_of(boundary).bounds
    except ValueError:
        return True
    return west >= -180 and east <= 180 and south >= -90 and north <= 90


def _doubt_grids(rows: Sequence[Row]) -> list[str]:
    """Grids without a boundary, and grids that lie on one another."""
    smallest = [row for row in rows if row.get("level") in SMALLEST]
    drawn = [(row.get("name") or row["code"], row["boundary"], row["level"]) for row in smallest if row.get("boundary")]
    doubts = []
    if bare := len(smallest) - len(drawn):
        doubts.append(
            gettext("%(count)s grids have no boundary: places on the map do not find them, addresses do.")
            % {"count": bare}
        )
    for level in SMALLEST:
        found = seams(None, [(name, boundary) for name, boundary, at in drawn if at == level])
        doubts += [str(SEAMS[seam.kind]) % seam.words() for seam in found[:MOST_SEAMS]]
    return doubts


TABLES: Mapping[str, Table] = {
    GRIDS: Table(
        columns=AREAS.kept.columns,
        key="code",
        labels={**AREAS.labels, "boundary": _("Boundary")},
        load=lambda actor, key, rows: places.load_areas(actor, key or None, rows=rows, area_path=root_path()),
        takes_maps=True,
        check=_check_grids,
        doubted=_doubt_grids,
    ),
    UNITS_STEP: Table(
        columns=UNITS.kept.columns,
        key="code",
        labels=UNITS.labels,
        load=lambda actor, key, rows: accounts.load_units(actor, key or None, rows=rows, area_path=root_path()),
    ),
    STAFF_STEP: Table(
        columns=accounts.STAFF_COLUMNS,
        key="username",
        most=MOST_STAFF,
        known=_usernames,
        labels={
            "username": _("User name"),
            "name": pgettext_lazy("contact", "Name"),
            "title": _("Post"),
            "unit": pgettext_lazy("input", "Unit"),
            "active": _("Active"),
            "grants": _("Roles"),
            "role": _("Role"),
            "area": _("Area"),
            "node": _("Where"),
        },
        load=lambda actor, key, rows: accounts.bring_in_staff(actor, key or None, rows=rows, area_path=root_path()),
    ),
}
