"""Roles that nobody changed follow the software."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from linli.accounts import queries
from linli.accounts.actions.registers import change_role
from linli.accounts.models import Role, ShippedRole
from linli.kernel import actions
from linli.kernel.actions import Step
from linli.kernel.actor import EVERYWHERE, Actor
from linli.kernel.batches import open_batch
from linli.kernel.models import Batch
from linli.kernel.registers import aim
from linli.kernel.texts import told

Row = Mapping[str, Any]


@actions.create("role.ship", of=Batch, fact="role.shipped")
def ship_roles(
    step: Step[Batch], *, rows: Sequence[Row], former: Mapping[str, Collection[str]], area_path: str = EVERYWHERE
) -> None:
    """Takes note of the roles as this release brings them. A role that says what was shipped before says what is
    shipped now; a role that is new with the release is added; one that a city changed is kept as it is. `former` are
    digests of what was shipped before anybody took note of it. A row has key, name, name_en, permissions."""
    open_batch(step, "shipped_role", len(rows), area_path)
    before, standing = queries.shipped_roles(), {role.key: role for role in queries.roles()}
    done: dict[str, list[str]] = {"followed": [], "added": [], "kept": []}
    for row in rows:
        role = standing.get(row["key"])
        what = _what_to_do(row, role, before, former.get(row["key"], ()))
        if what in ("followed", "added"):
            _follow(step.actor, row, role, area_path)
        if what:
            done[what].append(row["key"])
    ShippedRole.objects.exclude(key__in=[row["key"] for row in rows]).delete()
    ShippedRole.objects.bulk_create(
        (ShippedRole(key=row["key"], permissions=sorted(row["permissions"])) for row in rows),
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["permissions"],
    )
    step.record(**done)


def _what_to_do(row: Row, role: Role | None, before: Mapping[str, Collection[str]], former: Collection[str]) -> str:
    """'' where nothing differs. What was taken out by the city does not come back."""
    if role is None:
        return "added" if before and row["key"] not in before else ""
    if set(role.permissions) == set(row["permissions"]):
        return ""
    if row["key"] in before:
        return "followed" if set(role.permissions) == before[row["key"]] else "kept"
    return "followed" if queries.digest_of(role.permissions) in former else "kept"


def _follow(actor: Actor, row: Row, role: Role | None, area_path: str) -> None:
    values = queries.ROLES.told(role) if role else {"name": row["name"], "name_en": row.get("name_en") or ""}
    values = {**values, "code": row["key"], "permissions": told(sorted(row["permissions"]))}
    change_role(actor, aim(queries.ROLES.name, area_path), row=role.key if role else "", values=values)
