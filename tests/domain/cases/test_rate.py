"""A reporter rates the answer."""

from typing import Any

import pytest

from linli.cases import actions as cases
from linli.cases import queries, rules
from linli.cases.models import Case
from linli.kernel.territory import territory
from tests.domain.asking import EYE, attempts, case_of, in_state, lines_of, refused
from tests.domain.cases.neighbours import gather
from tests.world import World

pytestmark = pytest.mark.postgres15
CONTENT: dict[str, Any] = {"level": "satisfied", "is_solved": True}


@pytest.mark.parametrize("state", ["closed", "voided"])
@pytest.mark.parametrize("level", list(rules.Level))
def test_an_ended_case_is_rated_by_the_code(world: World, state: str, level: str) -> None:
    number = in_state(world, state)
    cases.rate(world.holder(number), number, level=level, is_solved=False, text="Half of it.")
    with territory(world.chen):
        (rating,) = queries.ratings_of(world.chen, queries.one(world.chen, number))
    assert (rating.level, rating.is_solved, rating.round) == (level, False, 0)
    assert (lines_of(number)[-1].remark, case_of(number).unread_messages) == ("Half of it.", 1)


def test_each_reporter_rates_once_for_each_closing(world: World) -> None:
    street = gather(world, "void")
    for holder in street.holders:
        cases.rate(holder, street.number, **CONTENT)
        with refused("rule", rule="already_rated"):
            cases.rate(holder, street.number, **CONTENT)
    with territory(EYE):
        Case.objects.visible_to(EYE).filter(number=street.number).update(reopened=1)
    cases.rate(street.holders[0], street.number, level="dissatisfied", is_solved=False)
    with territory(EYE):
        found = queries.ratings_of(EYE, queries.one(EYE, street.number))
    assert [(r.report_id, r.round) for r in found] == [
        (street.report_ids[0], 0),
        (street.report_ids[1], 0),
        (street.report_ids[0], 1),
    ]


def test_an_open_case_is_not_rated(world: World) -> None:
    number = in_state(world, "checked")
    with refused("illegal_move"):
        cases.rate(world.holder(number), number, **CONTENT)


def test_a_level_that_does_not_exist_is_refused(world: World) -> None:
    number = in_state(world, "closed")
    with refused("invalid", field="level", reason="unknown_choice"):
        cases.rate(world.holder(number), number, level="splendid", is_solved=True)


def test_a_grid_worker_does_not_rate_the_own_work_by_the_code_of_the_own_report(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "is_drawn", lambda number, secret: False)
    seen: dict[str, Any] = {"by": world.lin, "channel": "grid_worker", "class_code": "06010"}
    another_s, own = world.report(**seen), world.report(**seen)
    world.drive(another_s, "void")
    cases.rate(world.holder(another_s), another_s, **CONTENT)
    cases.self_handle(world.lin, own, outcome="done", result="Swept.")
    with refused("separation_of_duties", duty="rater", standing="self_handler"):
        cases.rate(world.holder(own), own, **CONTENT)


def test_nobody_who_handled_rates_by_another_s_code_while_signed_in(world: World) -> None:
    number = in_state(world, "closed")
    with refused("separation_of_duties", duty="rater", standing="handler"):
        cases.rate(world.holder(number), number, **CONTENT, person=world.zhao.key)
    cases.rate(world.holder(number), number, **CONTENT, person=world.chen.key)


def test_nobody_rates_for_the_reporter_without_the_code(world: World) -> None:
    number = in_state(world, "closed")
    for staff in (world.chen, world.zhao, world.leader):
        with refused("forbidden"):
            cases.rate(staff, number, **CONTENT)
    assert {code for *_, code in attempts()} == {"forbidden"}
