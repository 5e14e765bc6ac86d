"""A client that hears nothing sends again with the same key, and nothing happens twice."""

from collections.abc import Callable
from threading import Barrier

import pytest

from linli.cases import actions as cases
from linli.cases.actions import photos
from linli.kernel.actions import Receipt, Target
from linli.kernel.models import IdempotencyKey
from linli.kernel.refusals import Refusal
from linli.places.queries import spot_of_code
from tests.domain.asking import at_once, attempts, case_of, in_state, lines_of, picture, refused, rows
from tests.world import BUILDING, World, new_key

pytestmark = pytest.mark.postgres15


def test_the_same_move_with_the_same_key_gives_the_same_answer(world: World) -> None:
    target = Target(in_state(world, "filed"), version=2, key=new_key())
    first = cases.dispatch(world.chen, target, unit="street/water")
    assert cases.dispatch(world.chen, target, unit="street/water") == first
    assert case_of(target.number).version == first.version == 3


def test_the_answer_stays_the_same_after_the_case_has_moved_on(world: World) -> None:
    target = Target(in_state(world, "filed"), key=new_key())
    first = cases.dispatch(world.chen, target, unit="street/water")
    world.drive(target.number, "accept", "start")
    assert cases.dispatch(world.chen, target, unit="street/water") == first


def test_the_same_key_with_another_body_is_refused(world: World) -> None:
    number, key = in_state(world, "filed"), new_key()
    cases.dispatch(world.chen, Target(number, key=key), unit="street/water")
    with refused("key_reused"):
        cases.dispatch(world.chen, Target(number, key=key), unit="street/roads")
    with refused("key_reused"):
        cases.dispatch(world.chen, Target(world.report(), key=key), unit="street/water")
    with refused("key_reused"):
        cases.void(world.chen, Target(number, key=key), reason="?")
    assert attempts() == []


def test_a_key_belongs_to_the_one_who_sent_it(world: World) -> None:
    key = new_key()
    one, other = in_state(world, "filed"), in_state(world, "dispatched")
    cases.dispatch(world.chen, Target(one, key=key), unit="street/water")
    cases.accept(world.zhao, Target(other, key=key))
    assert case_of(other).state == "accepted"


def test_a_refused_request_leaves_its_key_free(world: World) -> None:
    number, key = world.report(), new_key()
    with refused("illegal_move"):
        cases.dispatch(world.chen, Target(number, key=key), unit="street/water")
    world.drive(number, "file")
    cases.dispatch(world.chen, Target(number, key=key), unit="street/water")
    assert case_of(number).state == "dispatched"


def test_a_stale_version_is_refused_and_told_the_present_one(world: World) -> None:
    number = in_state(world, "filed")
    with refused("stale", version=2):
        cases.dispatch(world.chen, Target(number, version=1), unit="street/water")
    assert case_of(number).version == 2


def test_eight_reports_with_one_key_at_once_are_one_report(committed: World) -> None:
    key, spot = new_key(), spot_of_code(BUILDING)
    answers = at_once(8, lambda _: cases.report(committed.li, key, text="Leak.", spot=spot))
    assert len({str(answer) for answer in answers}) == 1
    assert not isinstance(answers[0], Refusal)
    assert IdempotencyKey.objects.filter(key=key).count() == 1
    assert [line.verb for line in lines_of(answers[0].receipt.number)] == ["report"]
    assert rows("SELECT count(*) FROM kernel_event WHERE name = 'case.reported'", using="relay") == [(1,)]


@pytest.mark.parametrize("state", ["reported", "handling"])
def test_the_same_picture_sent_several_times_at_once_is_kept_once_and_refused_to_nobody(
    committed: World, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    number, who = in_state(committed, state), {"reported": committed.lin, "handling": committed.zhao}[state]
    data, sha256 = picture()
    # All have looked for it before any of them adds it.
    together, clean = Barrier(4), photos.picture
    monkeypatch.setattr(photos, "picture", lambda *given: (clean(*given), together.wait(timeout=20))[0])
    answers = at_once(4, lambda _: cases.add_photo(who, number, data=data, sha256=sha256))
    assert [answer for answer in answers if isinstance(answer, Refusal)] == []
    assert [line.verb for line in lines_of(number)].count("add_photo") == 1


MOVES: dict[str, tuple[str, Callable[[World, Target], Receipt]]] = {
    "dispatch": ("filed", lambda world, target: cases.dispatch(world.chen, target, unit="street/water")),
    "return": ("dispatched", lambda world, target: cases.return_(world.zhao, target, reason="Not ours.")),
    "hold": ("checked", lambda world, target: cases.hold(world.chen, target, holder="subtask:7", reason="Open.")),
    "release": ("checked", lambda world, target: cases.release(world.chen, target, holder="subtask:1")),
    "close": ("checked", lambda world, target: cases.close(world.chen, target, result="Mended.")),
}


@pytest.mark.parametrize("verb", MOVES)
def test_eight_times_the_same_move_with_one_key_at_once_is_one_move(committed: World, verb: str) -> None:
    state, move = MOVES[verb]
    number = in_state(committed, state)
    if verb == "release":
        cases.hold(committed.chen, number, holder="subtask:1", reason="Open.")
    version = case_of(number).version
    target = Target(number, version, new_key())
    answers = at_once(8, lambda _: move(committed, target))
    assert len({str(answer) for answer in answers}) == 1
    assert not isinstance(answers[0], Refusal)
    assert case_of(number).version == version + 1
    assert attempts() == []


def test_of_eight_different_moves_on_one_version_one_is_made_and_the_others_are_stale(committed: World) -> None:
    number = in_state(committed, "filed")

    def dispatch(_: int) -> Receipt:
        return cases.dispatch(committed.chen, Target(number, 2, new_key()), unit="street/water")

    answers = at_once(8, dispatch)
    refusals = [answer.code for answer in answers if isinstance(answer, Refusal)]
    assert refusals == ["stale"] * 7
    assert case_of(number).version == 3
