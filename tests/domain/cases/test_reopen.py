"""An ended case goes round again (重新办理)."""

from typing import Any

import pytest
from django.utils import timezone

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel.territory import territory
from linli.places.queries import spot_of_code
from tests.domain.asking import attempts, case_of, in_state, lines_of, refused, running
from tests.world import BUILDING, IMPORTER, TO_THE_END, World

pytestmark = pytest.mark.postgres15


def test_a_closed_case_waits_for_a_unit_and_its_clocks_begin_anew(world: World) -> None:
    number = world.drive(in_state(world, "closed"), "reopen")
    case = case_of(number)
    assert (case.state, case.unit_path, case.handler_id, case.closed_at, case.reopened) == ("filed", "", None, None, 1)
    assert running(number) == {"dispatch"}
    assert (lines_of(number)[-1].remark, lines_of(number)[-1].data["times"]) == ("It leaks again.", 1)


def test_a_voided_case_waits_for_filing(world: World) -> None:
    number = world.drive(in_state(world, "voided"), "reopen")
    assert (case_of(number).state, case_of(number).closed_at) == ("reported", None)
    assert running(number) == {"file"}


def test_what_came_in_closed_and_without_a_class_waits_for_filing(world: World) -> None:
    at = timezone.now()
    given: dict[str, Any] = {
        "text": "It leaked.",
        "channel": "phone",
        "reported_at": at,
        "closed_at": at,
        "result": "Mended.",
    }
    number = cases.bring_in(IMPORTER, None, spot=spot_of_code(BUILDING), **given).number
    world.act(number, "reopen")
    assert (case_of(number).state, running(number)) == ("reported", {"file"})
    world.drive(number, *TO_THE_END)
    assert case_of(number).state == "closed"


def test_it_goes_round_again_to_its_end_and_is_counted(world: World) -> None:
    number = in_state(world, "closed")
    for _ in range(2):
        world.drive(number, "reopen", "dispatch", "accept", "start", "report_back", "check_pass", "close")
    assert (case_of(number).state, case_of(number).reopened) == ("closed", 2)


def test_when_it_goes_round_again_its_time_may_be_extended_again(world: World) -> None:
    more = ("request_extension", "endorse_extension", "approve_extension")
    number = world.drive(in_state(world, "handling"), *more, *more, "report_back", "check_pass", "close")
    assert case_of(number).extensions == 2
    world.drive(number, "reopen", "dispatch", "accept", "start", *more)
    assert case_of(number).extensions == 1


def test_who_took_part_before_is_remembered(world: World) -> None:
    number = world.report(by=world.zhao, channel="patrol")
    world.drive(number, "void", "reopen", "file", "dispatch", "accept")
    with refused("separation_of_duties", standing="observer"):
        world.act(number, "start")
    assert [code for *_, code in attempts()] == ["separation_of_duties"]


def test_of_what_was_erased_nothing_goes_round_again(world: World) -> None:
    number, merged, into = world.drive(world.report(), "void"), world.report(), in_state(world, "checked")
    cases.merge(world.chen, merged, into=into)
    cases.erase(world.holder(number), number)
    world.act(into, "close")
    cases.erase(world.holder(merged), into)
    world.act(into, "reopen")
    for each, verb in ((number, "reopen"), (merged, "unmerge")):
        with refused("rule", rule="words_erased"):
            world.act(each, verb)
        with territory(world.chen):
            standing = queries.obstacle(world.chen, case_of(each), verb)
        assert standing is not None
        assert standing.words["rule"] == "words_erased"


@pytest.mark.parametrize("known", [1, 4])
def test_whether_words_are_left_is_asked_once_however_many_were_erased(
    world: World, known: int, django_assert_num_queries: Any
) -> None:
    """As for the board and for what is done with several at once."""
    numbers = [world.drive(world.report(), "void") for _ in range(known)]
    kept, merged = world.drive(world.report(), "void"), world.report()
    cases.merge(world.chen, merged, into=in_state(world, "checked"))
    for number in numbers:
        cases.erase(world.holder(number), number)
    with territory(world.chen):
        several = [case_of(number) for number in (*numbers, kept, merged)]
        foreknown = queries.foreknown(world.chen, several)
        assert set(foreknown.wordless) == {case.pk for case in several[:known]}
        assert foreknown.unchecked == foreknown.arriving == set()
    with territory(world.chen), django_assert_num_queries(3):
        queries.foreknown(world.chen, several)


def test_a_partner_that_answered_does_not_see_what_becomes_of_it_now(world: World) -> None:
    number = world.drive(in_state(world, "transferred"), "answer_transfer", "check_pass", "close")
    assert "unit:/police/" in case_of(number).participants
    world.drive(number, "reopen")
    assert "unit:/police/" not in case_of(number).participants


def test_the_unit_that_sent_the_case_in_goes_on_seeing_it(world: World) -> None:
    number = world.drive(world.transfer_in(), "file", "transfer_out", "accept_transfer", "answer_transfer")
    world.drive(number, "check_pass", "close", "reopen")
    assert "unit:/police/" in case_of(number).participants
