"""An outside unit takes a case on (移送接收)."""

import pytest

from linli.cases import queries
from linli.kernel.territory import territory
from tests.domain.asking import EYE, at_once, case_of, in_state, running
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_from_now_on_it_is_the_partner_s_and_its_time_runs(world: World) -> None:
    number = in_state(world, "transferring")
    world.act(number, "accept_transfer", reference="A-4711")
    assert (case_of(number).state, case_of(number).owner) == ("transferred", "partner:/police/")
    assert running(number) == {"handle"}
    with territory(EYE):
        (sent,) = queries.transfers(EYE, case_of(number))
    assert (sent.reference, sent.accepted_at is not None, sent.ended_at) == ("A-4711", True, None)


def test_of_accepting_and_taking_back_at_once_one_happens_and_the_case_has_one_owner(committed: World) -> None:
    for _ in range(5):
        number = in_state(committed, "transferring")
        answers = at_once(2, lambda i, n=number: committed.act(n, ("accept_transfer", "recall")[i]))  # type: ignore[misc]
        codes = [getattr(answer, "code", "done") for answer in answers]
        # The desk, when it comes second, needs a reason by now; the partner finds it moved on, or gone.
        assert sorted(codes) in (["done", "missing_input"], ["done", "illegal_move"], ["done", "not_found"])
        assert case_of(number).owner in ("partner:/police/", "desk")
        assert (case_of(number).owner == "desk") == (case_of(number).state == "filed")
