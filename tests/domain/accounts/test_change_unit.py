"""An administrator changes what units there are."""

from typing import Any

import pytest

from linli.accounts import actions as accounts
from linli.accounts import queries
from linli.accounts.models import AccountRecord, Unit
from linli.cases import queries as cases
from linli.cases.queries import hanging
from linli.kernel import registers
from linli.kernel.actor import Actor
from linli.kernel.territory import territory
from linli.places.queries import root_path
from tests.domain.asking import EYE, case_of, in_state, refused
from tests.world import COMMUNITY, World, new_key

pytestmark = pytest.mark.postgres15


def told(code: str) -> dict[str, str]:
    return queries.UNITS.told(Unit.objects.get(code=code))


def change(by: Actor, row: str, values: dict[str, str] | None, **more: Any) -> Any:
    return accounts.change_unit(by, registers.aim("units", root_path(), new_key()), row=row, values=values, **more)


def retire(world: World, code: str) -> None:
    change(world.admin, code, {**told(code), "retired": "true"})


def test_a_unit_is_added_below_another_changed_and_taken_out(world: World) -> None:
    change(world.admin, "", {"code": "street/trees", "name": "Trees", "kind": "squad"})
    assert told("street/trees")["parent"] == "street"
    change(world.admin, "street/trees", {**told("street/trees"), "phone": "0571-00000001"})
    assert Unit.objects.get(code="street/trees").phone == "0571-00000001"
    change(world.admin, "street/trees", None)
    assert not Unit.objects.filter(code="street/trees").exists()
    with territory(world.admin):
        assert len(registers.history(world.admin, "units")) == 3


def test_a_unit_to_which_something_refers_is_not_taken_out(world: World) -> None:
    with refused("rule", rule="in_use"):
        change(world.admin, "street/water", None)


def test_a_retired_unit_gets_no_case_any_more_and_ends_those_it_has(world: World) -> None:
    at_work, waiting = in_state(world, "handling"), in_state(world, "filed")
    retire(world, "street/water")
    with refused("invalid", field="unit", reason="retired_unit"):
        world.act(waiting, "dispatch")
    world.drive(at_work, "report_back", "check_pass", "close")
    assert cases.way_of(case_of(waiting), cases.ways()) is None


def test_a_retired_outside_unit_is_offered_no_matters(world: World) -> None:
    retire(world, "police")
    assert cases.outside_units() == []
    with refused("invalid", field="unit", reason="retired_unit"):
        world.act(in_state(world, "filed"), "transfer_out")


def test_what_hangs_on_a_unit_is_counted(world: World) -> None:
    in_state(world, "handling")
    in_state(world, "closed")
    found = hanging.on_unit("street/water")
    assert (found.cases, found.routes) == (1, 1)
    people = queries.on_unit("street/water")
    assert (people.people, people.grants, people.below) == (2, 2, 0)
    assert queries.on_unit("street").below == 2


def test_with_the_area_of_a_unit_changes_who_may_administer_its_people(world: World) -> None:
    change(world.admin, "street/water", {**told("street/water"), "area": COMMUNITY})
    with territory(EYE):
        record = AccountRecord.objects.visible_to(EYE).get(account__username="zhao")
    assert record.area_path == "/33/330110010/330110010001/"


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("code", "street/other", "fixed"),
        ("code", "street water", "bad_unit_code"),
        ("parent", "next", "other_parent"),
        ("area", "99", "unknown_area"),
        ("accept_amount", "2", "only_outside"),
        ("retired", "maybe", "not_yes_or_no"),
        ("name", "x" * 81, "too_long"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_column(world: World, column: str, value: str, reason: str) -> None:
    with refused("invalid", field=column, reason=reason):
        change(world.admin, "street/water", {**told("street/water"), column: value})


def test_an_outside_unit_has_a_time_within_which_it_accepts(world: World) -> None:
    change(world.admin, "police", {**told("police"), "accept_amount": "2", "accept_unit": "work_hour"})
    assert told("police")["accept_amount"] == "2"
    with refused("missing_input", field="accept_unit"):
        change(world.admin, "police", {**told("police"), "accept_unit": ""})


def test_only_who_keeps_the_register_changes_it(world: World) -> None:
    retire(world, "police")
    for by in (world.chen, world.stranger, world.li):
        with refused("not_found"):
            change(by, "street/water", None)
