"""An action that is called within another's use case belongs to the same transaction."""

from typing import Any

import pytest

from linli.cases import actions as cases
from linli.cases.models import Case
from linli.cases.workflow import CASE
from linli.kernel import actions
from linli.kernel.actions import Step
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from tests.domain.asking import EYE, attempts, case_of, in_state, lines_of, refused
from tests.world import World

pytestmark = pytest.mark.postgres15


@pytest.fixture
def returning(monkeypatch: pytest.MonkeyPatch) -> Any:
    """An action that takes a case out of its unit's sight and, meanwhile, does something to another case."""
    monkeypatch.setattr(actions, "REGISTRY", {})

    @actions.move("case.return", of=Case, table=CASE, fact="case.returned")
    def return_and(step: Step[Case], *, reason: str, other: str, then: str = "") -> None:
        step.obj.unit, step.obj.unit_path = None, ""
        cases.hold(EYE, other, holder="outer:1", reason=reason)
        if then == "swallow":
            try:
                cases.accept(EYE, other)
            except Refusal:
                step.record(swallowed=True)
        if then == "fail":
            raise Refusal("rule", rule="no_such_hold")
        step.tell(unit="street/water")

    return return_and


def test_the_outer_action_still_saves_although_another_actor_wrote_in_between(world: World, returning: Any) -> None:
    number, other = in_state(world, "dispatched"), world.report()
    receipt = returning(world.zhao, number, reason="Not ours.", other=other)
    assert (receipt.number, receipt.state) == (number, "filed")
    assert (case_of(number).state, case_of(number).unit_path) == ("filed", "")
    assert case_of(other).open_holds == 1
    assert [line.verb for line in lines_of(other)] == ["report", "hold"]


def test_what_the_inner_action_wrote_goes_with_the_outer_one(world: World, returning: Any) -> None:
    number, other = in_state(world, "dispatched"), world.report()
    with refused("rule"):
        returning(world.zhao, number, reason="Not ours.", other=other, then="fail")
    assert (case_of(other).open_holds, case_of(other).version) == (0, 1)
    assert case_of(number).state == "dispatched"
    assert attempts() == [(world.zhao.key, "case.return", number, "rule")]


def test_a_refused_inner_action_may_be_borne(world: World, returning: Any) -> None:
    number, other = in_state(world, "dispatched"), world.report()
    returning(world.zhao, number, reason="Not ours.", other=other, then="swallow")
    assert lines_of(number)[-1].data["swallowed"] is True
    assert (case_of(number).state, case_of(other).state, case_of(other).open_holds) == ("filed", "reported", 1)


def test_an_action_within_a_reading_transaction_is_a_mistake_that_cannot_pass(committed: World) -> None:
    number = committed.report()
    with pytest.raises(RuntimeError, match="durable"), territory(committed.chen):
        cases.file(committed.chen, number, class_code="06025")
    assert case_of(number).state == "reported"
