"""PIPL 46: who works here asks to have put right what is held about them, and is answered within a term."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from linli.accounts import actions
from tests.domain.accounts.correcting import ask, of
from tests.domain.asking import refused
from tests.world import World, new_key

pytestmark = pytest.mark.postgres15


def test_it_is_due_within_the_city_s_working_days_and_late_afterwards(world: World) -> None:
    asked = of(ask(world))
    assert timedelta(days=14) < asked.due_at - asked.asked_at < timedelta(days=40)
    with time_machine.travel(timezone.now() + timedelta(days=41)):
        assert of(asked.number).is_late


@pytest.mark.parametrize(
    ("field", "wanted", "code", "at"),
    [
        ("name", " ", "missing_input", "wanted"),
        ("name", "x" * 61, "invalid", "wanted"),
        ("name", "a\x07b", "invalid", "wanted"),
        ("other", "x" * 201, "invalid", "wanted"),
        ("password", "x", "invalid", "field"),
    ],
)
def test_what_cannot_be_asked_is_told(world: World, field: str, wanted: str, code: str, at: str) -> None:
    with refused(code, field=at):
        ask(world, field, wanted)


def test_the_same_is_asked_once_at_a_time_and_the_same_key_is_one(world: World) -> None:
    key = new_key()
    first = actions.ask_correction(world.zhao, key, field="name", wanted="Zhao Yi")
    assert actions.ask_correction(world.zhao, key, field="name", wanted="Zhao Yi") == first
    with refused("rule", rule="already_asked_for"):
        ask(world, "name", "Zhao Er")
    ask(world, "title", "Chief")
