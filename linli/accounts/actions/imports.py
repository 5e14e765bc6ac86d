"""Units, roles and staff from a city's files."""

from collections.abc import Mapping, Sequence, Set
from typing import Any

from django.contrib.auth.hashers import make_password

from linli.accounts import queries
from linli.accounts.actions.people import record_of
from linli.accounts.actions.registers import UNIT_HAND, heed_last_administrator, heed_own_rights
from linli.accounts.models import Account, Grant, Role, Unit
from linli.kernel import actions, registers
from linli.kernel.actions import Step
from linli.kernel.actor import EVERYWHERE
from linli.kernel.batches import open_batch, read_rows
from linli.kernel.models import Batch
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.texts import told
from linli.places.models import Area

Row = Mapping[str, Any]


@actions.create("unit.load", of=Batch, fact="unit.loaded")
def load_units(step: Step[Batch], *, rows: Sequence[Row], area_path: str = EVERYWHERE) -> None:
    """Adds or changes units, parents before children; the columns are those of `queries.UNITS`, and what is not there
    is empty. Raises Refusal `wrong_rows`."""
    open_batch(step, "unit", len(rows), area_path)
    registers.load(step, queries.UNITS, rows, UNIT_HAND)


@actions.create("role.load", of=Batch, fact="role.loaded")
def load_roles(step: Step[Batch], *, rows: Sequence[Row], area_path: str = EVERYWHERE) -> None:
    """Adds or changes roles, under the rules of `change_role`. A row has code (or key), name, name_en, permissions.
    Raises Refusal `wrong_rows`, `rule`, `forbidden`."""
    open_batch(step, "role", len(rows), area_path)
    if not step.actor.may("role.load", step.obj):
        raise Refusal("forbidden")
    before, was_kept = queries.permissions_by_role(), queries.has_administrator()
    registers.load(step, queries.ROLES, list(map(_role_texts, rows)))
    heed_own_rights(step, before)
    if was_kept:
        heed_last_administrator()


def _role_texts(row: Row) -> Row:
    return {**row, "code": row.get("code") or row.get("key"), "permissions": told(row.get("permissions"))}


@actions.create("account.load", of=Batch, fact="account.loaded")
def load_staff(step: Step[Batch], *, rows: Sequence[Row], password: str) -> None:
    """Adds new accounts with their grants; all get the same first password, '' for none. Known user names are left
    alone. A row has username, name, unit (code), title, grants [{role, areas, units}]. Raises Refusal `wrong_rows`."""
    open_batch(step, "account", len(rows))
    units = {unit.code: unit for unit in Unit.objects.select_related("area").defer("area__boundary")}
    areas = dict(Area.objects.values_list("code", "pk"))
    roles = set(Role.objects.values_list("key", flat=True))
    read_rows(rows, lambda row: _check(row, units, areas, roles))
    hashed = make_password(password or None)
    taken = set(Account.objects.values_list("username", flat=True))
    fresh = [row for row in rows if row["username"].lower() not in taken]
    made = Account.objects.bulk_create(
        Account(
            username=row["username"].lower(),
            name=row["name"],
            title=row.get("title", ""),
            unit=units.get(row.get("unit", "")),
            password=hashed,
        )
        for row in fresh
    )
    grants = [g for account, row in zip(made, fresh, strict=True) for g in _grants(account, row, areas, units)]
    Grant.objects.bulk_create(grants)
    step.also(*map(record_of, made))


def _check(row: Row, units: Mapping[str, Unit], areas: Mapping[str, int], roles: Set[str]) -> None:
    """Raises Refusal `invalid` for what the row names and nobody knows."""
    if row.get("unit") and row["unit"] not in units:
        raise invalid("unit", "unknown_unit")
    for grant in row.get("grants", ()):
        if grant.get("role") not in roles:
            raise invalid("grants", "unknown_role")
        if any(code not in areas for code in grant.get("areas", ())):
            raise invalid("grants", "unknown_area")
        if any(code not in units for code in grant.get("units", ())):
            raise invalid("grants", "unknown_unit")


def _grants(account: Account, row: Row, areas: Mapping[str, int], units: Mapping[str, Unit]) -> list[Grant]:
    found = []
    for grant in row.get("grants", ()):
        role = grant["role"]
        found += [Grant(account=account, role_id=role, area_id=areas[code]) for code in grant.get("areas", ())]
        found += [Grant(account=account, role_id=role, unit=units[code]) for code in grant.get("units", ())]
    return found
