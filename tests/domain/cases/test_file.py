"""Taking a matter up (立案)."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.places.queries import spot_of_code
from tests.domain.asking import case_of, clocks_of, lines_of, refused, running, standard
from tests.world import IMPORTER, NEXT_BUILDING, OTHER_BUILDING, World

pytestmark = pytest.mark.postgres15


def test_the_desk_takes_a_matter_up_under_a_class(world: World) -> None:
    number = world.drive(world.report(), "file")
    case = case_of(number)
    assert (case.state, case.event_class and case.event_class.code) == ("filed", "06025")
    assert lines_of(number)[-1].data["class_code"] == "06025"
    assert running(number) == {"dispatch"}


def test_the_desk_may_correct_the_place(world: World) -> None:
    number = world.report()
    world.act(number, "file", spot=spot_of_code(OTHER_BUILDING))
    case = case_of(number)
    assert (case.area_path[-16:], case.address) == ("330110010001002/", "First Road 2")


def test_a_matter_that_lies_in_the_next_street_may_be_filed_out_of_one_s_own_sight(world: World) -> None:
    number = world.report()
    world.act(number, "file", spot=spot_of_code(NEXT_BUILDING))
    with refused("not_found"):
        cases.dispatch(world.chen, number, unit="street/water")
    cases.dispatch(world.stranger, number, unit="next/water")
    assert case_of(number).state == "dispatched"


def test_an_unknown_class_is_refused(world: World) -> None:
    number = world.report()
    with refused("invalid", field="class_code", reason="unknown_class"):
        world.act(number, "file", class_code="99999")
    assert case_of(number).state == "reported"


def test_the_only_standard_of_a_class_is_taken_without_a_choice(world: World) -> None:
    cases.load_standards(IMPORTER, None, rows=[standard(1)])
    case = case_of(world.drive(world.report(), "file"))
    assert case.standard is not None
    assert (case.standard.item, case.limit_amount, case.limit_unit) == (1, 1, "work_hour")


def test_of_several_standards_one_must_be_chosen(world: World) -> None:
    cases.load_standards(IMPORTER, None, rows=[standard(1), standard(2, limit_unit="urgent_hour")])
    number = world.report()
    with refused("missing_input", field="standard"):
        world.act(number, "file")
    with refused("invalid", field="standard", reason="unknown_standard"):
        world.act(number, "file", standard=3)
    assert case_of(number).state == "reported"
    world.act(number, "file", standard=2)
    world.drive(number, "dispatch")
    handle = clocks_of(number)["handle"]
    assert (handle.amount, handle.unit) == (2, "urgent_hour")
    assert lines_of(number)[1].data["standard"] == 2


def test_what_a_move_requires_of_this_case_is_told_before(world: World) -> None:
    rows = [standard(1, closing_condition="It is dry."), standard(2, closing_condition="It is dry.")]
    cases.load_standards(IMPORTER, None, rows=rows)
    number = world.report(class_code="06025")
    assert queries.required(case_of(number), "file") == ["class_code", "standard"]
    world.act(number, "file", standard=2)
    world.drive(number, "dispatch", "accept", "start", "report_back", "check_pass")
    assert queries.required(case_of(number), "close") == ["result", "condition_met"]


def test_a_class_without_standards_has_its_own_limit(world: World) -> None:
    number = world.report()
    with refused("invalid", field="standard", reason="unknown_standard"):
        world.act(number, "file", standard=1)
    case = case_of(world.drive(number, "file"))
    assert (case.standard, case.limit_amount, case.limit_unit) == (None, 2, "work_day")
