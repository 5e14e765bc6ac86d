"""A unit asks for more time (申请延期)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from linli.cases.models import Application
from linli.kernel.territory import territory
from tests.domain.asking import EYE, attempts, case_of, clocks_of, in_state, lines_of, refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def applications(number: str) -> list[Application]:
    with territory(EYE):
        return list(Application.objects.visible_to(EYE).filter(case__number=number).order_by("id"))


@pytest.mark.parametrize("state", ["accepted", "handling"])
def test_the_request_is_kept_with_its_reason_and_changes_no_time(world: World, state: str) -> None:
    number = in_state(world, state)
    due = clocks_of(number)["handle"].due_at
    world.drive(number, "request_extension")
    (asked,) = applications(number)
    assert (asked.kind, asked.step, asked.reason, asked.decided_at) == (
        "extension",
        "asked",
        "A part is missing.",
        None,
    )
    assert asked.asked_by_id == world.zhao.account_id
    assert (case_of(number).asked, clocks_of(number)["handle"].due_at) == ("extension_asked", due)
    assert lines_of(number)[-1].remark == "A part is missing."


def test_only_one_request_is_open_at_a_time(world: World) -> None:
    number = world.drive(in_state(world, "handling"), "request_extension")
    for verb in ("request_extension", "request_suspension"):
        with refused("rule", rule="application_open"):
            world.act(number, verb)
    assert [code for *_, code in attempts()] == ["rule", "rule"]


def test_once_the_time_has_run_out_it_is_too_late(world: World) -> None:
    number = in_state(world, "handling")
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=False), refused("rule", rule="already_overdue"):
        world.act(number, "request_extension")


def test_there_is_no_third_extension_but_refusals_do_not_count(world: World) -> None:
    number = in_state(world, "handling")
    for _ in range(2):
        world.drive(number, "request_extension", "refuse_extension")
        world.drive(number, "request_extension", "endorse_extension", "approve_extension")
    assert case_of(number).extensions == 2
    with refused("rule", rule="extended_twice"):
        world.act(number, "request_extension")


@pytest.mark.parametrize("verb", ["return", "report_back"])
def test_what_nobody_answered_lapses_when_the_unit_is_done_with_the_case(world: World, verb: str) -> None:
    number = world.drive(in_state(world, "handling"), "request_extension", verb)
    assert (applications(number)[0].step, case_of(number).asked) == ("lapsed", "")
    assert applications(number)[0].decided_at is not None
