"""What cannot be right is told by its name and in a sentence that helps; an empty list never stands for a mistake."""

import pytest

from tests.api.conftest import Caller, People
from tests.world import World

WRONG = {
    "state=zzz": ("state", "reported, "),
    "state=filed,zzz": ("state", "reported, "),
    "unit=zzz": ("unit", "no unit with this code"),
    "class=zzz": ("class", "no class with this code"),
    "area=99": ("area", "no area with this code"),
    "area=zzz": ("area", "The code of an area"),
    "channel=zzz": ("channel", "web, "),
    "level=zzz": ("level", "grid, "),
    "overdue=zzz": ("overdue", "neither true nor false"),
    "contested=zzz": ("contested", "neither true nor false"),
    "reopened=zzz": ("reopened", "neither true nor false"),
    "mine=zzz": ("mine", "neither true nor false"),
    "from=zzz": ("from", "like 2026-03-01"),
    "to=2026-02-30": ("to", "like 2026-03-01"),
    "from=2026-03-02&to=2026-03-01": ("to", "before the first day"),
    "closed_from=zzz": ("closed_from", "like 2026-03-01"),
    "closed_from=2026-03-02&closed_to=2026-03-01": ("closed_to", "before the first day"),
    "weekday=0": ("weekday", "1, 2, "),
    "hour=24": ("hour", "0, 1, "),
    "light=blue": ("light", "red, "),
    "late=zzz": ("late", "neither true nor false"),
    "on_time=zzz": ("on_time", "neither true nor false"),
    "returned=zzz": ("returned", "neither true nor false"),
    "answered=zzz": ("answered", "neither true nor false"),
    "rating=zzz": ("rating", "any, "),
    "without=zzz": ("without", "class, "),
    "bbox=1,2": ("bbox", "west,south,east,north"),
    "q=": ("q", "needed"),
    "sort=zzz": ("sort", "due_at"),
    "unit=street/water&unit=street": ("unit", "there twice"),
    "zzz=1": ("zzz", "no such field"),
}


def told(answer: object) -> tuple[int, str, str]:
    body = answer.json()  # type: ignore[attr-defined]
    return answer.status_code, body["field"], body["errors"][0]["message"]  # type: ignore[attr-defined]


def test_each_filter_of_list_and_export_is_strict(people: People) -> None:
    chen = people["chen"]
    for query, (field, words) in WRONG.items():
        for answer in (
            chen.get(f"/cases?{query}", Accept_Language="en"),
            chen.post(f"/cases/export?{query}", Accept_Language="en"),
        ):
            status, named, sentence = told(answer)
            assert (status, named) == (422, field), query
            assert words in sentence, f"{query}: {sentence}"


def test_a_kept_list_is_as_strict(people: People) -> None:
    answer = people["chen"].post("/filters", {"name": "A", "query": "unit=zzz"}, Accept_Language="en")
    assert told(answer)[:2] == (422, "unit")


def test_codes_that_are_known_filter_on(world: World, people: People) -> None:
    world.report()
    for query in (
        "unit=street/water",
        "class=06025",
        "class=matter:06025",
        "state=reported,filed&state=closed",
        "overdue=false",
    ):
        assert people["chen"].get(f"/cases?{query}").status_code == 200, query


@pytest.mark.parametrize("body", [b"[]", b'[{"text": "a"}]', b'"text"', b"7", b"null", b"true"])
def test_a_body_that_is_no_object_is_told_so(public: Caller, body: bytes) -> None:
    answer = public.post("/reports", body, Content_Type="application/json", Accept_Language="en")
    assert told(answer) == (422, "body", "Send one JSON object: names and values in braces, and nothing around it.")


def test_whoever_asks_who_they_are_learns_where_they_hold_what(people: People) -> None:
    me = people["zhao"].get("/me").json()
    assert [unit["code"] for unit in me["units"]] == ["street/water"]
    assert me["areas"] == []
    assert {held["role"]["code"] for held in me["grants"]} == {role["code"] for role in me["roles"]} == {"handler"}
    (held,) = me["grants"]
    assert (held["unit"]["code"], held["area"], held["until"]) == ("street/water", None, None)
    wang = people["wang"].get("/me").json()
    assert [area["name"] for area in wang["areas"]] == [held["area"]["name"] for held in wang["grants"]]
