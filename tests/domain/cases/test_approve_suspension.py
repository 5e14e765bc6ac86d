"""A case rests (挂账)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.domain.asking import EYE, case_of, clocks_of, in_state, refused, running
from tests.domain.cases.test_request_extension import applications
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_the_clock_stands_still_until_the_end(world: World) -> None:
    number = world.drive(in_state(world, "handling"), "request_suspension", "approve_suspension")
    case, found = case_of(number), clocks_of(number)
    assert (case.state, case.state_before, case.due_at, case.asked) == ("suspended", "handling", None, "")
    assert case.suspended_until == found["suspension"].due_at == applications(number)[0].until
    assert found["handle"].due_at is None
    assert running(number) == {"handle", "suspension"}
    assert case.owner == "unit:/street/water/"


def test_meanwhile_nothing_is_handled(world: World) -> None:
    number = in_state(world, "suspended")
    for verb in ("report_back", "return", "start", "request_extension"):
        with refused("illegal_move"):
            world.act(number, verb)


def test_an_end_that_has_passed_before_the_answer_is_refused(world: World) -> None:
    number = world.drive(in_state(world, "handling"), "request_suspension")
    later = time_machine.travel(timezone.now() + timedelta(days=60), tick=False)
    with later, refused("invalid", field="until", reason="in_the_past"):
        world.act(number, "approve_suspension")


def test_nobody_approves_the_own_request(world: World) -> None:
    number = in_state(world, "handling")
    world.act(number, "request_suspension", by=EYE)
    with refused("separation_of_duties", standing="applicant"):
        world.act(number, "approve_suspension", by=EYE)


def test_a_request_for_time_is_no_request_for_a_rest(world: World) -> None:
    number = world.drive(in_state(world, "handling"), "request_extension")
    with refused("rule", rule="no_application"):
        world.act(number, "approve_suspension")
