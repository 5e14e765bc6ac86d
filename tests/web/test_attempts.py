"""Whoever works here and tries what is not theirs to see is seen by whoever checks; the answer tells nothing."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.asking import attempts, in_state
from tests.web.conftest import Browse
from tests.world import NEXT_BUILDING, World

NOBODYS = "20260101999999"


def test_a_look_at_another_s_case_is_kept_and_answered_like_a_number_that_nobody_has(
    world: World, browse: Browse
) -> None:
    there = world.report(building=NEXT_BUILDING)
    chen = browse("chen")
    chen.get("/cases/")
    answers = []
    for number in (there, NOBODYS):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = chen.get(f"/cases/{number}/")
        answers.append((answer.status_code, answer.content, len(asked)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert attempts() == [(world.chen.key, "case.view", number, "not_found") for number in (there, NOBODYS)]


def test_every_way_to_another_s_case_is_kept_once(world: World, browse: Browse) -> None:
    there = world.report(building=NEXT_BUILDING)
    chen = browse("chen")
    picture = "0" * 64
    for path in ("", f"photos/{picture}", "standards", "file", "tasks/add"):
        assert chen.get(f"/cases/{there}/{path}").status_code == 404
    assert chen.post(f"/cases/{there}/file", {"class_code": "1"}).status_code == 404
    assert chen.post(f"/cases/{there}/reveal", {"field": "phone", "reason": "Ask."}).status_code == 404
    kept = [(who, what) for who, what, number, _ in attempts() if number == there]
    assert kept == [(world.chen.key, "case.view")] * 6 + [(world.chen.key, "case.reveal")]


def test_what_can_be_no_number_is_not_kept_nor_what_people_without_an_account_ask(world: World, browse: Browse) -> None:
    there = world.report(building=NEXT_BUILDING)
    for typed in ("13800000067", "Zhang San", "330110198001011234", "hello"):
        assert browse("chen").get(f"/cases/{typed}/").status_code == 404
    browse("li").get(f"/cases/{there}/")
    browse("li").get(f"/r/{world.codes[there]}0/")
    assert attempts() == []


def test_whoever_checks_there_sees_who_tried_and_what_nothing_is_behind(world: World, browse: Browse) -> None:
    there = world.report(building=NEXT_BUILDING)
    for number in (there, NOBODYS):
        browse("chen").get(f"/cases/{number}/")
    page = browse("next_auditor").get("/audit/?kind=refused").content.decode()
    assert f'<a href="/cases/{there}/">{there}</a>' in page
    assert "Chen" in page
    assert "Not theirs to see" in page
    assert NOBODYS not in page
    browse("stranger").get(f"/cases/{world.report()}/")
    assert "Stranger" not in browse("next_auditor").get("/audit/?kind=refused").content.decode()
    looks = browse("auditor").get("/audit/?kind=refused&action=case.view").content.decode()
    assert f'<a href="/cases/{NOBODYS}/">' not in looks
    assert "Look at it" in looks


def test_a_case_named_beside_the_own_one_is_kept_too(world: World, browse: Browse) -> None:
    own, there = in_state(world, "filed"), world.report(building=NEXT_BUILDING)
    form = {"version": "2", "key": "k" * 20, "into": there, "reason": "The same.", "whatever_class": "on"}
    assert browse("chen").post(f"/cases/{own}/merge", form).status_code == 422
    assert (world.chen.key, "case.merge", there, "invalid") in attempts()
