"""A merge is undone (撤销合并)."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel.territory import territory
from tests.domain.asking import EYE, case_of, in_state, picture, refused, running
from tests.world import World

pytestmark = pytest.mark.postgres15


def followed(world: World, number: str) -> str:
    """Which case the holder of this report's code sees, and no other."""
    holder = world.holder(number)
    with territory(holder):
        seen = queries.one_of_code(holder)[1].number
        assert queries.page(holder, queries.Filter(), limit=9).rows[0].number == seen
        assert len(queries.page(holder, queries.Filter(), limit=9).rows) == 1
    return seen


@pytest.mark.parametrize(("state", "clock"), [("reported", "file"), ("filed", "dispatch")])
def test_the_source_goes_on_where_it_stood_with_its_reporter_and_its_pictures(
    world: World, state: str, clock: str
) -> None:
    target, source = world.report(), in_state(world, state)
    data, sha256 = picture()
    cases.add_photo(world.holder(source), source, data=data, sha256=sha256)
    world.merged(source, target)
    world.drive(source, "unmerge")
    assert (case_of(source).state, case_of(source).merged_into_id, running(source)) == (state, None, {clock})
    assert (followed(world, source), followed(world, target)) == (source, target)
    with territory(EYE):
        assert [photo.sent_sha256 for photo in queries.photos(EYE, queries.one(EYE, source))] == [sha256]
        assert queries.photos(EYE, queries.one(EYE, target)) == []


def test_not_once_the_other_case_has_ended(world: World) -> None:
    target = in_state(world, "checked")
    source = world.merged(into=target)
    world.drive(target, "close")
    with refused("illegal_move"):
        world.act(source, "unmerge")
    assert case_of(source).state == "merged"


def test_what_was_merged_before_goes_with_it(world: World) -> None:
    first, second, third = world.report(), world.report(), world.report()
    world.merged(first, second)
    world.merged(second, third)
    assert {followed(world, number) for number in (first, second, third)} == {third}
    world.drive(second, "unmerge")
    assert [followed(world, number) for number in (first, second, third)] == [second, second, third]
    world.drive(first, "unmerge")
    assert [followed(world, number) for number in (first, second, third)] == [first, second, third]
