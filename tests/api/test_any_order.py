"""A few sequences of the machine in tests/any_order.py; `make drill` runs thousands against a real server."""

import json
from typing import Any

import pytest
from django.conf import settings as django_settings
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from linli.cases.workflow import TASK
from tests.any_order import MOVES, SHOWING, Answer, AnyOrder, Town
from tests.api.conftest import ROOT, People
from tests.domain.asking import needs_pictures, running
from tests.domain.cases.assisting import limits_of
from tests.model import OF_A_REPORTER
from tests.model_part import ASKED_FOR
from tests.unit.cases.expected import EXPECTED
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_no_sequence_of_requests_leads_astray(world: World, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(django_settings, "LINLI_WORDS_AN_HOUR", 100_000)
    needs_pictures(world, SHOWING)

    def ask(who: str, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        told = {name.replace("-", "_"): value for name, value in headers.items()}
        response = people[who].send(method, f"{ROOT}{path}", body, **told)
        return Answer(response.status_code, json.loads(response.content))

    class Here(AnyOrder):
        town = Town(ask, running, limits_of, django_settings.SECRET_KEY)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=8,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Here.town.told["accepted"] > 50
    # How many depends on which cases the town draws for a check.
    assert Here.town.told["asked to assist"] > 0


def test_the_machine_knows_every_move_that_people_make() -> None:
    together = {"merge", "unmerge", "absorb", "give_back", "join", "engage", "disengage", "reveal"}
    # What is imported is taken back by the import, what is overdue by the timekeeper; own data have tests of their own.
    elsewhere = {
        "take_back",
        "place",
        "become_overdue",
        "add_photo",
        "issue_code",
        "copy",
        "correct",
        "reword",
        "withdraw",
        "erase",
        "forget",
        "expire",
    }
    assert {row.verb for row in EXPECTED.values()} == set(MOVES) | set(OF_A_REPORTER) | together | elsewhere
    assert {move.name for move in TASK.moves} == set(ASKED_FOR)
