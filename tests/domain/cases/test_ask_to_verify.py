"""The desk asks somebody of the grid to look before filing (要求核实)."""

import pytest

from linli.accounts.models import Grant
from linli.cases import queries
from linli.kernel.territory import territory
from tests.domain.asking import case_of, in_state, lines_of, refused, running
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_the_time_for_filing_stops_and_that_for_looking_runs(world: World) -> None:
    number = world.report()
    world.act(number, "ask_to_verify", remark="Is it still there?")
    assert (case_of(number).state, case_of(number).owner) == ("verifying", "desk")
    assert running(number) == {"verify"}
    assert lines_of(number)[-1].remark == "Is it still there?"


def test_it_waits_for_the_worker_of_the_grid(world: World) -> None:
    number = in_state(world, "verifying")
    assert "verify" in queries.verbs(world.lin, case_of(number))
    assert "verifying" in queries.states_waiting_for(world.lin)


def test_what_is_settled_on_the_spot_needs_no_answer_first(world: World) -> None:
    number = in_state(world, "verifying")
    world.act(number, "self_handle", by=world.lin, class_code="06010")
    assert case_of(number).state in ("closed", "handled")
    assert "verify" not in running(number)


def test_where_nobody_may_look_the_desk_decides_by_itself(world: World) -> None:
    number = world.report()
    Grant.objects.filter(account=world.accounts["lin"]).delete()
    with territory(world.chen):
        standing = queries.obstacle(world.chen, case_of(number), "ask_to_verify")
    assert standing is not None
    assert standing.words["rule"] == "nobody_verifies"
    with refused("rule", rule="nobody_verifies"):
        world.act(number, "ask_to_verify")
    assert case_of(world.drive(number, "file")).state == "filed"
