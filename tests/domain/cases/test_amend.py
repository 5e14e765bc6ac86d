"""What was filed wrongly is put right before the dispatch (修正)."""

from dataclasses import replace

from linli.cases import actions as cases
from linli.places.queries import spot_in_area
from tests.domain.asking import case_of, in_state, lines_of, refused, running, standard
from tests.world import IMPORTER, World

WHY = "It is the street."


def test_class_and_limit_are_those_of_the_right_class_and_the_clock_goes_on(world: World) -> None:
    number = in_state(world, "filed")
    clocks = running(number)
    cases.amend(world.chen, number, reason=WHY, class_code="06010")
    case, last = case_of(number), lines_of(number)[-1]
    assert case.event_class is not None
    assert (case.state, case.event_class.code) == ("filed", "06010")
    assert (case.limit_amount, case.limit_unit) == (case.event_class.limit_amount, case.event_class.limit_unit)
    assert running(number) == clocks
    assert (last.verb, last.remark, last.data["class_code"]) == ("amend", WHY, "06010")
    world.act(number, "dispatch")


def test_a_wrong_place_is_put_right(world: World) -> None:
    here = in_state(world, "filed")
    spot = replace(spot_in_area("330110010001001", "By the well"), lon=case_of(here).lon, lat=case_of(here).lat)
    cases.amend(world.chen, here, reason=WHY, spot=spot)
    assert (case_of(here).address, case_of(here).area_path) == ("By the well", spot.area_path)


def test_nothing_changed_is_refused_and_so_is_what_is_unknown(world: World) -> None:
    number = in_state(world, "filed")
    with refused("rule", rule="same_words"):
        cases.amend(world.chen, number, reason=WHY)
    with refused("rule", rule="same_words"):
        cases.amend(world.chen, number, reason=WHY, class_code="06025")
    with refused("invalid", field="class_code"):
        cases.amend(world.chen, number, reason=WHY, class_code="99999")


def test_once_a_unit_has_it_the_desk_takes_it_back_first(world: World) -> None:
    number = in_state(world, "dispatched")
    with refused("illegal_move"):
        cases.amend(world.chen, number, reason=WHY, class_code="06010")
    world.act(number, "recall")
    cases.amend(world.chen, number, reason=WHY, class_code="06010")


def test_another_standard_of_the_same_class_needs_no_class(world: World) -> None:
    cases.load_standards(IMPORTER, None, rows=[standard(1), standard(2)])
    number = world.report()
    world.act(number, "file", standard=1)
    cases.amend(world.chen, number, reason=WHY, standard=2)
    case = case_of(number)
    assert case.standard is not None
    assert (case.standard.item, case.limit_amount, lines_of(number)[-1].data["standard"]) == (2, 2, 2)
    with refused("rule", rule="same_words"):
        cases.amend(world.chen, number, reason=WHY, standard=2)
    with refused("invalid", field="standard"):
        cases.amend(world.chen, number, reason=WHY, standard=3)
