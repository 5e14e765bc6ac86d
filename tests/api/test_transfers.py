"""The transfers from and to outside units, as a list."""

from tests.api.conftest import People
from tests.world import World


def test_each_side_lists_its_own_by_way_and_state_page_by_page(people: People, world: World) -> None:
    out = [world.drive(world.report(), "file", "transfer_out") for _ in range(3)]
    world.act(out[1], "accept_transfer", reference="JQ-1")
    world.drive(out[2], "accept_transfer", "answer_transfer")
    came_in = world.transfer_in()
    desk, police = people["chen"], people["gong"]

    def cases(by: str, wanted: str) -> list[str]:
        return [row["case"] for row in people[by].get(f"/transfers?{wanted}").json()["transfers"]]

    assert cases("chen", "way=out") == out[::-1]
    assert cases("chen", "way=in") == [came_in]
    assert cases("chen", "way=out&state=waiting") == out[:1]
    assert cases("gong", "state=accepted") == [out[1]]
    assert cases("chen", "state=ended") == [out[2]]
    assert cases("stranger", "") == []
    first = desk.get("/transfers?limit=2").json()
    rest = desk.get(f"/transfers?limit=2&cursor={first['next_cursor']}").json()
    seen = [row["case"] for page in (first, rest) for row in page["transfers"]]
    assert sorted(seen) == sorted([*out, came_in])
    assert rest["next_cursor"] is None
    assert police.get("/transfers?cursor=abc").status_code == 422
    (row,) = desk.get("/transfers?state=ended").json()["transfers"]
    assert (row["partner"]["code"], row["way"], row["outcome"]) == ("police", "out", "answered")
