"""The unit's chief passes a request for more time on (延期初审)."""

import pytest

from tests.domain.asking import EYE, attempts, case_of, in_state, refused
from tests.domain.cases.test_request_extension import applications
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_the_chief_s_word_goes_with_the_request_to_the_desk(world: World) -> None:
    number = world.drive(in_state(world, "handling"), "request_extension", "endorse_extension")
    (asked,) = applications(number)
    assert (asked.step, asked.endorsed_by_id) == ("endorsed", world.feng.account_id)
    assert case_of(number).asked == "extension_endorsed"


def test_without_a_request_there_is_nothing_to_endorse(world: World) -> None:
    number = in_state(world, "handling")
    with refused("rule", rule="no_application"):
        world.act(number, "endorse_extension")


def test_it_is_endorsed_once(world: World) -> None:
    number = world.drive(in_state(world, "handling"), "request_extension", "endorse_extension")
    with refused("rule", rule="no_application"):
        world.act(number, "endorse_extension")


def test_nobody_endorses_the_own_request(world: World) -> None:
    number = in_state(world, "handling")
    world.act(number, "request_extension", by=EYE)
    with refused("separation_of_duties", standing="applicant"):
        world.act(number, "endorse_extension", by=EYE)
    assert [code for *_, code in attempts()] == ["separation_of_duties"]


@pytest.mark.parametrize("earlier", ["extension", "suspension"])
def test_who_once_asked_for_time_answers_when_somebody_else_asks(world: World, earlier: str) -> None:
    number = in_state(world, "handling")
    world.act(number, f"request_{earlier}", by=EYE)
    world.drive(number, f"refuse_{earlier}", "request_extension")
    world.act(number, "endorse_extension", by=EYE)
    assert case_of(number).asked == "extension_endorsed"


def test_the_chief_who_endorsed_one_request_approves_another(world: World) -> None:
    number = world.drive(in_state(world, "handling"), "request_extension")
    world.act(number, "endorse_extension", by=EYE)
    world.drive(number, "approve_extension", "request_suspension")
    world.act(number, "approve_suspension", by=EYE)
    assert case_of(number).state == "suspended"


def test_who_asks_twice_still_does_not_endorse(world: World) -> None:
    number = in_state(world, "handling")
    world.act(number, "request_extension", by=EYE)
    world.act(number, "refuse_extension")
    world.act(number, "request_extension", by=EYE)
    with refused("separation_of_duties", standing="applicant"):
        world.act(number, "endorse_extension", by=EYE)
