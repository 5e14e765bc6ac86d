"""What became of a matter, over HTTP."""

from tests.api.conftest import People
from tests.domain.asking import in_state
from tests.world import World


def test_it_is_said_with_the_move_read_on_the_case_and_filtered_by(world: World, people: People) -> None:
    number, other = in_state(world, "handling"), in_state(world, "closed")
    chen, zhao = people["chen"], people["zhao"]
    for body, code in (({"result": "Seen."}, "missing_input"), ({"result": "Seen.", "outcome": "mended"}, "invalid")):
        refused = zhao.move(number, "report_back", body)
        assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (422, code, "outcome")
    assert zhao.move(number, "report_back", {"result": "Seen.", "outcome": "partly"}).status_code == 200
    assert chen.get(f"/cases/{number}").json()["outcome"] == "partly"
    assert people["li"].get(f"/reports/{world.codes[number]}").json()["outcome"] == ""
    world.drive(number, "check_pass")
    assert chen.move(number, "close", {"result": "One half is done."}).status_code == 200
    told = people["li"].get(f"/reports/{world.codes[number]}").json()
    assert (told["outcome"], told["result"]) == ("partly", "One half is done.")
    assert "一部分" in told["words"]
    found = {name: chen.get(f"/cases?{name}").json()["cases"] for name in ("outcome=partly", "outcome=done")}
    assert [[row["number"] for row in rows] for rows in found.values()] == [[number], [other]]
    assert chen.get("/cases?without=outcome").json()["cases"] == []
    assert chen.get("/cases?outcome=mended").status_code == 422
    lines = chen.get(f"/cases/{number}/timeline").json()["lines"]
    assert lines[-1]["data"]["outcome"] == "partly"


def test_on_the_spot_ends_nothing_that_is_left_over(world: World, people: People) -> None:
    number = world.report()
    body = {"class_code": "06010", "result": "One half is swept.", "outcome": "not_done"}
    refused = people["lin"].move(number, "self_handle", body, Accept_Language="en")
    assert (refused.status_code, refused.json()["code"]) == (409, "rule")
    assert "leave it to the desk" in refused.json()["message"]
    assert people["lin"].move(number, "self_handle", {**body, "outcome": "not_found"}).status_code == 200
