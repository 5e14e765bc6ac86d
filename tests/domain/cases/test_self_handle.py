"""Small matters end in the grid (自行处置)."""

from typing import Any

import pytest

from linli.cases import actions as cases
from linli.cases import queries, rules
from tests.domain.asking import attempts, case_of, lines_of, refused, running, standard
from tests.world import IMPORTER, World

pytestmark = pytest.mark.postgres15


@pytest.fixture
def draw(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Draws every matter, or none."""
    monkeypatch.setattr(rules, "is_drawn", lambda number, secret: request.param)


def settle(world: World, number: str, **changes: Any) -> None:
    cases.self_handle(world.lin, number, **{"outcome": "done", "result": "Swept.", "class_code": "06010", **changes})


@pytest.mark.parametrize("draw", [False], indirect=True)
@pytest.mark.usefixtures("draw")
def test_a_grid_worker_settles_the_own_find_and_it_is_closed(world: World) -> None:
    number = world.report(by=world.lin, channel="grid_worker")
    settle(world, number)
    case = case_of(number)
    assert (case.state, case.result, case.handler_id) == ("closed", "Swept.", world.lin.account_id)
    assert case.closed_at is not None
    assert running(number) == set()


@pytest.mark.parametrize("draw", [True], indirect=True)
@pytest.mark.usefixtures("draw")
def test_one_that_is_drawn_is_checked_by_somebody_else(world: World) -> None:
    number = world.report(by=world.lin, channel="grid_worker")
    settle(world, number)
    assert (case_of(number).state, case_of(number).closed_at) == ("handled", None)
    assert running(number) == {"check"}
    assert lines_of(number)[-1].data["drawn"] is True
    with refused("separation_of_duties", standing="self_handler"):
        cases.check_pass(world.lin, number)
    assert [code for *_, code in attempts()] == ["separation_of_duties"]
    cases.check_pass(world.wang, number)
    world.act(number, "close")
    assert case_of(number).state == "closed"


def test_a_class_that_needs_a_unit_is_refused(world: World) -> None:
    number = world.report(by=world.lin, channel="grid_worker")
    with refused("rule", rule="class_not_self_handled"):
        settle(world, number, class_code="06025")
    assert attempts() == [(world.lin.key, "case.self_handle", number, "rule")]


def test_it_needs_a_class_from_the_desk_or_from_the_worker(world: World) -> None:
    number = world.report(by=world.lin, channel="grid_worker")
    with refused("missing_input", field="class_code"):
        settle(world, number, class_code="")
    world.act(number, "file", class_code="06010")
    settle(world, number, class_code="")
    assert case_of(number).state in ("closed", "handled")


def test_a_held_case_does_not_end_in_the_grid(world: World) -> None:
    number = world.report(by=world.lin, channel="grid_worker")
    cases.hold(world.chen, number, holder="subtask:7", reason="Open.")
    with refused("on_hold"):
        settle(world, number)


def test_one_that_was_filed_closes_only_when_the_condition_of_its_own_class_is_met(world: World) -> None:
    rows = [standard(1, code="06010"), standard(1), standard(2)]
    cases.load_standards(IMPORTER, None, rows=rows)
    number, other = world.report(), world.report()
    world.act(number, "file", class_code="06010")
    assert queries.required(case_of(number), "self_handle") == ["outcome", "result", "condition_met"]
    for code in ("", "06010"):
        with refused("missing_input", field="condition_met"):
            settle(world, number, class_code=code)
    settle(world, number, condition_met=True)
    assert lines_of(number)[-1].data["condition_met"] is True
    world.act(other, "file", standard=2)
    with refused("missing_input", field="condition_met"):
        settle(world, other)
    settle(world, other, condition_met=True)
    chosen = case_of(other).standard
    assert chosen is not None
    assert (chosen.event_class.code, case_of(other).state != "filed") == ("06010", True)


def test_one_that_was_not_filed_needs_no_condition_but_may_be_put_under_one(world: World) -> None:
    cases.load_standards(IMPORTER, None, rows=[standard(1, code="06010"), standard(2, code="06010")])
    number, other = world.report(), world.report()
    settle(world, number)
    assert case_of(number).standard is None
    with refused("missing_input", field="condition_met"):
        settle(world, other, standard=2)
    settle(world, other, standard=2, condition_met=True)
    assert lines_of(other)[-1].data["standard"] == 2
