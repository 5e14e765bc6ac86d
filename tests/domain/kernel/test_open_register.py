"""A register begins with its first change, once."""

import pytest

from linli.kernel import registers
from linli.kernel.actor import machine
from linli.kernel.models import AuditEntry, Register
from linli.kernel.territory import territory
from linli.places.queries import root_path
from tests.domain.asking import EYE, refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_a_register_is_opened_once(world: World) -> None:
    first, second = (registers.aim("things", root_path()) for _ in range(2))
    assert first == second
    with territory(EYE):
        found = Register.objects.visible_to(EYE).get(number="things")
        assert AuditEntry.objects.filter(object_type="register", object_id=found.pk).count() == 1


def test_who_looks_for_a_change_that_is_not_there_is_told_so(world: World) -> None:
    registers.aim("things", root_path())
    with territory(EYE):
        assert registers.history(EYE, "things") == []
        with refused("not_found"):
            registers.change_of(EYE, "things", 1)


def test_nobody_but_the_keeper_opens_one(world: World) -> None:
    with refused("forbidden"):
        registers.open_register(world.admin, None, name="mine", area_path="/33/")
    assert machine("job:registers") == registers.KEEPER
