"""Sub-tasks of assisting units on the pages."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.accounts.models import Unit
from linli.cases import queries
from tests.domain.asking import case_of, in_state
from tests.domain.cases.assisting import task_of
from tests.web.conftest import Browse, Markup
from tests.world import World

ASKED = {"unit": "street/roads", "text": "Close the road.", "until": ""}


def test_a_case_nobody_assists_teaches_whoever_may_ask_and_stays_quiet_for_others(browse: Browse, world: World) -> None:
    number = in_state(world, "handling")
    assert "Nobody assists" in browse("zhao").get(f"/cases/{number}/").content.decode()
    assert "Assisting units" not in browse("leader").get(f"/cases/{number}/").content.decode()
    assert "Nobody assists" not in browse("chen").get(f"/cases/{in_state(world, 'filed')}/").content.decode()


def test_a_part_goes_round_on_pages_without_a_script(browse: Browse, world: World) -> None:
    number = in_state(world, "handling")
    lead, other = browse("zhao"), browse("ren")
    asked = lead.fill(f"/cases/{number}/tasks/add", **ASKED)
    assert (asked.status_code, asked.url) == (302, f"/cases/{number}/")
    page = lead.get(f"/cases/{number}/").content.decode()
    assert "Close the road." in page
    assert "An assisting unit was asked" in page
    assert "1 sub-task of your unit" in other.get("/cases/").content.decode()
    listed = other.get("/tasks/").content.decode()
    assert number in listed
    (task,) = [word for word in listed.split('"') if word.startswith("S0")][:1]
    assert other.fill(f"/tasks/{task}/accept").status_code == 302
    assert other.fill(f"/tasks/{task}/report-done", result="Closed at noon.").status_code == 302
    seen = other.get(f"/tasks/{task}/").content.decode()
    assert "Closed at noon." in seen
    assert "no longer open to you" in seen
    assert other.get(f"/cases/{number}/").status_code == 404
    assert "No sub-tasks here" in other.get("/tasks/").content.decode()
    assert task in other.get("/tasks/?tab=ended").content.decode()
    assert "Closed at noon." in lead.get(f"/cases/{number}/").content.decode()
    assert case_of(number).open_tasks == 0


def test_while_a_part_is_open_the_report_back_is_barred_with_its_reason(browse: Browse, world: World) -> None:
    number = in_state(world, "handling")
    world.assisted(number)
    page = browse("zhao").get(f"/cases/{number}/").content.decode()
    assert "still works on a sub-task" in page
    assert f"/cases/{number}/report-back" not in page


def test_what_was_typed_comes_back_with_what_is_wrong(browse: Browse, world: World) -> None:
    number = in_state(world, "handling")
    lead = browse("zhao")
    late = lead.fill(f"/cases/{number}/tasks/add", **{**ASKED, "until": "2099-01-01T10:00"})
    assert late.status_code == 422
    assert "later than the case itself is due" in late.content.decode()
    assert "Close the road." in late.content.decode()
    empty = lead.fill(f"/cases/{number}/tasks/add", **{**ASKED, "text": " "})
    assert empty.status_code == 422
    task = world.assisted(number)
    stale = browse("ren").post(f"/tasks/{task}/accept", {"version": "9", "key": "a key of sixteen and more"})
    assert stale.status_code == 412
    assert "Somebody changed this meanwhile" in stale.content.decode()
    bad = browse("ren").post(f"/tasks/{task}/accept", {"version": "x", "key": "a key of sixteen and more"})
    assert bad.status_code == 422
    assert task_of(task).state == "asked"


def test_a_move_that_does_not_exist_is_nothing(browse: Browse, world: World) -> None:
    task = world.assisted()
    for path in (f"/tasks/{task}/explode", f"/tasks/{task}/report_done", "/tasks/S99999999/"):
        assert browse("ren").get(path).status_code == 404
    assert browse("ren").get(f"/tasks/{task}/report-done").status_code == 409


def test_the_pages_keep_the_strict_policy_and_label_every_field(browse: Browse, world: World) -> None:
    number = in_state(world, "handling")
    task = world.assisted(number)
    for path in (f"/cases/{number}/", f"/cases/{number}/tasks/add", "/tasks/", f"/tasks/{task}/"):
        found = Markup(browse("zhao").get(path))
        assert found.faults == []
        assert {given["id"] for given in found.inputs if "id" in given} <= found.labels


def test_a_retired_unit_is_not_offered(browse: Browse, world: World) -> None:
    number = in_state(world, "handling")
    page = browse("zhao").get(f"/cases/{number}/tasks/add").content.decode()
    assert 'value="street/roads"' in page
    assert 'value="street/water"' not in page
    assert 'value="police"' not in page
    Unit.objects.filter(code="street/roads").update(is_retired=True)
    assert 'value="street/roads"' not in browse("zhao").get(f"/cases/{number}/tasks/add").content.decode()


def test_the_audit_page_tells_the_moves_of_a_sub_task_in_words(browse: Browse, world: World) -> None:
    world.assisted()
    assert "Ask another unit to assist" in browse("auditor").get("/audit/").content.decode()


def test_the_list_costs_the_same_for_two_and_for_ten(browse: Browse, world: World) -> None:
    browser, counts = browse("ren"), []
    for more in (2, 8):
        for _ in range(more):
            world.assisted()
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/tasks/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_further_parts_are_behind_a_link(browse: Browse, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [world.assisted() for _ in range(2)]
    monkeypatch.setattr(queries, "tasks", partial(queries.tasks, limit=1))
    page = browse("ren").get("/tasks/").content.decode()
    assert (made[0] in page, made[1] in page) == (True, False)
    following = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    page = browse("ren").get(f"/tasks/{following.replace('&amp;', '&')}").content.decode()
    assert (made[0] in page, made[1] in page, 'rel="first"' in page) == (False, True, True)
