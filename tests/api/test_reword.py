"""The operation by which a reporter puts the own words right."""

from tests.api.conftest import Caller, People
from tests.world import World, new_key


def test_a_program_puts_the_words_right_by_the_same_rules(world: World, public: Caller, people: People) -> None:
    number = world.report(text="The tap leaks.")
    path = f"/reports/{world.codes[number]}/reword"
    key = new_key()
    wanted = {"text": "The pipe leaks.", "address": "Door 303"}
    answers = [public.post(path, wanted, Idempotency_Key=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    held = public.get(f"/reports/{world.codes[number]}/data").json()
    seen = people["chen"].get(f"/cases/{number}").json()["reports"][0]["corrected_at"]
    assert (held["text"], held["address"], held["corrected_at"]) == ("The pipe leaks.", "Door 303", seen)
    again = public.post(path, {"text": "The pipe leaks."})
    assert (again.status_code, again.json()["message"]) == (409, "内容没有变化。")
    world.drive(number, "file")
    late = public.post(path, {"text": "The roof leaks."})
    assert (late.status_code, late.json()["code"]) == (409, "illegal_move")
    assert "reword" not in public.get(f"/reports/{world.codes[number]}").json()["moves"]
