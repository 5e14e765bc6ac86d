"""What became of a matter (处置结果), beside its state."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.cases.models import Case
from linli.cases.rules import ON_THE_SPOT, OUTCOMES
from linli.kernel.territory import territory
from tests.conftest import Trial
from tests.domain.asking import EYE, case_of, in_state, lines_of, refused, standard
from tests.world import IMPORTER, World

pytestmark = pytest.mark.postgres15

# Who says it first, and the state of the case before.
FIRST = {"report_back": "handling", "answer_transfer": "transferred", "self_handle": "reported"}


@pytest.mark.parametrize("verb", FIRST)
def test_whoever_handled_it_says_what_became_of_it(world: World, trial: Trial, verb: str) -> None:
    for outcome in OUTCOMES:
        with trial(outcome):
            number = in_state(world, FIRST[verb])
            if verb == "self_handle" and outcome not in ON_THE_SPOT:
                with refused("rule", rule="not_settled_on_the_spot"):
                    world.act(number, verb, outcome=outcome)
                assert (case_of(number).state, case_of(number).outcome) == ("reported", "")
                continue
            world.act(number, verb, outcome=outcome)
            assert case_of(number).outcome == outcome
            assert lines_of(number)[-1].data["outcome"] == outcome


@pytest.mark.parametrize("verb", FIRST)
def test_without_it_or_with_an_unknown_one_nothing_happens(world: World, verb: str) -> None:
    number = in_state(world, FIRST[verb])
    with refused("missing_input", field="outcome"):
        world.act(number, verb, outcome="")
    with refused("invalid", field="outcome"):
        world.act(number, verb, outcome="mended")
    assert case_of(number).state == FIRST[verb]


def test_closing_leaves_it_as_the_unit_said_or_says_another(world: World, trial: Trial) -> None:
    for outcome in OUTCOMES:
        with trial(outcome):
            number = in_state(world, "handling")
            world.act(number, "report_back", outcome=outcome)
            world.drive(number, "check_pass", "close")
            assert (case_of(number).outcome, lines_of(number)[-1].data["outcome"]) == (outcome, outcome)
            other = in_state(world, "checked")
            world.act(other, "close", outcome=outcome)
            assert case_of(other).outcome == outcome
    with refused("invalid", field="outcome"):
        world.act(in_state(world, "checked"), "close", outcome="mended")


def test_closing_what_was_handled_before_anybody_said_it_asks_for_it(world: World) -> None:
    number = in_state(world, "checked")
    with territory(EYE):
        Case.objects.visible_to(EYE).filter(number=number).update(outcome="")
    assert queries.required(case_of(number), "close") == ["result", "outcome"]
    with refused("missing_input", field="outcome"):
        world.act(number, "close")
    world.act(number, "close", outcome="partly")
    assert case_of(number).outcome == "partly"


def test_a_new_round_says_a_new_one(world: World) -> None:
    number = world.drive(in_state(world, "handled"), "check_fail")
    assert case_of(number).outcome == ""
    world.drive(number, "report_back", "check_pass", "close", "reopen")
    assert (case_of(number).outcome, case_of(number).ended_as, case_of(number).result) == ("", "", "It is mended.")


def test_reporters_read_it_once_the_matter_has_ended(world: World) -> None:
    number = in_state(world, "checked")
    assert (case_of(number).outcome, case_of(number).ended_as) == ("done", "")
    world.drive(number, "close")
    assert case_of(number).ended_as == "done"


def test_only_what_is_done_meets_the_closing_condition(world: World, trial: Trial) -> None:
    cases.load_standards(IMPORTER, None, rows=[standard(1)])
    for outcome in OUTCOMES:
        with trial(outcome):
            number = in_state(world, "handling")
            world.act(number, "report_back", outcome=outcome)
            world.drive(number, "check_pass")
            is_done = outcome == "done"
            assert ("condition_met" in queries.required(case_of(number), "close")) is is_done
            if is_done:
                with refused("missing_input", field="condition_met"):
                    world.act(number, "close")
            world.act(number, "close", condition_met=True)
            assert lines_of(number)[-1].data["condition_met"] is is_done
    other = in_state(world, "checked")
    world.act(other, "close", outcome="partly")
    assert lines_of(other)[-1].data["condition_met"] is False
