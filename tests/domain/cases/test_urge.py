"""The unit that has a case is reminded of it (催办)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.cases import actions, queries
from linli.cases.queries import Filter
from linli.cases.rules import URGED_AGAIN_AFTER
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from tests.domain.asking import EYE, attempts, case_of, clocks_of, in_state, lines_of, refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def numbers(world: World) -> list[str]:
    with territory(world.zhao):
        return [case.number for case in queries.page(world.zhao, Filter(is_urged=True)).rows]


def test_the_unit_is_reminded_and_its_clock_goes_on(world: World) -> None:
    number = in_state(world, "handling")
    due = clocks_of(number)["handle"].due_at
    actions.urge(world.chen, number, reason="The neighbours wait.")
    assert case_of(number).state == "handling"
    assert clocks_of(number)["handle"].due_at == due
    assert lines_of(number)[-1].remark == "The neighbours wait."
    assert lines_of(number)[-1].data["unit"] == "street/water"


def test_the_unit_finds_it_and_reads_who_urged_and_why(world: World) -> None:
    number, other = in_state(world, "handling"), in_state(world, "handling")
    world.act(number, "urge")
    assert numbers(world) == [number]
    with territory(world.zhao):
        cases = queries.several(world.zhao, [number, other])
        found = queries.urgings(world.zhao, cases)
    (said,) = found.values()
    assert (said.by, said.text) == ("Chen", "The neighbours wait.")


def test_one_office_waits_before_it_urges_again_and_another_need_not(world: World) -> None:
    number = in_state(world, "dispatched")
    world.act(number, "urge")
    with pytest.raises(Refusal) as refusal:
        world.act(number, "urge")
    assert f"{timezone.localtime(case_of(number).urged_at):%Y-%m-%d %H:%M}" in sentence(refusal.value)
    assert attempts() == [(world.chen.key, "case.urge", number, "rule")]
    actions.urge(EYE, number, reason="The leader asks.")
    assert case_of(number).urged == 2


def test_after_some_time_the_office_may_urge_again(world: World) -> None:
    number = in_state(world, "dispatched")
    world.act(number, "urge")
    case = case_of(number)
    assert case.urged_at
    later = case.urged_at + URGED_AGAIN_AFTER
    assert queries.rule_against(case, "urge", later, world.chen.unit_path) is None
    sooner = later - timedelta(seconds=1)
    assert queries.rule_against(case, "urge", sooner, world.chen.unit_path) is not None


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        ("dispatched", "accept"),
        ("accepted", "start"),
        ("handling", "report_back"),
        ("handling", "request_extension"),
        ("accepted", "request_suspension"),
        ("dispatched", "return"),
        ("transferred", "answer_transfer"),
    ],
)
def test_the_next_move_of_the_unit_answers_it_and_the_history_keeps_it(world: World, state: str, answer: str) -> None:
    number = world.drive(in_state(world, state), "urge", answer)
    assert (case_of(number).urged, case_of(number).urged_at) == (0, None)
    assert "case.urge" in [line.action for line in lines_of(number)]


def test_nobody_urges_the_own_unit(world: World) -> None:
    number = in_state(world, "handling")
    with refused("forbidden"):
        actions.urge(world.zhao, number, reason="Hurry.")
    chief = world.zhao.lent("case.urge")
    with refused("rule", rule="own_unit"):
        actions.urge(chief, number, reason="Hurry.")


@pytest.mark.parametrize("state", ["filed", "suspended", "handled", "closed"])
def test_where_no_unit_has_it_in_hand_there_is_nobody_to_urge(world: World, state: str) -> None:
    with refused("illegal_move"):
        world.act(in_state(world, state), "urge")
