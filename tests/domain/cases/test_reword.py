"""PIPL 46: whoever reported puts the own words and the address right, until the matter is filed."""

from dataclasses import replace
from typing import Any

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel.actions import Target
from linli.kernel.territory import territory
from linli.places.queries import spot_of_code
from tests.domain.asking import attempts, case_of, in_state, lines_of, refused
from tests.domain.cases.neighbours import gather
from tests.domain.cases.test_copy import of
from tests.domain.cases.test_erase import chain_holds, found, typed
from tests.domain.cases.test_nothing_personal import tables_that_hold
from tests.world import BUILDING, World, new_key

pytestmark = pytest.mark.postgres15


def reword(world: World, number: str, **given: Any) -> None:
    cases.reword(world.holder(number), number, **given)


@pytest.mark.parametrize("state", ["reported", "verifying"])
def test_the_new_words_stand_and_nothing_of_the_old_ones_is_left_pipl_46(committed: World, state: str) -> None:
    number = in_state(committed, state, text="canaryold words", spot=typed())
    key = bytes(case_of(number).digest_key or b"")
    reword(committed, number, text=" canarynew words ", address="canarynew 303")
    held, line = of(committed, number), lines_of(number)[-1]
    assert (held.report.text, held.case.text, held.case.address) == (*["canarynew words"] * 2, "canarynew 303")
    assert (held.report.corrected_at, held.case.state) == (line.at, state)
    assert (line.verb, line.data["words"], line.data["place"]) == ("reword", True, True)
    for old in ("canaryold", "canaryplace"):
        assert (tables_that_hold(old), found(old)) == (set(), [])
    assert tables_that_hold("canarynew") == {"cases_case", "cases_report", "kernel_wording"}
    assert found("canarynew") == [number]
    assert bytes(case_of(number).digest_key or b"") not in (b"", key)
    assert chain_holds(number)


def test_an_address_of_which_nothing_is_said_stays_and_an_empty_one_is_that_of_the_building(world: World) -> None:
    number = world.report(spot=typed())
    reword(world, number, text="It drips.")
    assert (case_of(number).address, lines_of(number)[-1].data["place"]) == ("canaryplace 302", False)
    reword(world, number, text="It drips.", address="")
    assert case_of(number).address == spot_of_code(BUILDING).address
    without = world.report(spot=replace(typed(), building_id=None))
    reword(world, without, text="It drips.", address=" ")
    assert case_of(without).address == ""


def test_where_nothing_changes_nothing_is_written(world: World) -> None:
    number = world.report(text="The tap leaks.", spot=typed())
    version = case_of(number).version
    with refused("rule", rule="same_words"):
        reword(world, number, text="The tap leaks. ", address="canaryplace 302")
    with refused("missing_input", field="text"):
        reword(world, number, text=" \x00 ")
    for field, given in (("text", {"text": "x" * 2001}), ("address", {"text": "x", "address": "x" * 201})):
        with refused("invalid", field=field, reason="too_long"):
            reword(world, number, **given)
    assert (case_of(number).version, of(world, number).report.corrected_at) == (version, None)


def test_whoever_joined_puts_the_own_words_right_and_no_other_s(world: World) -> None:
    street = gather(world, text="Here too.")
    before = case_of(street.number)
    cases.reword(street.holders[1], street.number, text="Here as well.")
    with refused("invalid", field="address", reason="told_no_place"):
        cases.reword(street.holders[1], street.number, text="Here, here.", address="By the well")
    with territory(world.chen):
        case = queries.one(world.chen, street.number)
        texts = [report.text for report in queries.reports_of(world.chen, case)]
    assert (case.text, case.address) == (before.text, before.address)
    assert texts.count("Here as well.") == 1


def test_what_others_go_by_is_corrected_by_a_message_only(world: World) -> None:
    number = in_state(world, "filed", text="The tap leaks.")
    with refused("illegal_move"):
        reword(world, number, text="The pipe leaks.")
    assert attempts()[-1][1:] == ("case.reword", number, "illegal_move")
    merged = world.report(text="It leaks.")
    into = world.merged(merged, world.report())
    into = case_of(merged).merged_into.number  # type: ignore[union-attr]
    with refused("rule", rule="taken_up"):
        cases.reword(world.holder(merged), into, text="The pipe leaks.")
    assert (case_of(number).text, case_of(merged).text) == ("The tap leaks.", "It leaks.")
    world.drive(merged, "unmerge")
    reword(world, merged, text="The pipe leaks.")
    assert case_of(merged).text == "The pipe leaks."


def test_the_desk_that_read_the_old_words_files_nothing_by_them(world: World) -> None:
    number = world.report()
    seen = case_of(number).version
    reword(world, number, text="The pipe leaks.")
    with refused("stale"):
        cases.file(world.chen, Target(number, version=seen, key=new_key()), class_code="06025")


def test_the_code_of_one_report_rewords_no_other_and_nobody_does_without(world: World) -> None:
    number, other = world.report(), world.report()
    with refused("not_found"):
        cases.reword(world.holder(other), number, text="The pipe leaks.")
    with refused("forbidden"):
        cases.reword(world.chen, number, text="The pipe leaks.")
