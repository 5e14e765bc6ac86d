"""The other side of an undone merge (拆出)."""

import pytest

from linli.cases import actions as cases
from tests.domain.asking import case_of, lines_of, refused
from tests.world import TO_THE_END, World

pytestmark = pytest.mark.postgres15


def test_both_sides_have_an_audit_entry_and_the_target_keeps_its_own_reporter(world: World) -> None:
    target = world.report()
    before = case_of(target).participants
    source = world.merged(into=target)
    world.drive(source, "unmerge")
    assert case_of(target).participants == before
    assert (lines_of(target)[-1].verb, lines_of(target)[-1].data["source"]) == ("give_back", source)
    assert lines_of(source)[-1].data["out_of"] == target


def test_who_saw_only_the_other_matter_may_close_this_one_again(world: World) -> None:
    target = world.report(by=world.ren, channel="patrol")
    others = [world.report(by=by, channel="patrol") for by in (world.sun, world.chen, world.ren)]
    for other in others:
        cases.merge(world.chen, other, into=target)
    cases.unmerge(world.chen, others[1], reason="Another tap.")
    cases.unmerge(world.chen, others[2], reason="Another tap.")
    assert set(case_of(target).played) == {f"observer:{by.key}" for by in (world.ren, world.sun)}
    world.drive(target, *TO_THE_END)
    assert case_of(target).state == "closed"


def test_nobody_at_the_desk_does_it_by_itself(world: World) -> None:
    with refused("forbidden"):
        cases.give_back(world.chen, world.report(), source=world.report())
