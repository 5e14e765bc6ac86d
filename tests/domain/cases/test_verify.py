"""Somebody of the grid looked before filing (核实)."""

import pytest

from linli.accounts.models import Grant
from linli.cases import actions as cases
from linli.places.models import Area
from tests.domain.asking import attempts, case_of, in_state, lines_of, refused, running
from tests.world import OTHER_GRID, World

pytestmark = pytest.mark.postgres15


@pytest.mark.parametrize("finding", ["confirmed", "not_found"])
def test_the_desk_gets_the_case_back_with_what_was_found(world: World, finding: str) -> None:
    number = in_state(world, "verifying")
    world.act(number, "verify", finding=finding, remark="I stood there.")
    line = lines_of(number)[-1]
    assert (case_of(number).state, line.data["finding"], line.remark) == ("reported", finding, "I stood there.")
    assert running(number) == {"file"}


def test_a_finding_that_nobody_knows_is_refused(world: World) -> None:
    with refused("invalid", field="finding", reason="unknown_choice"):
        world.act(in_state(world, "verifying"), "verify", finding="perhaps")


def test_who_reported_does_not_confirm_the_own_report(world: World) -> None:
    number = world.report(by=world.lin, channel="patrol")
    world.drive(number, "ask_to_verify")
    with refused("separation_of_duties", standing="observer"):
        world.act(number, "verify")
    assert attempts() == [(world.lin.key, "case.verify", number, "separation_of_duties")]


def test_who_looked_before_filing_is_remembered_and_does_not_handle(world: World) -> None:
    number = world.drive(in_state(world, "verifying"), "verify")
    assert f"confirmer:{world.lin.key}" in case_of(number).played


def test_the_worker_of_another_grid_does_not_look(world: World) -> None:
    number = world.report(building="33011001000100002")
    role = Grant.objects.get(account=world.accounts["lin"]).role
    Grant.objects.create(account=world.accounts["sun"], role=role, area=Area.objects.get(code=OTHER_GRID))
    world.drive(number, "ask_to_verify")
    with refused("not_found"):
        cases.verify(world.lin, number, finding="confirmed", remark="Seen.")
