"""Having put right what is held about oneself, for a program."""

from tests.api.conftest import People
from tests.world import World


def test_a_program_asks_and_another_answers(world: World, people: People) -> None:
    asked = people["zhao"].post("/corrections", {"field": "title", "wanted": "Chief"})
    assert asked.status_code == 201
    (waiting,) = people["admin"].get("/corrections").json()["to_decide"]
    assert (waiting["who"], waiting["wanted"]) == ("Zhao", "Chief")
    answered = people["admin"].post(f"/corrections/{waiting['number']}/refuse", {"reason": "Not yet."})
    assert answered.json()["state"] == "refused"
    (own,) = people["zhao"].get("/corrections").json()["own"]
    assert (own["answer"], people["admin"].get("/corrections").json()["to_decide"]) == ("Not yet.", [])
