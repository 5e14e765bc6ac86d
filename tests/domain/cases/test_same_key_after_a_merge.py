"""Whoever is not sure of having been heard sends the same again, with the same key: also when the case was merged, or
the merge undone, meanwhile. The answer is the first one's, and nothing is doubled."""

import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from linli.cases import actions as cases
from linli.cases.models import Message, Rating, Report
from linli.cases.offers import SECONDS_GOOD, Offered, seal
from linli.kernel.actions import Target
from linli.kernel.actor import public
from linli.kernel.territory import territory
from linli.places.queries import spot_of_code
from tests.domain.asking import EYE, case_of, in_state, lines_of, refused
from tests.domain.cases.test_copy import CONTACT
from tests.world import BUILDING, World, action, new_key

pytestmark = pytest.mark.postgres15
BY_CODE: dict[str, dict[str, Any]] = {
    "answer_message": {"text": "When?"},
    "correct": {"name": "", "phone": "13900000000"},
    "reword": {"text": "It drips."},
    "withdraw": {},
    "copy": {},
}


def another_reports(number: str) -> None:
    """Somebody else tells of the same matter: when one erases what they told, something is left to work on."""
    offer = seal(settings.SECRET_KEY, Offered(case_of(number).pk, number), int(time.time()))
    cases.join(public(), new_key(), offer, text="Here too.")


@pytest.mark.parametrize("verb", BY_CODE)
def test_what_was_said_by_the_code_before_a_merge_is_answered_the_same_after_it(world: World, verb: str) -> None:
    number, other, key = world.report(contact=CONTACT), world.report(), new_key()
    holder, say = world.holder(number), action(verb)
    first = say(holder, Target(number, key=key), **BY_CODE[verb])
    world.merged(number, other)
    assert say(holder, Target(other, key=key), **BY_CODE[verb]) == first
    world.drive(number, "unmerge")
    assert say(holder, Target(number, key=key), **BY_CODE[verb]) == first
    assert [line.verb for number in (number, other) for line in lines_of(number)].count(verb) == 1
    with refused("key_reused"):
        cases.answer_message(holder, Target(number, key=key), text="Something else.")


def test_a_rating_of_the_other_case_s_answer_is_answered_the_same_after_the_merge_is_undone(world: World) -> None:
    number, other, key = world.report(), in_state(world, "checked"), new_key()
    world.merged(number, other)
    world.drive(other, "close")
    first = cases.rate(world.holder(number), Target(other, key=key), level="satisfied", is_solved=True, text="Good.")
    world.drive(other, "reopen")
    world.drive(number, "unmerge", "void")
    again = cases.rate(world.holder(number), Target(number, key=key), level="satisfied", is_solved=True, text="Good.")
    assert again == first
    with territory(EYE):
        assert (Rating.objects.visible_to(EYE).count(), Message.objects.visible_to(EYE).count()) == (1, 1)


def test_a_report_sent_again_after_its_case_was_merged_is_the_same_report(world: World) -> None:
    key = new_key()
    first = cases.report(world.li, key, text="The tap leaks.", spot=spot_of_code(BUILDING))
    world.merged(first.receipt.number)
    assert cases.report(world.li, key, text="The tap leaks.", spot=spot_of_code(BUILDING)) == first
    with territory(EYE):
        assert Report.objects.visible_to(EYE).count() == 2


@pytest.mark.parametrize("seconds", [0, SECONDS_GOOD + 60])
def test_who_joined_and_joins_again_is_the_same_also_when_the_offer_is_too_old_by_now(
    world: World, seconds: int
) -> None:
    number, key = world.report(), new_key()
    offer = seal(settings.SECRET_KEY, Offered(case_of(number).pk, number), int(time.time()))
    first = cases.join(public(), key, offer, text="Here too.")
    world.merged(number)
    with time_machine.travel(timezone.now() + timedelta(seconds=seconds)):
        assert cases.join(public(), key, offer, text="Here too.") == first
        if seconds:
            with refused("invalid", field="joins"):
                cases.join(public(), new_key(), offer, text="Here too.")
    with territory(EYE):
        assert Report.objects.visible_to(EYE).filter(text="Here too.").count() == 1


def test_a_wish_to_open_again_is_heard_once_also_when_the_case_was_opened_and_merged(world: World) -> None:
    number, other, key = in_state(world, "voided"), world.report(), new_key()
    holder = world.holder(number)
    first = cases.contest(holder, Target(number, key=key), reason="It leaks still.")
    world.drive(number, "reopen")
    assert cases.contest(holder, Target(number, key=key), reason="It leaks still.") == first
    assert not case_of(number).is_contested
    world.merged(number, other)
    assert cases.contest(holder, Target(other, key=key), reason="It leaks still.") == first
    assert not case_of(other).is_contested
    world.drive(number, "unmerge")
    assert cases.contest(holder, Target(number, key=key), reason="It leaks still.") == first
    world.merged(number, in_state(world, "checked"))
    other = case_of(number).merged_into.number  # type: ignore[union-attr]
    world.drive(other, "close")
    key = new_key()
    first = cases.contest(holder, Target(other, key=key), reason="It leaks on.")
    world.drive(other, "reopen")
    world.drive(number, "unmerge")
    assert cases.contest(holder, Target(number, key=key), reason="It leaks on.") == first
    with territory(EYE):
        assert Message.objects.visible_to(EYE).filter(report__opened__number=number).count() == 2


def test_what_was_erased_once_is_not_erased_again_when_its_key_comes_after_a_merge(world: World) -> None:
    number, other, key = world.report(contact=CONTACT), world.report(), new_key()
    holder = world.holder(number)
    another_reports(number)
    world.drive(number, "void")
    first = cases.erase(holder, Target(number, key=key))
    world.drive(number, "reopen")
    world.merged(number, other)
    cases.answer_message(holder, other, text="Said since.")
    assert cases.erase(holder, Target(other, key=key)) == first
    world.drive(number, "unmerge")
    assert cases.erase(holder, Target(number, key=key)) == first
    with territory(EYE):
        assert [message.text for message in Message.objects.visible_to(EYE)] == ["Said since."]
    assert [line.verb for each in (number, other) for line in lines_of(each)].count("erase") == 1
    assert "forget" not in {line.verb for each in (number, other) for line in lines_of(each)}


def test_an_erasing_that_reached_into_the_case_left_behind_is_answered_the_same_apart(world: World) -> None:
    number, other, key = world.report(contact=CONTACT), in_state(world, "checked"), new_key()
    holder = world.holder(number)
    another_reports(number)
    world.merged(number, other)
    world.drive(other, "close")
    first = cases.erase(holder, Target(other, key=key))
    world.drive(other, "reopen")
    world.drive(number, "unmerge")
    cases.reword(holder, number, text="Said since.")
    assert cases.erase(holder, Target(number, key=key)) == first
    assert case_of(number).text == "Said since."
    assert [line.verb for line in lines_of(number)].count("forget") == 1
