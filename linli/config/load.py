"""Loads a city folder through the same actions that people use: `linli load FOLDER`."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings

import linli.config.ready  # noqa: F401 - before everything that needs the models
from linli.accounts import actions as accounts
from linli.cases import actions as cases
from linli.cases import queries
from linli.config import city, history
from linli.kernel import calendars, workdays
from linli.kernel.actions import Receipt
from linli.kernel.actor import Actor, machine
from linli.kernel.calendar import WorkCalendar
from linli.kernel.labels import sentence
from linli.kernel.models import IdempotencyKey
from linli.kernel.refusals import Refusal
from linli.ops.errors import OperationError
from linli.places import actions as places
from linli.places.queries import town

SETTINGS, CALENDAR = "settings.json", "calendar.json"


def is_loaded() -> bool:
    """Whether there is a town."""
    return town() is not None


def has_begun(folder: Path) -> bool:
    """Whether a part of the folder's past came in already."""
    return IdempotencyKey.objects.filter(owner=_importer(folder).key).exists()


def run(folder: Path, tell: Callable[[str], None] = print) -> None:
    """Loads everything in the folder; parts that are not there are skipped. Demo accounts share one known password."""
    city.check(folder)
    importer = _importer(folder)
    settings = city.settings(folder / SETTINGS)
    calendar = city.document(folder / CALENDAR)
    for name, read, load in PARTS:
        path = folder / name
        _load(path, load, importer, rows=read(path))
    staff = folder / "staff.jsonl"
    _load(staff, accounts.load_staff, importer, rows=city.lines(staff), password=django_settings.DEMO_PASSWORD)
    buildings = folder / "buildings.jsonl"
    _load(buildings, places.load_buildings, importer, rows=city.lines(buildings))
    for name, load in TABLES.items():
        _load_table(importer, folder / name, load)
    _load_calendar(importer, folder / CALENDAR, calendar)
    history.load(importer, folder / "history.jsonl", tell)
    # The town comes last: with it the place is ready.
    _load(folder / SETTINGS, places.load_town, importer, calendar=calendar, **settings)


# In this order, because the later refer to the earlier.
PARTS: Sequence[tuple[str, Callable[[Path], list[city.Row]], Callable[..., Receipt]]] = (
    ("areas.jsonl", city.lines, places.load_areas),
    ("units.jsonl", city.lines, accounts.load_units),
    ("roles.json", city.rows, accounts.load_roles),
)
TABLES: Mapping[str, Callable[..., Receipt]] = {
    "schemes.csv": cases.load_schemes,
    "event_classes.csv": cases.load_classes,
    "standards.csv": cases.load_standards,
    "routes.csv": cases.load_routes,
    "templates.csv": cases.load_templates,
    "wording.csv": cases.load_wording,
    "stage_limits.csv": cases.load_stage_limits,
    "matter_lists.csv": cases.load_matter_lists,
    "matters.csv": cases.load_matters,
}


def _load_calendar(importer: Actor, path: Path, calendar: city.Row) -> None:
    """Before the past, whose limits run by it. Raises OperationError for what is no calendar."""
    try:
        hours = WorkCalendar.from_document(calendar).hours
    except ValueError as error:
        raise OperationError(f"{path.name}: {error}", f"mend {path}, then load the folder again") from error
    _load(
        path, workdays.load_shifts, importer, rows=[{"opens": f"{o:%H:%M}", "closes": f"{c:%H:%M}"} for o, c in hours]
    )
    days = [
        {"day": day, "kind": kind, "name": name}
        for year in calendar.get("years", {}).values()
        for kind in (calendars.OFF, calendars.WORK)
        for day, name in year.get(kind, {}).items()
    ]
    _load(path, workdays.load_days, importer, rows=days)


def _load_table(importer: Actor, path: Path, load: Callable[..., Receipt]) -> None:
    """Raises OperationError, which tells the wrong rows by their lines."""
    if not path.exists():
        return
    _load(path, load, importer, rows=city.table(path))


def _load(path: Path, load: Callable[..., Receipt], importer: Actor, **given: Any) -> None:
    """Raises OperationError in place of a refusal, which knows no file."""
    try:
        load(importer, None, **given)
    except Refusal as refusal:
        told = sentence(refusal if path.suffix == ".csv" else _without_heading(refusal))
        raise OperationError(f"{path.name}: {told}", f"mend {path}, then load the folder again") from None


def _without_heading(refusal: Refusal) -> Refusal:
    """The same, with the lines of a file whose first line is the first row."""
    rows = refusal.words.get("rows")
    if refusal.code != "wrong_rows" or not isinstance(rows, list):
        return refusal
    return Refusal("wrong_rows", rows=[(line - 1, fault) for line, fault in rows])


def routes(path: Path, days: int, *, is_trial: bool, tell: Callable[[str], None] = print) -> None:
    """Loads routes; or tries them on the cases of the past days and tells how many would go elsewhere."""
    if not is_trial:
        _load_table(machine(f"import:{path.name}"), path, cases.load_routes)
        return
    rows = city.table(path)
    try:
        trial = queries.try_routes(queries.ways_read(rows), days)
    except Refusal as refusal:
        raise OperationError(f"{path.name}: {sentence(refusal)}", f"mend {path}, then try it again") from None
    tell(f"{trial.total} / {trial.cases}")
    for (before, after), count in trial.moved.items():
        tell(f"{count:6}  {before or '—'} → {after or '—'}")
    for number, before, after in trial.examples:
        tell(f"{number}  {before or '—'} → {after or '—'}")


def _importer(folder: Path) -> Actor:
    return machine(f"import:{folder.name}")
