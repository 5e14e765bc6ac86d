"""Lets roles that nobody changed follow those that this release brings; see `accounts.actions.ship_roles`."""

import json
from importlib.resources import files
from typing import Any

import linli.config.ready  # noqa: F401 - before everything that needs the models
from linli.accounts import actions, queries
from linli.kernel.actor import machine
from linli.kernel.territory import territory
from linli.places.queries import root_path, town

RELEASE = machine("job:release")
DATA = files("linli.demo") / "data"


def shipped() -> list[dict[str, Any]]:
    """The rows of `roles.json`: key, name, name_en, permissions."""
    rows: list[dict[str, Any]] = json.loads((DATA / "roles.json").read_text("utf-8"))
    return rows


def follow() -> None:
    """An action only where this release brings other roles than the one before; safe to repeat."""
    rows = shipped()
    with territory(RELEASE):
        if queries.shipped_roles() == {row["key"]: frozenset(row["permissions"]) for row in rows}:
            return
        place = {"area_path": root_path()} if town() else {}
    former = json.loads((DATA / "former_roles.json").read_text("utf-8"))
    actions.ship_roles(RELEASE, None, rows=rows, former=former, **place)
