"""Changing what units and roles there are, row by row."""

from collections.abc import Mapping

from linli.accounts import queries
from linli.accounts.models import AccountRecord, Unit
from linli.accounts.rules import administering
from linli.kernel import actions, registers
from linli.kernel.actions import Step
from linli.kernel.actor import EVERYWHERE
from linli.kernel.models import Batch, Register
from linli.kernel.nodes import follow_units
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.registers import KEEPER, REGISTER, Hand, Values
from linli.kernel.territory import territory

May = Mapping[str, frozenset[str]]


LONGEST_PATH = 160


def _put_unit(row: Unit, before: Unit | None) -> None:
    """With the unit's area changes where its people's accounts lie; when it moves, everything that is the unit's goes
    with it, and so do the units below. Raises Refusal `invalid` when one of our own would become an outside one or the
    other way about: what it has in hand would be neither."""
    if before and before.is_outside != row.is_outside:
        raise invalid("outside", "outside_for_good")
    if before and before.path != row.path:
        _move(before.path, row.path)
    registers.put(row, before)
    if before and before.area_id != row.area_id:
        place = row.area.path if row.area else EVERYWHERE
        with territory(KEEPER):
            AccountRecord.objects.visible_to(KEEPER).filter(account__unit=row).update(area_path=place)


def _move(old: str, new: str) -> None:
    """Raises Refusal `invalid` for what would lie too deep."""
    moved = {path: new + path.removeprefix(old) for path in queries.below(old).values()}
    if any(len(path) > LONGEST_PATH for path in moved.values()):
        raise invalid("parent", "too_deep")
    follow_units(moved)
    for path, after in moved.items():
        Unit.objects.filter(path=path).update(path=after)


UNIT_HAND: Hand[Unit] = Hand(_put_unit)


@actions.move("unit.change", of=Register, table=REGISTER, fact="unit.changed")
def change_unit(step: Step[Register], *, row: str, values: Values | None, seen: str = "") -> None:
    """Adds, changes, retires, takes out a unit, or moves it below another with all that is its own; see
    `kernel.registers.change`. A retired one gets no new cases."""
    registers.change(step, queries.UNITS, row, values, seen, UNIT_HAND)


@actions.move("role.change", of=Register, table=REGISTER, fact="role.changed")
def change_role(step: Step[Register], *, row: str, values: Values | None, seen: str = "") -> None:
    """Adds, changes or takes out a role; it holds from its people's next click on. Nobody adds to a role that they
    hold, nor the right to administer accounts without having it; somebody must be left who administers accounts."""
    before, was_kept = queries.permissions_by_role(), queries.has_administrator()
    registers.change(step, queries.ROLES, row, values, seen)
    heed_own_rights(step, before)
    if was_kept:
        heed_last_administrator()


def heed_own_rights(step: Step[Register] | Step[Batch], before: May) -> None:
    """Raises Refusal `rule` for what somebody would add to an own role, `forbidden` for rights to administer that they
    do not have themselves."""
    for key, names in queries.permissions_by_role().items():
        added = names - before.get(key, frozenset())
        if added and key in step.actor.roles:
            raise Refusal("rule", rule="own_role")
        if not all(step.actor.may(name, step.obj) for name in administering(added)):
            raise Refusal("forbidden", field="permissions")


def heed_last_administrator() -> None:
    """Raises Refusal `rule` when nobody would be left who can add accounts."""
    if not queries.has_administrator():
        raise Refusal("rule", rule="last_administrator")
