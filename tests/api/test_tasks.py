"""Sub-tasks of assisting units over the API."""

from datetime import timedelta

from linli.cases import queries
from linli.cases.models import Task
from linli.kernel.territory import territory
from tests.api.conftest import People
from tests.domain.asking import EYE, case_of, in_state
from tests.world import World

ASKED = {"unit": "street/roads", "text": "Close the road."}


def test_a_part_goes_round_its_own_loop(world: World, people: People) -> None:
    number = in_state(world, "handling")
    made = people["zhao"].post(f"/cases/{number}/tasks", ASKED)
    assert made.status_code == 201
    task = made.json()["number"]
    assert made["Location"] == f"/api/v1/tasks/{task}"
    listed = people["ren"].get("/tasks").json()["tasks"]
    assert [(row["number"], row["case"], row["state"]) for row in listed] == [(task, number, "asked")]
    accepted = people["ren"].post(f"/tasks/{task}/accept", If_Match=made["ETag"])
    done = people["ren"].post(f"/tasks/{task}/report-done", {"result": "Closed."}, If_Match=accepted["ETag"])
    assert (done.status_code, done.json()["state"]) == (200, "done")
    seen = people["ren"].get(f"/tasks/{task}").json()
    assert (seen["case"], seen["result"], people["ren"].get(f"/cases/{number}").status_code) == (None, "Closed.", 404)
    assert people["zhao"].get(f"/cases/{number}/tasks").json()["tasks"][0]["state"] == "done"
    assert people["ren"].get("/tasks").json()["tasks"] == []
    assert [row["number"] for row in people["ren"].get("/tasks?state=ended").json()["tasks"]] == [task]


def test_no_part_is_left_out_however_many_there_are(world: World, people: People) -> None:
    made = [world.assisted() for _ in range(3)]
    with territory(EYE):
        Task.objects.visible_to(EYE).filter(number__in=made[:2]).update(due_at=None)
    seen, address = [], "/tasks?limit=1"
    while address:
        page = people["ren"].get(address).json()
        seen += [row["number"] for row in page["tasks"]]
        address = f"/tasks?limit=1&cursor={page['next_cursor']}" if page["next_cursor"] else ""
    assert seen == [made[2], *made[:2]]
    wrong = people["ren"].get("/tasks?cursor=abc")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "cursor")


def test_while_it_is_open_the_report_back_is_refused_with_a_sentence(world: World, people: People) -> None:
    number = in_state(world, "handling")
    people["zhao"].post(f"/cases/{number}/tasks", ASKED)
    answer = people["zhao"].move(number, "report_back", {"outcome": "done", "result": "Done."}, Accept_Language="en")
    assert (answer.status_code, answer.json()["code"]) == (409, "rule")
    assert "sub-task" in answer.json()["message"]
    assert case_of(number).state == "handling"


def test_a_stale_version_is_refused(world: World, people: People) -> None:
    task = world.assisted()
    people["ren"].post(f"/tasks/{task}/accept", If_Match='"1"')
    assert people["ren"].post(f"/tasks/{task}/return", {"reason": "No."}, If_Match='"1"').status_code == 412


def test_bad_input_is_answered_with_what_is_wrong(world: World, people: People) -> None:
    number = in_state(world, "handling")
    path = f"/cases/{number}/tasks"
    assert people["zhao"].post(path, {"unit": "street/roads"}).status_code == 422
    assert people["zhao"].post(path, {**ASKED, "until": "tomorrow"}).status_code == 422
    late = people["zhao"].post(path, {**ASKED, "until": "2099-01-01T00:00:00+08:00"})
    assert (late.status_code, late.json()["field"]) == (422, "until")
    assert people["zhao"].post(path, ASKED, Idempotency_Key="").status_code == 400
    assert people["ren"].get("/tasks/17").status_code in (404, 422)
    assert case_of(number).open_tasks == 0


def test_a_part_that_is_late_says_so_also_after_its_end(world: World) -> None:
    number = world.assisted()
    with territory(EYE):
        part = queries.task(EYE, number)
    assert part.due_at is not None
    assert not part.is_overdue_at(part.due_at)
    assert part.is_overdue_at(part.due_at + timedelta(minutes=1))
    part.ended_at = part.due_at
    assert not part.is_overdue_at(part.due_at + timedelta(days=9))
