"""PIPL 19: a city keeps things for as short as it can; how long is data."""

from typing import Any

import pytest

from linli.cases import actions as cases
from linli.cases.models import CallBack
from linli.cases.queries import retention
from linli.kernel.territory import territory
from tests.domain.asking import EYE, case_of, in_state, refused
from tests.domain.cases.test_correct import contact
from tests.domain.cases.test_expire import retain_in
from tests.world import World

SAID: dict[str, Any] = {"solved": "no", "level": "dissatisfied", "text": "It drips at night."}

pytestmark = pytest.mark.postgres15
PHONE = ("cases_contact", "phone")


def test_the_declared_time_holds_until_another_is_set(world: World) -> None:
    assert retention.days()[PHONE] == 180
    cases.change_retention(EYE, None, table=PHONE[0], field=PHONE[1], days=30)
    cases.change_retention(EYE, None, table=PHONE[0], field=PHONE[1], days=14)
    assert retention.days()[PHONE] == 14
    assert retention.days()["cases_contact", "name"] == 180


def test_a_shorter_time_holds_for_what_is_kept_already(committed: World) -> None:
    number = in_state(committed, "closed", contact={"name": "李小明", "phone": "13800000067"})
    cases.change_retention(EYE, None, table=PHONE[0], field=PHONE[1], days=7)
    retain_in(8)
    assert set(contact(committed, number)) == {"name"}


@pytest.mark.parametrize("days", [0, -1, 3651])
def test_a_time_out_of_reason_is_refused(world: World, days: int) -> None:
    with refused("invalid", field="days", reason="out_of_range"):
        cases.change_retention(EYE, None, table=PHONE[0], field=PHONE[1], days=days)


@pytest.mark.parametrize(("table", "field"), [("cases_contact", "text"), ("accounts_account", "name"), ("", "")])
def test_what_is_not_declared_to_go_cannot_be_set(world: World, table: str, field: str) -> None:
    with refused("invalid", field="field", reason="unknown_field"):
        cases.change_retention(EYE, None, table=table, field=field, days=30)


def test_only_who_may_changes_it(world: World) -> None:
    with refused("forbidden"):
        cases.change_retention(world.chen, None, table=PHONE[0], field=PHONE[1], days=30)


@pytest.mark.parametrize("first", SAID)
def test_what_was_said_in_a_call_goes_field_by_field_and_the_call_with_the_last(committed: World, first: str) -> None:
    number = in_state(committed, "closed", contact={"phone": "13800000067"})
    cases.call_back(committed.chen, number, reached="yes", **SAID)
    for field in SAID:
        cases.change_retention(EYE, None, table="cases_callback", field=field, days=7 if field == first else 30)
    retain_in(8)
    with territory(EYE):
        rows = CallBack.objects.visible_to(EYE).filter(case=case_of(number))
        assert list(rows.values(*SAID)) == [{**SAID, first: ""}]
    version = case_of(number).version
    retain_in(9)
    assert case_of(number).version == version
    retain_in(31)
    with territory(EYE):
        assert not rows.all().exists()
