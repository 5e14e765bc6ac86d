"""Not done: once more (返工)."""

from datetime import UTC, datetime

import pytest
import time_machine

from linli.cases import actions as cases
from linli.cases import rules
from tests.domain.asking import case_of, in_state, lines_of, refused, running
from tests.world import World

pytestmark = pytest.mark.postgres15


def drawn_for_a_check(world: World, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(rules, "is_drawn", lambda number, secret: True)
    number = world.report(by=world.lin, channel="grid_worker")
    cases.self_handle(world.lin, number, outcome="done", result="Swept.", class_code="06010")
    return number


def test_the_same_unit_does_it_again_and_every_round_is_kept(world: World) -> None:
    number = world.drive(in_state(world, "handled"), "check_fail", "report_back", "check_fail")
    case = case_of(number)
    assert (case.state, case.reworks, case.unit_path) == ("handling", 2, "/street/water/")
    assert [line.remark for line in lines_of(number) if line.verb == "check_fail"] == ["Still leaking."] * 2
    assert running(number) == {"handle"}


def test_each_round_has_its_limit_anew(world: World) -> None:
    number = in_state(world, "handled")
    with time_machine.travel(datetime(2027, 3, 2, 2, 0, tzinfo=UTC), tick=False):
        world.drive(number, "check_fail")
    due_at = case_of(number).due_at
    assert due_at is not None
    assert due_at.date().isoformat() == "2027-03-04"


def test_what_a_grid_worker_settled_badly_goes_to_the_desk_and_never_hangs_in_the_air(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = drawn_for_a_check(world, monkeypatch)
    cases.check_fail(world.wang, number, reason="Not swept.")
    case = case_of(number)
    assert (case.state, case.unit_id, case.handler_id, case.reworks) == ("filed", None, None, 1)
    assert running(number) == {"dispatch"}
    world.act(number, "dispatch")
    assert case_of(number).state == "dispatched"


def test_who_settled_it_alone_may_not_check_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    number = drawn_for_a_check(world, monkeypatch)
    with refused("separation_of_duties", duty="verifier", standing="self_handler"):
        cases.check_fail(world.lin, number, reason="Not swept.")
