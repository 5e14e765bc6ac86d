"""A new code for a reporter, over the API."""

from tests.api.conftest import Caller, People
from tests.world import World, new_key

ASKED = {"identity": "called_back", "reason": "The slip was lost."}


def test_a_new_code_is_issued_once_for_each_key_and_opens_the_report(
    world: World, people: People, public: Caller
) -> None:
    number = world.report()
    path, key = f"/cases/{number}/issue-code", new_key()
    answers = [people["chen"].post(path, ASKED, If_Match='"1"', Idempotency_Key=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert answers[0]["ETag"] == '"2"'
    assert public.get(f"/reports/{answers[0].json()['code']}").json()["number"] == number
    assert public.get(f"/reports/{world.codes[number]}").status_code == 404
    assert people["chen"].get(f"/cases/{number}").json()["reports"][0]["has_code"] is True


def test_it_needs_the_version_a_key_and_how_it_was_found_out(world: World, people: People) -> None:
    path = f"/cases/{world.report()}/issue-code"
    chen = people["chen"]
    assert chen.post(path, ASKED, Idempotency_Key=new_key()).status_code == 428
    assert chen.post(path, ASKED, Idempotency_Key="short", If_Match='"1"').status_code == 400
    assert chen.post(path, ASKED, Idempotency_Key=new_key(), If_Match='"7"').status_code == 412
    wrong = chen.post(path, {**ASKED, "identity": "a hunch"}, Idempotency_Key=new_key(), If_Match='"1"')
    assert (wrong.status_code, wrong.json()["field"]) == (422, "identity")
