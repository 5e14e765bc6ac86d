"""Lists kept under a name, for a program."""

from tests.api.conftest import People
from tests.world import World


def test_a_kept_list_is_read_used_and_taken_away(world: World, people: People) -> None:
    number = world.report("The lamp is out.")
    chen = people["chen"]
    kept = chen.post("/filters", {"name": "Lamps", "query": "channel=web&sort=reported_at", "shared": True}).json()[
        "number"
    ]
    assert chen.post(f"/filters/{kept}/prefer", {"first": True}).status_code == 204
    (one,) = chen.get("/filters").json()["filters"]
    assert one == {
        "number": kept,
        "name": "Lamps",
        "query": "channel=web&sort=reported_at",
        "owner": "Chen",
        "is_own": True,
        "is_shared": True,
        "is_first": True,
    }
    assert [case["number"] for case in chen.get(f"/cases?{one['query']}").json()["cases"]] == [number]
    assert [f["is_own"] for f in people["sun"].get("/filters").json()["filters"]] == [False]
    assert people["stranger"].get("/filters").json() == {"filters": []}
    assert people["stranger"].delete(f"/filters/{kept}").status_code == 404
    assert people["sun"].delete(f"/filters/{kept}").status_code == 403
    assert chen.delete(f"/filters/{kept}").status_code == 204
    assert chen.get("/filters").json() == {"filters": []}


def test_a_query_that_no_list_takes_is_named(world: World, people: People) -> None:
    answer = people["chen"].post("/filters", {"name": "Odd", "query": "colour=red"})
    assert (answer.status_code, answer.json()["field"]) == (422, "query")


def test_words_that_may_name_somebody_are_not_kept(world: World, people: People) -> None:
    answer = people["chen"].post("/filters", {"name": "Lamps", "query": "tab=all&q=lamp"})
    assert (answer.status_code, answer.json()["field"]) == (422, "query")
    assert "可能有人的姓名" in answer.content.decode()
