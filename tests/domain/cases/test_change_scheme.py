"""From when to when a table of classes is in force."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel import registers
from linli.places.queries import root_path
from tests.domain.asking import refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_a_table_that_is_past_gives_no_class_any_more(world: World) -> None:
    values = {"code": "world", "name": "World", "in_force_from": "", "in_force_to": "2020-12-31"}
    cases.change_scheme(world.admin, registers.aim("schemes", root_path()), row="world", values=values)
    with refused("invalid", reason="unknown_class"):
        queries.event_class("06025")


def test_a_table_that_has_classes_is_not_taken_out(world: World) -> None:
    with refused("rule", rule="in_use"):
        cases.change_scheme(world.admin, registers.aim("schemes", root_path()), row="world", values=None)
    with refused("not_found"):
        cases.change_scheme(world.stranger, registers.aim("schemes", root_path()), row="world", values=None)
