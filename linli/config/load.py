"""Loads a city folder through the same actions that people use: `linli load FOLDER`."""

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings

import linli.config.ready  # noqa: F401 - before everything that needs the models
from linli.accounts import actions as accounts
from linli.cases import actions as cases
from linli.cases import queries
from linli.config import history
from linli.kernel.actions import Receipt
from linli.kernel.actor import Actor, machine
from linli.kernel.labels import sentence
from linli.kernel.models import IdempotencyKey
from linli.kernel.refusals import Refusal
from linli.ops.errors import OperationError
from linli.places import actions as places
from linli.places.queries import town

SETTINGS = "settings.json"


def is_loaded() -> bool:
    """Whether there is a town."""
    return town() is not None


def has_begun(folder: Path) -> bool:
    """Whether a part of the folder's past came in already."""
    return IdempotencyKey.objects.filter(owner=_importer(folder).key).exists()


def run(folder: Path, tell: Callable[[str], None] = print) -> None:
    """Loads everything in the folder; parts that are not there are skipped. Demo accounts share one known password."""
    importer = _importer(folder)
    settings = json.loads((folder / SETTINGS).read_text())
    calendar = json.loads((folder / "calendar.json").read_text())
    places.load_areas(importer, None, rows=lines(folder / "areas.jsonl"))
    accounts.load_units(importer, None, rows=lines(folder / "units.jsonl"))
    accounts.load_roles(importer, None, rows=json.loads((folder / "roles.json").read_text()))
    accounts.load_staff(importer, None, rows=lines(folder / "staff.jsonl"), password=django_settings.DEMO_PASSWORD)
    places.load_buildings(importer, None, rows=lines(folder / "buildings.jsonl"))
    for name, load in TABLES.items():
        _load_table(importer, folder / name, load)
    history.load(importer, folder / "history.jsonl", tell)
    # The town comes last: with it the place is ready.
    places.load_town(importer, None, calendar=calendar, **settings)


# In this order, because the later refer to the earlier.
TABLES: Mapping[str, Callable[..., Receipt]] = {
    "schemes.csv": cases.load_schemes,
    "event_classes.csv": cases.load_classes,
    "standards.csv": cases.load_standards,
    "routes.csv": cases.load_routes,
}


def _load_table(importer: Actor, path: Path, load: Callable[..., Receipt]) -> None:
    """Raises OperationError, which tells the wrong rows by their lines."""
    if not path.exists():
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    try:
        load(importer, None, rows=rows)
    except Refusal as refusal:
        raise OperationError(f"{path.name}: {sentence(refusal)}", f"mend {path}, then load the folder again") from None


def routes(path: Path, days: int, *, is_trial: bool, tell: Callable[[str], None] = print) -> None:
    """Loads routes; or tries them on the cases of the past days and tells how many would go elsewhere."""
    if not is_trial:
        _load_table(machine(f"import:{path.name}"), path, cases.load_routes)
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
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


def lines(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON-lines file, none when there is no such file."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
