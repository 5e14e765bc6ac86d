"""A unit asks that a case may rest (申请挂账)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.domain.asking import case_of, in_state, refused
from tests.domain.cases.test_request_extension import applications
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_the_request_is_kept_with_its_end(world: World) -> None:
    number = in_state(world, "handling")
    until = timezone.now() + timedelta(days=90)
    world.act(number, "request_suspension", until=until)
    (asked,) = applications(number)
    assert (asked.kind, asked.step, asked.until) == ("suspension", "asked", until)
    assert (case_of(number).asked, case_of(number).state) == ("suspension_asked", "handling")


@pytest.mark.parametrize(("days", "reason"), [(-1, "in_the_past"), (400, "too_far")])
def test_the_end_lies_ahead_and_within_a_year(world: World, days: int, reason: str) -> None:
    number = in_state(world, "handling")
    with refused("invalid", field="until", reason=reason):
        world.act(number, "request_suspension", until=timezone.now() + timedelta(days=days))


def test_without_an_end_there_is_no_rest(world: World) -> None:
    with refused("missing_input", field="until"):
        world.act(in_state(world, "handling"), "request_suspension", until=None)
