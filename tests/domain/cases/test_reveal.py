"""Showing a contact to a person who says why."""

import pytest

from linli.cases import actions as cases
from tests.domain.asking import case_of, in_state, lines_of, refused
from tests.world import World

pytestmark = pytest.mark.postgres15
CONTACT = {"name": "李小明", "phone": "13800000067"}


@pytest.mark.parametrize("state", ["reported", "handling", "closed", "voided"])
def test_a_revealed_value_leaves_who_what_and_why_in_the_history(world: World, state: str) -> None:
    number = in_state(world, state, contact=CONTACT)
    assert cases.reveal(world.chen, number, field="phone", reason="To ask back.") == "13800000067"
    line = lines_of(number)[-1]
    assert (line.verb, line.actor, line.data["field"], line.remark) == (
        "reveal", world.chen.key, "phone", "To ask back.",
    )  # fmt: skip
    assert case_of(number).state == state


def test_without_a_reason_nothing_is_shown(world: World) -> None:
    number = world.report(contact=CONTACT)
    with refused("missing_input", field="reason"):
        cases.reveal(world.chen, number, field="phone", reason="")


def test_the_unit_that_handles_the_case_learns_nothing_of_the_reporter(world: World) -> None:
    number = in_state(world, "handling", contact=CONTACT)
    with refused("forbidden"):
        cases.reveal(world.zhao, number, field="phone", reason="To call.")


def test_a_field_that_is_not_declared_cannot_be_asked_for(world: World) -> None:
    number = world.report(contact=CONTACT)
    with refused("invalid", field="field", reason="unknown_field"):
        cases.reveal(world.chen, number, field="text", reason="?")


def test_where_nothing_was_left_nothing_is_shown_and_the_look_is_remembered(world: World) -> None:
    number = world.report()
    assert cases.reveal(world.chen, number, field="phone", reason="To ask back.") == ""
    assert lines_of(number)[-1].verb == "reveal"
