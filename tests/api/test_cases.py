"""Cases as staff read them."""

import hashlib
from typing import Any

import pytest

from linli.api.wanted import Filtered
from linli.cases import actions, queries
from tests.api.conftest import Caller, People
from tests.api.pictures import picture
from tests.domain.asking import needs_pictures
from tests.world import NEXT_BUILDING, OTHER_BUILDING, TO_THE_END, World


def numbers(people: People, query: str = "", who: str = "chen") -> list[str]:
    response = people[who].get(f"/cases{query}")
    assert response.status_code == 200, response.content
    return [case["number"] for case in response.json()["cases"]]


def test_a_list_holds_the_cases_of_the_territory_and_no_others(world: World, people: People) -> None:
    here, there = world.report(), world.report(building=NEXT_BUILDING)
    assert numbers(people) == [here]
    assert numbers(people, who="stranger") == [there]
    assert numbers(people, who="zhao") == []


@pytest.fixture
def three(world: World) -> dict[str, str]:
    """A fresh case, a dispatched one with a class, and one in the other grid."""
    fresh = world.report("The lamp is out.")
    given = world.drive(world.report("Water on the road."), "file", "dispatch")
    other = world.report("Loud music.", building=OTHER_BUILDING)
    return {"fresh": fresh, "given": given, "other": other}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"fresh", "given", "other"}),
        ("?state=reported", {"fresh", "other"}),
        ("?state=reported&state=dispatched", {"fresh", "given", "other"}),
        ("?state=reported,dispatched", {"fresh", "given", "other"}),
        ("?area=330110010001002", {"other"}),
        ("?area=/33/330110010/330110010001/", {"fresh", "given", "other"}),
        ("?area=330110011000", set()),
        ("?unit=street/water", {"given"}),
        ("?class=06025", {"given"}),
        ("?q=lamp", {"fresh"}),
        ("?overdue=true", set()),
        ("?mine=true", set()),
        ("?channel=web", {"fresh", "given", "other"}),
        ("?channel=phone", set()),
        ("?level=community", {"fresh", "given", "other"}),
        ("?level=street", set()),
        ("?contested=true", set()),
        ("?reopened=true", set()),
        ("?urged=true", set()),
        ("?applied=true", set()),
        ("?from=2020-01-01&to=2999-12-31", {"fresh", "given", "other"}),
        ("?from=2999-12-31", set()),
        ("?to=2020-01-01", set()),
        ("?q=lamp&state=reported&from=2020-01-01", {"fresh"}),
        ("?bbox=120,30,120.01,30.01", {"fresh", "given"}),
        ("?sort=due_at", {"fresh", "given", "other"}),
    ],
)
def test_a_list_is_filtered(people: People, three: dict[str, str], query: str, names: set[str]) -> None:
    assert set(numbers(people, query)) == {three[name] for name in names}


def test_a_program_may_ask_for_whatever_a_page_may() -> None:
    asked = {field.alias or name for name, field in Filtered.model_fields.items()}
    assert asked == set(queries.READERS) | {"sort"}


def test_cases_whose_unit_was_urged_or_asks_for_time_are_found(world: World, people: People) -> None:
    urged = world.drive(world.report(), "file", "dispatch", "urge")
    asking = world.drive(world.report(), "file", "dispatch", "accept", "request_extension")
    assert numbers(people, "?urged=true") == [urged]
    for who in ("chen", "zhao"):
        assert numbers(people, "?applied=true", who) == [asking]
    assert numbers(people, "?applied=true", "stranger") == []
    world.drive(asking, "refuse_extension")
    assert numbers(people, "?applied=true") == []


def test_pages_follow_each_other_without_a_gap(world: World, people: People) -> None:
    all_of_them = [world.report(f"Number {n}") for n in range(7)]
    for sort in ("reported_at", "-reported_at"):
        seen, cursor = [], ""
        while True:
            page = people["chen"].get(f"/cases?limit=3&sort={sort}{cursor}").json()
            seen += [case["number"] for case in page["cases"]]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert sorted(seen) == sorted(all_of_them)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("state=gone", "state"),
        ("area=999999", "area"),
        ("area=First", "area"),
        ("area=/33", "area"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=1,2,3,x", "bbox"),
        ("bbox=nan,0,1,1", "bbox"),
        ("bbox=0,0,inf,1", "bbox"),
        ("bbox=2,0,1,1", "bbox"),
        ("bbox=0,0,181,1", "bbox"),
        ("sort=text", "sort"),
        ("cursor=xx", "cursor"),
        ("cursor=%00", "cursor"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("limit=1e3", "limit"),
        ("overdue=perhaps", "overdue"),
        ("channel=pigeon", "channel"),
        ("level=heaven", "level"),
        ("from=yesterday", "from"),
        ("to=2026-13-01", "to"),
        ("to=9999-12-31", "to"),
        ("from=0001-01-01", "from"),
        ("q=%00", "q"),
        ("q=" + "x" * 61, "q"),
        ("unit=%00", "unit"),
        ("page=2", "page"),
        ("limit=1&limit=2", "limit"),
    ],
)
def test_a_filter_that_cannot_be_right_is_named(world: World, people: People, query: str, field: str) -> None:
    response = people["chen"].get(f"/cases?{query}")
    assert (response.status_code, response.json()["field"]) == (422, field), response.content


def test_a_case_tells_its_version_and_what_may_be_done_now(world: World, people: People) -> None:
    number = world.report(contact={"name": "Mrs Ma", "phone": "13812345678"})
    response = people["chen"].get(f"/cases/{number}")
    assert response["ETag"] == '"1"'
    seen = response.json()
    assert {move["verb"] for move in seen["moves"]} == {
        *("file", "void", "ask_to_verify", "merge", "escalate", "hold", "release"),
        *("send_message", "read_messages", "issue_code", "note"),
    }
    assert next(move["requires"] for move in seen["moves"] if move["verb"] == "file") == ["class_code"]
    assert {contact["field"] for contact in seen["contacts"]} == {"name", "phone"}
    assert "13812345678" not in response.content.decode()
    assert people["leader"].get(f"/cases/{number}").json()["moves"] == []


def test_a_move_that_a_rule_forbids_is_offered_with_the_reason(world: World, people: People) -> None:
    number = world.report(by=world.chen, channel="patrol")
    world.drive(number, "file", "dispatch", "accept", "start", "report_back", "check_pass")
    close = next(m for m in people["chen"].get(f"/cases/{number}").json()["moves"] if m["verb"] == "close")
    assert close["obstacle"]


def test_list_and_case_tell_level_application_and_suggested_unit_as_the_page_shows_them(
    world: World, people: People
) -> None:
    filed = world.drive(world.report(), "file", "escalate")
    asked = world.drive(world.report(), "file", "dispatch", "accept", "start", "request_extension")
    rows = {row["number"]: row for row in people["chen"].get("/cases").json()["cases"]}
    for number in (filed, asked):
        one = people["chen"].get(f"/cases/{number}").json()
        assert {name: one[name] for name in rows[number]} == rows[number]
    assert (rows[filed]["level"], rows[asked]["level"]) == ("street", "community")
    assert rows[filed]["suggested_unit"] == {"code": "street/water", "name": "Water Unit"}
    assert (rows[asked]["suggested_unit"], rows[asked]["asked"]) == (None, "extension_asked")
    told = one["application"]
    assert (told["kind"], told["asked_by"], told["endorsed_by"]) == ("extension", "Zhao", None)
    assert told["reason"]
    assert people["chen"].get(f"/cases/{filed}").json()["application"] is None


def test_the_history_tells_words_and_names_but_no_digests(world: World, people: People) -> None:
    number = world.drive(world.report(), "file", "dispatch", "return")
    response = people["leader"].get(f"/cases/{number}/timeline")
    lines = response.json()["lines"]
    assert [line["version"] for line in lines] == [1, 2, 3, 4]
    assert (lines[3]["by"], lines[3]["remark"], lines[3]["data"]["unit"]) == ("Zhao", "Not ours.", "street/water")
    assert (lines[3]["data"]["from"], lines[3]["data"]["to"]) == ("dispatched", "filed")
    assert not any("remark" in line["data"] or "text" in line["data"] for line in lines)
    assert world.holder(number).key not in response.content.decode()


def test_the_handler_adds_a_picture_of_the_mended_thing(world: World, people: People) -> None:
    number = world.drive(world.report(), "file", "dispatch", "accept", "start")
    data, digest = picture()
    added = people["zhao"].put(f"/cases/{number}/photos/{digest}", data)
    assert (added.status_code, added.json()["is_after"]) == (201, True)
    stored = added.json()["stored_sha256"]
    seen = people["leader"].get(f"/cases/{number}/photos/{stored}")
    assert hashlib.sha256(seen.content).hexdigest() == stored
    assert people["leader"].get(f"/cases/{number}/timeline").json()["lines"][-1]["photos"] == [stored]
    assert people["stranger"].get(f"/cases/{number}/photos/{stored}").status_code == 404


def test_where_a_picture_of_afterwards_is_needed_it_is_required_until_it_is_there(world: World, people: People) -> None:
    needs_pictures(world, "06010", "06025")
    assert all(row["needs_after_photo"] for row in people["li"].get("/classes").json()["classes"])
    number = world.drive(world.report(), "file", "dispatch", "accept", "start")
    zhao, sun = people["zhao"], people["sun"]

    def required(caller: Caller, verb: str) -> list[str]:
        moves = caller.get(f"/cases/{number}").json()["moves"]
        return next(move["requires"] for move in moves if move["verb"] == verb)

    assert required(zhao, "report_back") == ["outcome", "result", "without_photo"]
    refused = zhao.move(number, "report_back", {"outcome": "done", "result": "Mended."})
    assert (refused.status_code, refused.json()["code"]) == (409, "rule")
    assert (
        zhao.move(
            number, "report_back", {"outcome": "done", "result": "Mended.", "without_photo": "Too dark."}
        ).status_code
        == 200
    )
    assert sun.get("/cases?without_photo=true").json()["cases"][0]["lacks_photo"] is True
    line = sun.get(f"/cases/{number}/timeline").json()["lines"][-1]
    assert (line["without_photo"], "without_photo" in line["data"]) == ("Too dark.", False)
    assert required(sun, "check_pass") == ["accepts_without_photo"]
    missing = sun.move(number, "check_pass")
    assert (missing.status_code, missing.json()["field"]) == (422, "accepts_without_photo")
    assert sun.move(number, "check_pass", {"accepts_without_photo": True}).status_code == 200
    assert people["stranger"].get("/cases?without_photo=true").json()["cases"] == []


def test_what_is_settled_on_the_spot_is_shown_by_a_picture_that_is_said_to_be_of_afterwards(
    world: World, people: People
) -> None:
    needs_pictures(world, "06010")
    number = world.report(by=world.lin, channel="grid_worker")
    data, digest = picture()
    put = people["lin"].put(f"/cases/{number}/photos/{digest}?after=true", data)
    assert (put.status_code, put.json()["is_after"]) == (201, True)
    body = {"class_code": "06010", "outcome": "done", "result": "Swept."}
    assert people["lin"].move(number, "self_handle", body).status_code == 200
    assert people["lin"].put(f"/cases/{number}/photos/{digest}?after=perhaps", data).status_code == 422


def test_a_contact_is_revealed_for_a_reason_and_that_is_remembered(world: World, people: People) -> None:
    number = world.report(contact={"phone": "13812345678"})
    asked = {"field": "phone", "reason": "To ask where exactly."}
    response = people["chen"].post(f"/cases/{number}/reveal", asked)
    assert response.json() == {"field": "phone", "value": "13812345678"}
    assert people["leader"].get(f"/cases/{number}/timeline").json()["lines"][-1]["action"] == "case.reveal"
    without = people["chen"].post(f"/cases/{number}/reveal", {"field": "phone", "reason": ""})
    assert (without.status_code, without.json()["field"]) == (422, "reason")


def test_a_hold_stands_in_the_way_of_closing(world: World, people: People) -> None:
    number = world.drive(world.report(), "file", "dispatch", "accept", "start", "report_back", "check_pass")
    actions.hold(world.chen, number, holder="subtask:7", reason="Not yet.")
    response = people["chen"].move(number, "close", {"result": "Done."})
    assert (response.status_code, response.json()["code"]) == (409, "on_hold")


def test_reference_data_is_read(world: World, people: People) -> None:
    li = people["li"]
    assert {area["code"] for area in li.get("/areas?below=330110010000&level=grid").json()["areas"]} == {
        "330110010001001",
        "330110010001002",
    }
    assert [kind["code"] for kind in li.get("/classes").json()["classes"]] == ["06010", "06025"]
    found: list[dict[str, Any]] = li.get("/places?q=First Road").json()["places"]
    assert [building["name"] for building in found] == ["Block 1", "Block 2"]
    assert not any("place_code" in building for building in found)
    assert li.get("/places/at?lon=120.015&lat=30.005&datum=cgcs2000").json()["area"]["name"] == "Grid 2"
    assert li.get("/places/at?lon=0&lat=0&datum=wgs84").json()["is_outside"] is True
    assert "street/water" in {unit["code"] for unit in people["leader"].get("/units").json()["units"]}


def test_a_case_tells_the_calls_to_its_reporters_apart_from_their_ratings(world: World, people: People) -> None:
    number = world.drive(world.report(contact={"phone": "13800000067"}), *TO_THE_END)
    assert numbers(people, "?to_call=true") == [number]
    actions.call_back(world.chen, number, reached="yes", solved="partly", text="It drips at times.")
    case = people["chen"].get(f"/cases/{number}").json()
    (call,) = case["call_backs"]
    assert (call["is_reached"], call["solved"], call["level"], call["text"]) == (
        True,
        "partly",
        "",
        "It drips at times.",
    )
    assert case["ratings"] == []
    assert (numbers(people, "?to_call=true"), numbers(people, "?called=partly")) == ([], [number])
    line = people["chen"].get(f"/cases/{number}/timeline").json()["lines"][-1]
    assert (line["action"], line["data"]["reached"], "call" in line["data"]) == ("case.call_back", True, False)
    own = people["li"].get(f"/reports/{world.codes[number]}").json()["call_backs"]
    assert [set(each) for each in own] == [{"at", "is_reached", "solved", "level"}]
