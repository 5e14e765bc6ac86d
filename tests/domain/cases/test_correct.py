"""PIPL 46: whoever left a contact has it corrected."""

import pytest

from linli.cases import actions as cases
from tests.domain.asking import lines_of, refused
from tests.domain.cases.test_copy import of
from tests.domain.cases.test_nothing_personal import tables_that_hold
from tests.world import World

pytestmark = pytest.mark.postgres15


def contact(world: World, number: str) -> dict[str, str]:
    return {row.field: row.value for row in of(world, number).contacts}


def test_a_wrong_number_is_put_right_and_the_history_names_the_field_alone_pipl_46(committed: World) -> None:
    number = committed.report(contact={"name": "李小明", "phone": "13800000066"})
    cases.correct(committed.holder(number), number, name="李小明", phone="13800000067")
    assert contact(committed, number) == {"name": "李小明", "phone": "13800000067"}
    assert lines_of(number)[-1].data["fields"] == "name,phone"
    assert tables_that_hold("13800000066") == set()
    assert tables_that_hold("13800000067") == {"cases_contact"}


def test_a_contact_may_be_left_later_and_what_is_left_empty_goes(world: World) -> None:
    number = world.report(contact={"name": "李小明"})
    cases.correct(world.holder(number), number, name="", phone="13800000067")
    assert contact(world, number) == {"phone": "13800000067"}


def test_what_is_no_phone_number_is_refused_and_nothing_changes(world: World) -> None:
    number = world.report(contact={"phone": "13800000067"})
    with refused("invalid", field="contact", reason="bad_phone"):
        cases.correct(world.holder(number), number, name="", phone="call me")
    assert contact(world, number) == {"phone": "13800000067"}


def test_an_anonymous_report_stays_anonymous(world: World) -> None:
    number = world.report(is_anonymous=True)
    with refused("invalid", reason="anonymous_with_contact"):
        cases.correct(world.holder(number), number, name="Li", phone="")


def test_for_whom_the_reporter_speaks_is_put_right_and_stays_where_nothing_is_said(world: World) -> None:
    given = {"phone": "13800000067", "on_behalf_of": "王方"}
    number = world.report(by=world.chen, channel="phone", is_on_behalf=True, contact=given)
    holder = world.holder(number)
    cases.correct(holder, number, name="", phone="", on_behalf_of="王芳")
    cases.correct(holder, number, name="", phone="13800000067")
    assert contact(world, number) == {"phone": "13800000067", "on_behalf_of": "王芳"}
    cases.correct(holder, number, name="", phone="", on_behalf_of="")
    assert contact(world, number) == {}


def test_who_reports_for_themselves_speaks_for_nobody_else(world: World) -> None:
    number = world.report(contact={"name": "Li"})
    with refused("invalid", field="on_behalf_of", reason="only_staff"):
        cases.correct(world.holder(number), number, name="Li", phone="", on_behalf_of="王芳")


def test_the_code_of_one_report_corrects_no_other(world: World) -> None:
    number, other = world.report(contact={"name": "Li"}), world.report()
    with refused("not_found"):
        cases.correct(world.holder(other), number, name="Somebody else", phone="")
