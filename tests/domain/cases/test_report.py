"""Taking a report."""

from datetime import UTC, datetime

import pytest
import time_machine

from linli.cases import actions as cases
from linli.cases import queries, rules
from linli.cases.models import Contact, Report
from linli.kernel.actor import public
from linli.kernel.territory import territory
from linli.places.queries import Spot, spot_of_code, spot_of_point
from tests.domain.asking import EYE, case_of, lines_of, refused, running
from tests.world import BUILDING, GRID_PATH, World, new_key

pytestmark = pytest.mark.postgres15
SPOT = Spot(GRID_PATH)


def test_a_report_opens_a_case_in_the_grid_where_the_matter_is(world: World) -> None:
    with time_machine.travel(datetime(2026, 3, 2, 23, 0, tzinfo=UTC), tick=False):
        case = case_of(world.report("The tap leaks."))
    assert case.number.startswith("20260303")  # the day of the town, not of Greenwich
    assert (case.state, case.version, case.text) == ("reported", 1, "The tap leaks.")
    assert (case.area_path, case.address, case.is_outside) == (GRID_PATH, "First Road 1", False)
    assert running(case.number) == {"file"}


def test_a_point_beyond_the_territory_is_kept_and_flagged_for_the_desk(world: World) -> None:
    case = case_of(world.report(spot=spot_of_point(121.5, 31.2)))
    assert (case.area_path, case.is_outside, case.lon) == ("/33/", True, 121.5)


def test_the_code_opens_this_case_and_no_other(world: World) -> None:
    number, other = world.report(), world.report()
    holder = world.holder(number)
    with territory(holder):
        report, case = queries.one_of_code(holder)
        assert (case.number, report.text) == (number, "The tap leaks.")
        with refused("not_found"):
            queries.one(holder, other)


@pytest.mark.parametrize("code", ["", "x" * 26])
def test_a_wrong_code_opens_nothing(world: World, code: str) -> None:
    world.report()
    guesser = public(rules.code_digest(code))
    with territory(guesser), refused("not_found"):
        queries.one_of_code(guesser)


def test_the_code_itself_is_nowhere_kept(world: World) -> None:
    number = world.report()
    with territory(EYE):
        report = Report.objects.visible_to(EYE).get(case__number=number)
    assert report.code_digest == rules.code_digest(world.codes[number])
    assert world.codes[number] not in str(vars(report))


def test_the_same_key_gives_the_same_number_and_code(world: World) -> None:
    key = new_key()
    first = cases.report(world.li, key, text="The tap leaks.", spot=spot_of_code(BUILDING))
    again = cases.report(world.li, key, text="The tap leaks.", spot=spot_of_code(BUILDING))
    assert first == again
    with refused("key_reused"):
        cases.report(world.li, key, text="Another matter.", spot=spot_of_code(BUILDING))


def test_a_report_needs_a_key_and_a_text(world: World) -> None:
    with refused("key_missing"):
        cases.report(world.li, None, text="The tap leaks.", spot=SPOT)
    for text in ("", " \x00 "):
        with refused("missing_input", field="text"):
            cases.report(world.li, new_key(), text=text, spot=SPOT)


def test_a_text_that_is_too_long_and_an_unknown_class_are_refused(world: World) -> None:
    with refused("invalid", field="text", reason="too_long"):
        world.report("x" * 2001)
    with refused("invalid", field="class_code", reason="unknown_class"):
        world.report(class_code="99999")


def test_an_address_longer_than_the_column_is_refused_and_not_an_accident(world: World) -> None:
    with refused("invalid", field="place", reason="too_long"):
        world.report(spot=Spot(GRID_PATH, address="x" * 201))


def test_a_contact_is_kept_apart_and_shown_masked(world: World) -> None:
    number = world.report(contact={"name": "李小明", "phone": " 13800000067\x00 "})
    with territory(world.chen):
        found = queries.contacts(world.chen, queries.one(world.chen, number))
    assert [(c.field, c.masked, c.value) for c in found] == [
        ("name", "李••", "李小明"),
        ("phone", "138••••••67", "13800000067"),
    ]


def test_a_contact_field_that_nobody_declared_is_refused(world: World) -> None:
    with refused("invalid", field="contact", reason="unknown_field"):
        world.report(contact={"identity_card": "330110199001010001"})


def test_an_anonymous_report_with_a_contact_is_refused_and_nothing_is_kept(world: World) -> None:
    with refused("invalid", field="contact", reason="anonymous_with_contact"):
        world.report(contact={"phone": "13800000067"}, is_anonymous=True)
    with territory(EYE):
        assert not Contact.objects.visible_to(EYE).exists()


def test_an_anonymous_report_names_nobody_but_its_code(world: World) -> None:
    number = world.report(is_anonymous=True)
    (line,) = lines_of(number)
    assert line.actor == "public"
    assert case_of(number).participants == [f"code:{rules.code_digest(world.codes[number])}"]


def test_whose_name_stands_at_a_report_does_not_report_without_one(world: World) -> None:
    with refused("invalid", field="anonymous", reason="staff_is_known"):
        world.report(by=world.lin, channel="grid_worker", is_anonymous=True)
    told = world.report(by=world.chen, channel="phone", is_anonymous=True)
    assert [line.actor for line in lines_of(told)] == [world.chen.key]


def test_whoever_saw_the_matter_is_remembered_as_observer_and_a_registrar_is_not(world: World) -> None:
    seen = case_of(world.report(by=world.lin, channel="grid_worker"))
    told = case_of(world.report(by=world.chen, channel="phone"))
    assert seen.played == [f"observer:{world.lin.key}"]
    assert told.played == []


def test_the_public_cannot_pretend_to_be_the_desk(world: World) -> None:
    with refused("invalid", field="channel", reason="unknown_channel"):
        world.report(channel="phone")
