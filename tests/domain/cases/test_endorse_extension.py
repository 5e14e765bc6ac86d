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
