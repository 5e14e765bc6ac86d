"""A merge is undone (撤销合并)."""

import time

import pytest
from django.conf import settings

from linli.cases import actions as cases
from linli.cases import queries, rules
from linli.cases.offers import Offered, seal
from linli.kernel.actor import Actor, public
from linli.kernel.territory import territory
from tests.domain.asking import EYE, case_of, in_state, picture, refused, running
from tests.domain.cases.neighbours import heard
from tests.world import World, new_key

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


def test_whoever_joined_the_source_goes_with_it(world: World) -> None:
    target, source = world.report(), world.report(class_code="06025")
    joined = join(source)
    world.merged(source, target)
    later = join(target)
    world.drive(source, "unmerge")
    with territory(EYE):
        told = {number: list(queries.reports_of(EYE, queries.one(EYE, number))) for number in (source, target)}
    assert [rules.code_digest(joined) in [r.code_digest for r in told[n]] for n in (source, target)] == [True, False]
    assert [rules.code_digest(later) in [r.code_digest for r in told[n]] for n in (source, target)] == [False, True]
    for code, number in ((joined, source), (later, target)):
        holder = public(rules.code_digest(code))
        with territory(holder):
            assert queries.one_of_code(holder)[1].number == number


def test_what_the_desk_has_not_read_goes_with_its_reporter_and_back(world: World) -> None:
    target, source = world.report(), world.report()
    for number in (source, target):
        cases.answer_message(world.holder(number), number, text="When?")
    world.merged(source, target)
    assert [case_of(number).unread_messages for number in (source, target)] == [0, 2]
    cases.answer_message(world.holder(source), target, text="Today?")
    world.drive(source, "unmerge")
    assert [case_of(number).unread_messages for number in (source, target)] == [2, 1]


def test_a_colleague_sees_again_what_was_the_own_report_and_nothing_else(world: World) -> None:
    phoned, saw, other = (world.report(by=world.zhao, channel=channel) for channel in ("phone", "patrol", "patrol"))
    target = world.report()
    for source in (phoned, saw):
        world.merged(source, target)
    world.drive(saw, "unmerge")
    assert sees(world.zhao, target)  # the other one of the two is still in it
    world.drive(phoned, "unmerge")
    assert not sees(world.zhao, target)
    world.merged(saw, other)
    world.drive(saw, "unmerge")
    assert sees(world.zhao, other)


def test_after_it_each_answer_is_rated(world: World) -> None:
    target, source = in_state(world, "checked"), world.report()
    world.merged(source, target)
    world.drive(target, "close")
    cases.rate(world.holder(source), target, level="satisfied", is_solved=True)
    world.drive(target, "reopen")
    world.drive(source, "unmerge", "void")
    cases.rate(world.holder(source), source, level="dissatisfied", is_solved=False)
    with territory(EYE):
        found = [queries.ratings_of(EYE, queries.one(EYE, number)) for number in (target, source)]
    assert [[rating.level for rating in ratings] for ratings in found] == [["satisfied"], ["dissatisfied"]]


def join(number: str) -> str:
    """Somebody joins the case; returns the code."""
    case = case_of(number)
    offer = seal(settings.SECRET_KEY, Offered(case.pk, number), int(time.time()))
    return cases.join(public(), new_key(), offer, text="Here too.").code


def sees(actor: Actor, number: str) -> bool:
    with territory(actor):
        return number in [case.number for case in queries.page(actor, queries.Filter(), limit=50).rows]


def test_what_was_said_to_all_meanwhile_stays_with_whoever_leaves(world: World) -> None:
    target, source = world.report(), world.report()
    cases.send_message(world.chen, target, text="Before.")
    world.merged(source, target)
    cases.send_message(world.chen, target, text="The water is off until noon.")
    world.drive(source, "unmerge")
    cases.send_message(world.chen, target, text="After.")
    assert heard(world.holder(source)) == ["The water is off until noon."]
    assert heard(world.holder(target)) == ["Before.", "The water is off until noon.", "After."]
    assert [case_of(number).unread_messages for number in (source, target)] == [0, 0]
