"""The desk asks somebody of the grid to look before filing (要求核实)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from linli.accounts.models import Grant
from linli.cases import queries
from linli.kernel.models import Clock
from linli.kernel.territory import territory
from tests.domain.asking import case_of, clocks_of, in_state, lines_of, refused, running
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_the_time_for_filing_stops_and_that_for_looking_runs(world: World) -> None:
    number = world.report()
    world.act(number, "ask_to_verify", remark="Is it still there?")
    assert (case_of(number).state, case_of(number).owner) == ("verifying", "desk")
    assert running(number) == {"file", "verify"}
    assert clocks_of(number)["file"].due_at is None
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
    number, elsewhere = world.report(), world.drive(world.report(), "file")
    assert barred(world, number, elsewhere) == barred(world, number, elsewhere, foreseen=True) is None
    Grant.objects.filter(account=world.accounts["lin"]).delete()
    assert barred(world, number, elsewhere) == barred(world, number, elsewhere, foreseen=True) == "nobody_verifies"
    with refused("rule", rule="nobody_verifies"):
        world.act(number, "ask_to_verify")
    assert case_of(world.drive(number, "file")).state == "filed"


def barred(world: World, number: str, elsewhere: str, *, foreseen: bool = False) -> str | None:
    """The rule that keeps Chen from asking, as the page of the case tells it or a list of many."""
    case = case_of(number)
    with territory(world.chen):
        known = queries.foreknown(world.chen, [case_of(elsewhere), case]) if foreseen else None
        found = queries.obstacle(world.chen, case, "ask_to_verify", known)
    return str(found.words["rule"]) if found else None


@pytest.mark.parametrize("many", [1, 3])
def test_however_many_there_are_who_may_look_is_asked_once(
    world: World, many: int, django_assert_num_queries: Any
) -> None:
    several = [case_of(world.report()) for _ in range(many)]
    with territory(world.chen):
        queries.foreknown(world.chen, several)
    with territory(world.chen), django_assert_num_queries(2):
        assert queries.foreknown(world.chen, several).unverified == set()


def test_the_desk_may_decide_without_waiting_and_gains_no_time_by_asking(world: World) -> None:
    with time_machine.travel(datetime(2026, 6, 30, 2, tzinfo=UTC), tick=False) as clock:
        number = world.report()
        clock.shift(timedelta(minutes=5))
        for _ in range(3):
            world.act(number, "ask_to_verify")
            clock.shift(timedelta(minutes=60))
            world.act(number, "recall")
        case = case_of(number)
        assert (case.state, running(number)) == ("reported", {"file"})
        due = clocks_of(number)["file"].due_at
        assert case.stage_due_at == due == datetime.now(UTC) + timedelta(minutes=10)
    assert case_of(world.drive(number, "ask_to_verify", "verify", "file")).state == "filed"


def test_a_look_that_was_asked_for_before_the_time_stood_still_is_recalled_too(world: World) -> None:
    number = in_state(world, "verifying")
    Clock.objects.filter(object_id=case_of(number).pk, name="file").update(stopped_at=timezone.now())
    world.act(number, "recall")
    assert (case_of(number).state, running(number)) == ("reported", {"file"})
