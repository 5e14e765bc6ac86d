"""An administrator changes what units there are."""

from typing import Any

import pytest

from linli.accounts import actions as accounts
from linli.accounts import queries
from linli.accounts.models import Account, AccountRecord, Grant, Unit
from linli.accounts.queries import actor_for
from linli.cases import queries as cases
from linli.cases.models import Case, Task
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
        ("parent", "nobody", "unknown_unit"),
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


def test_a_unit_moves_below_another_with_its_people_cases_tasks_and_rights(world: World) -> None:
    led, assisted = in_state(world, "handling"), world.assisted()
    closed, sent = in_state(world, "closed"), in_state(world, "transferred")
    change(world.admin, "", {"code": "works", "name": "Works"})
    below = {**told("street/water"), "code": "street/water/squad", "name": "Squad", "parent": "street/water"}
    change(world.admin, "", below)
    grant = Grant.objects.create(
        account=world.accounts["leader"], role_id="handler", unit=Unit.objects.get(code="works")
    )
    boss = actor_for(grant.account)
    before = sees(world, "zhao")
    change(world.admin, "street/water", {**told("street/water"), "parent": "works"})
    change(world.admin, "police", {**told("police"), "parent": "works"})
    assert [unit.path for unit in queries.units("/works/")] == [
        "/works/", "/works/police/", "/works/water/", "/works/water/squad/"
    ]  # fmt: skip
    assert {case_of(number).unit_path for number in (led, closed)} == {"/works/water/"}
    assert case_of(sent).unit_path == "/works/police/"
    assert sees(world, "zhao") == before
    assert {led, closed} <= numbers(boss)
    with territory(EYE):
        assert AccountRecord.objects.visible_to(EYE).get(account__username="zhao").unit_path == "/works/water/"
        task = Task.objects.visible_to(EYE).get(number=assisted)
        assert task.lead_path == "/works/water/"
        assert task.participants == ["unit:/works/water/"]
    assert actor_for(Account.objects.get(username="zhao")).may("case.report_back", case_of(led))
    (last, first, *_) = registers.history(world.admin, "units")
    assert first.differences == [("parent", "street", "works")]
    change(world.admin, "police", dict(last.before or {}))
    assert case_of(sent).unit_path == "/police/"


def test_a_unit_does_not_move_below_itself_nor_onto_another(world: World) -> None:
    change(world.admin, "", {"code": "street/water/squad", "name": "Squad"})
    change(world.admin, "", {"code": "water", "name": "Other"})
    for parent, reason in (("street/water/squad", "circle"), ("street/water", "circle"), ("", "taken_below")):
        with refused("invalid", field="parent", reason=reason):
            change(world.admin, "street/water", {**told("street/water"), "parent": parent})
    retire(world, "water")
    with refused("invalid", field="parent", reason="retired_above"):
        change(world.admin, "street/water", {**told("street/water"), "parent": "water"})


def test_what_comes_by_file_without_a_parent_stays_where_it_is(world: World) -> None:
    change(world.admin, "", {"code": "works", "name": "Works"})
    change(world.admin, "street/water", {**told("street/water"), "parent": "works"})
    rows = [{"code": "street/water", "name": "Waters"}, {"code": "street/water/squad", "name": "Squad"}]
    accounts.load_units(EYE, None, rows=rows)
    assert Unit.objects.get(code="street/water/squad").path == "/works/water/squad/"
    assert Unit.objects.get(code="street/water").path == "/works/water/"


def numbers(by: Actor) -> set[str]:
    with territory(by):
        return set(Case.objects.visible_to(by).values_list("number", flat=True))


def sees(world: World, username: str) -> set[str]:
    """The numbers of the cases that this account sees with its next click."""
    return numbers(actor_for(Account.objects.get(username=username)))


@pytest.mark.parametrize(("code", "is_outside"), [("street/water", "true"), ("police", "false")])
def test_one_of_our_own_stays_one_and_an_outside_unit_stays_outside(world: World, code: str, is_outside: str) -> None:
    number = in_state(world, "handled")
    with refused("invalid", field="outside", reason="outside_for_good"):
        change(world.admin, code, {**told(code), "outside": is_outside, "accept_amount": "", "accept_unit": ""})
    assert case_of(world.drive(number, "check_fail")).state == "handling"
