"""The desk grants more time (批准延期)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.domain.asking import EYE, case_of, clocks_of, in_state, lines_of, refused
from tests.domain.cases.test_request_extension import applications
from tests.world import World

pytestmark = pytest.mark.postgres15
TOWN = ZoneInfo("Asia/Shanghai")
ASKED = ("request_extension", "endorse_extension")


def test_the_case_gets_its_own_limit_once_more(world: World) -> None:
    with time_machine.travel(datetime(2026, 3, 2, 10, tzinfo=TOWN).astimezone(UTC), tick=False):
        number = world.drive(in_state(world, "handling"), *ASKED, "approve_extension")
    handle = clocks_of(number)["handle"]
    assert (handle.amount, handle.due_at) == (4, datetime(2026, 3, 7, tzinfo=TOWN))
    assert (case_of(number).due_at, case_of(number).extensions, case_of(number).asked) == (handle.due_at, 1, "")
    assert applications(number)[0].step == "approved"
    assert lines_of(number)[-1].data["extension"] == 1


def test_the_second_extension_adds_the_original_limit_not_the_extended_one(world: World) -> None:
    number = in_state(world, "handling")
    for _ in range(2):
        world.drive(number, *ASKED, "approve_extension")
    assert clocks_of(number)["handle"].amount == 6


def test_rework_has_the_original_limit_again(world: World) -> None:
    number = world.drive(in_state(world, "handling"), *ASKED, "approve_extension", "report_back", "check_fail")
    assert clocks_of(number)["handle"].amount == 2


def test_the_chief_s_word_comes_first(world: World) -> None:
    number = world.drive(in_state(world, "handling"), "request_extension")
    with refused("rule", rule="not_endorsed"):
        world.act(number, "approve_extension")


def test_nobody_approves_what_they_asked_for_or_endorsed(world: World) -> None:
    for part, verbs in (("applicant", ("request_extension",)), ("endorser", ("endorse_extension",))):
        number = in_state(world, "handling")
        for verb in ASKED:
            world.act(number, verb, **({"by": EYE} if verb in verbs else {}))
        with refused("separation_of_duties", standing=part):
            world.act(number, "approve_extension", by=EYE)


def test_what_is_overdue_is_given_no_more_time_and_a_refusal_ends_the_request(world: World) -> None:
    for asked, verb in ((1, "endorse_extension"), (2, "approve_extension")):
        number = world.drive(in_state(world, "handling"), *ASKED[:asked])
        with time_machine.travel(datetime.now(UTC) + timedelta(days=30), tick=False):
            with refused("rule", rule="answered_too_late"):
                world.act(number, verb)
            world.act(number, "refuse_extension")
        assert (case_of(number).asked, case_of(number).extensions) == ("", 0)
