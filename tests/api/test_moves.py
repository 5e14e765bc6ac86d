"""Every move over the API, one by one, and the loop from end to end."""

from typing import Any

import pytest

from linli.api.moves import MOVES
from linli.api.urls import PREFIX, described
from linli.cases import actions
from linli.cases.workflow import CASE
from tests.api.conftest import Caller, People
from tests.world import BUILDING, TO_THE_END, World, in_a_month, new_key

REASON, RESULT = {"reason": "Because."}, {"result": "Done."}
OUTCOME = {"outcome": "done", **RESULT}
HANDLING = ("file", "dispatch", "accept", "start")
HANDLED = (*HANDLING, "report_back")
RESTING = {"until": in_a_month().isoformat()}
# verb → who makes it, with what, after which moves
SCENES: dict[str, tuple[str, dict[str, Any], tuple[str, ...]]] = {
    "file": ("chen", {"class_code": "06025"}, ()),
    "void": ("chen", REASON, ()),
    "self_handle": ("lin", {"class_code": "06010", **OUTCOME}, ()),
    "dispatch": ("chen", {"unit": "street/water"}, ("file",)),
    "accept": ("zhao", {}, ("file", "dispatch")),
    "return": ("zhao", REASON, ("file", "dispatch")),
    "start": ("zhao", {}, ("file", "dispatch", "accept")),
    "report_back": ("zhao", OUTCOME, ("file", "dispatch", "accept", "start")),
    "check_pass": ("sun", {"remark": "Seen."}, HANDLED),
    "check_fail": ("sun", REASON, HANDLED),
    "close": ("chen", RESULT, (*HANDLED, "check_pass")),
    "merge": ("chen", {"into": "20260101000000"}, ()),
    "unmerge": ("chen", REASON, ("merge",)),
    "transfer_out": ("chen", {"unit": "police", **REASON}, ("file",)),
    "accept_transfer": ("gong", {}, ("file", "transfer_out")),
    "return_transfer": ("gong", REASON, ("file", "transfer_out")),
    "recall": ("chen", {}, ("file", "transfer_out")),
    "answer_transfer": ("gong", OUTCOME, ("file", "transfer_out", "accept_transfer")),
    "receive": ("chen", {}, ("transfer_in",)),
    "send_back": ("chen", REASON, ("transfer_in",)),
    "ask_to_verify": ("chen", {}, ()),
    "verify": ("lin", {"finding": "confirmed", "remark": "It drips."}, ("ask_to_verify",)),
    "request_extension": ("zhao", REASON, HANDLING),
    "endorse_extension": ("feng", {}, (*HANDLING, "request_extension")),
    "approve_extension": ("chen", {}, (*HANDLING, "request_extension", "endorse_extension")),
    "refuse_extension": ("feng", REASON, (*HANDLING, "request_extension")),
    "request_suspension": ("zhao", {**RESTING, **REASON}, HANDLING),
    "approve_suspension": ("chen", {}, (*HANDLING, "request_suspension")),
    "refuse_suspension": ("chen", REASON, (*HANDLING, "request_suspension")),
    "resume": ("chen", {}, (*HANDLING, "request_suspension", "approve_suspension")),
    "reopen": ("chen", REASON, (*HANDLED, "check_pass", "close")),
    "decline_contest": ("chen", REASON, (*HANDLED, "check_pass", "close", "contest")),
    "call_back": ("chen", {"reached": "no"}, (*HANDLED, "check_pass", "close")),
    "escalate": ("chen", REASON, ()),
    "urge": ("chen", REASON, ("file", "dispatch")),
    "amend": ("chen", {"class_code": "06010", **REASON}, ("file",)),
    "hold": ("chen", {"holder": "subtask:7", "reason": "Not yet."}, ()),
    "release": ("chen", {"holder": "subtask:7"}, ("hold",)),
    "send_message": ("chen", {"text": "Which tap?"}, ()),
    "read_messages": ("chen", {}, ("answer_message",)),
    "note": ("chen", {"text": "He is hard of hearing."}, ()),
}
VERBS = list(SCENES)
# Another value of what a move takes last, where words would not do.
ANOTHER = {"release": "street:other", "merge": "20990101000000", "call_back": "yes"}
NEEDY = [verb for verb, (_, given, _) in SCENES.items() if given and verb != "check_pass"]


@pytest.fixture
def stage(world: World, people: People, request: pytest.FixtureRequest) -> tuple[Caller, str, dict[str, Any]]:
    """Who makes the move, the case in the state before it, and what the move takes."""
    who, given, before = SCENES[request.param]
    if request.param == "merge":
        given = {"into": world.report()}
    return people[who], prepared(world, before), given


def prepared(world: World, before: tuple[str, ...]) -> str:
    """A new case after these moves."""
    sent_in = before == ("transfer_in",)
    number = world.transfer_in() if sent_in else world.report(contact={"phone": "13800000067"})
    for verb in before[sent_in:]:
        if verb == "merge":
            world.merged(number)
        elif verb == "hold":
            actions.hold(world.chen, number, holder="subtask:7", reason="Not yet.")
        elif verb == "answer_message":
            actions.answer_message(world.holder(number), number, text="The left one.")
        else:
            world.act(number, verb)
    return number


each_move = pytest.mark.parametrize(("stage", "verb"), [(verb, verb) for verb in VERBS], indirect=["stage"])
Stage = tuple[Caller, str, dict[str, Any]]


def test_every_move_that_is_an_operation_is_tried_here() -> None:
    assert set(SCENES) == set(MOVES)  # `issue_code` answers with a code: tests/api/test_issue_code.py.


@each_move
def test_a_move_answers_with_state_and_version(stage: Stage, verb: str) -> None:
    caller, number, given = stage
    before = int(caller.get(f"/cases/{number}").headers["ETag"].strip('"'))
    response = caller.move(number, verb, given)
    assert response.status_code == 200, response.content
    told = response.json()
    assert set(told) == {"number", "state", "version", "at"}
    assert (told["number"], told["version"]) == (number, before + 1)
    assert response.headers["ETag"] == f'"{before + 1}"'


@each_move
def test_a_move_on_an_old_version_is_stale(stage: Stage, verb: str) -> None:
    caller, number, given = stage
    response = caller.move(number, verb, given, If_Match='"999"')
    assert (response.status_code, response.json()["code"]) == (412, "stale")


@each_move
def test_a_move_must_say_which_version_was_seen(stage: Stage, verb: str) -> None:
    caller, number, given = stage
    response = caller.move(number, verb, given, If_Match="")
    assert (response.status_code, response.json()["code"]) == (428, "version_missing")


@each_move
def test_a_version_in_another_form_is_malformed(stage: Stage, verb: str) -> None:
    caller, number, given = stage
    for tag in ("7", "*", 'w/"7"', '"0"', '"7", "8"', '"99999999999"', '"-1"'):
        assert caller.move(number, verb, given, If_Match=tag).status_code == 400


def test_a_weak_version_never_matches_as_rfc_9110_has_it(world: World, people: People) -> None:
    chen, number = people["chen"], world.report()
    assert chen.move(number, "file", {"class_code": "06025"}, If_Match='W/"1"').status_code == 400
    assert chen.move(number, "file", {"class_code": "06025"}, If_Match='"1"').status_code == 200


@each_move
def test_a_move_needs_a_proper_key(stage: Stage, verb: str) -> None:
    caller, number, given = stage
    for key in ("", "short", "x" * 81, "口" * 20):
        response = caller.move(number, verb, given, Idempotency_Key=key)
        assert (response.status_code, response.json()["code"]) == (400, "key_missing")


@each_move
def test_a_move_sent_twice_is_made_once_and_answered_alike(stage: Stage, verb: str) -> None:
    caller, number, given = stage
    told = {"Idempotency_Key": new_key(), "If_Match": caller.get(f"/cases/{number}").headers["ETag"]}
    first, second = (caller.move(number, verb, given, **told) for _ in range(2))
    assert first.status_code == 200
    assert (first.content, first.headers["ETag"]) == (second.content, second.headers["ETag"])


@pytest.mark.parametrize(("stage", "verb"), [(verb, verb) for verb in NEEDY], indirect=["stage"])
def test_a_key_with_another_body_is_refused(stage: Stage, verb: str) -> None:
    caller, number, given = stage
    told = {"Idempotency_Key": new_key(), "If_Match": caller.get(f"/cases/{number}").headers["ETag"]}
    assert caller.move(number, verb, given, **told).status_code == 200
    other = {**given, list(given)[-1]: ANOTHER.get(verb, "Other.")}
    response = caller.move(number, verb, other, **told)
    assert (response.status_code, response.json()["code"]) == (422, "key_reused")


@pytest.mark.parametrize(("stage", "verb"), [(verb, verb) for verb in NEEDY], indirect=["stage"])
def test_a_move_names_the_input_that_it_misses(stage: Stage, verb: str) -> None:
    caller, number, given = stage
    for name in given:
        if (verb, name) in (("self_handle", "class_code"), ("amend", "class_code")):
            continue
        response = caller.move(number, verb, {n: v for n, v in given.items() if n != name})
        assert (response.status_code, response.json()["field"]) == (422, name)


@each_move
def test_a_move_takes_nothing_that_is_not_declared(stage: Stage, verb: str) -> None:
    caller, number, given = stage
    response = caller.move(number, verb, {**given, "state": "closed"})
    assert (response.status_code, response.json()["field"]) == (422, "state")


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in CASE.verbs("closed")])
def test_no_other_move_is_possible_on_a_closed_case(world: World, people: People, verb: str) -> None:
    who, given, _ = SCENES[verb]
    number = world.drive(world.report(), *TO_THE_END)
    response = people["chen" if who == "gong" else who].move(number, verb, given)
    if who == "gong":
        assert (response.status_code, people[who].move(number, verb, given).status_code) == (403, 404)
        return
    assert (response.status_code, response.json()["code"]) == (409, "illegal_move")


def test_who_handled_a_case_may_not_check_it(world: World, people: People) -> None:
    number = prepared(world, ())
    for _ in range(40):
        if people["lin"].move(number, "self_handle", SCENES["self_handle"][1]).json()["state"] == "handled":
            break
        number = prepared(world, ())
    response = people["lin"].move(number, "check_pass", {})
    assert (response.status_code, response.json()["code"]) == (409, "separation_of_duties")


def test_a_unit_that_does_not_exist_is_named(world: World, people: People) -> None:
    number = prepared(world, ("file",))
    response = people["chen"].move(number, "dispatch", {"unit": "no/such"})
    assert (response.status_code, response.json()["field"]) == (422, "unit")


def test_the_desk_corrects_the_place_while_filing(world: World, people: People) -> None:
    number = prepared(world, ())
    place = {"lon": 120.015, "lat": 30.005, "datum": "wgs84"}
    assert people["chen"].move(number, "file", {"class_code": "06025", "place": place}).status_code == 200
    seen = people["chen"].get(f"/cases/{number}").json()
    assert seen["area"]["name"] == "Grid 2"


def test_a_report_goes_round_the_whole_loop_over_the_api(world: World, people: People, public: Caller) -> None:
    told = public.post("/reports", {"text": "Water on the road.", "place": {"code": BUILDING}}).json()
    number = told["number"]
    for verb in TO_THE_END:
        who, given, _ = SCENES[verb]
        offered = {move["verb"]: move for move in people[who].get(f"/cases/{number}").json()["moves"]}
        assert offered[verb]["obstacle"] is None
        response = people[who].send(
            "POST",
            offered[verb]["path"],
            given,
            Idempotency_Key=new_key(),
            If_Match=people[who].get(f"/cases/{number}").headers["ETag"],
        )
        assert response.status_code == 200, response.content
    followed = public.get(f"/reports/{told['code']}").json()
    assert (followed["state"], followed["result"], followed["unit"]) == ("closed", "Done.", "Water Unit")
    lines = people["leader"].get(f"/cases/{number}/timeline").json()["lines"]
    assert [line["action"] for line in lines] == ["case.report", *(f"case.{verb}" for verb in TO_THE_END)]
    assert [line["by"] for line in lines[1:3]] == ["Chen", "Chen"]
    assert lines[0]["by_kind"] == "reporter"


def test_an_operation_is_called_like_its_action() -> None:
    paths = described()["paths"]
    for verb in MOVES:
        operation = paths[f"{PREFIX}cases/{{number}}/{verb.replace('_', '-')}"]["post"]
        assert operation["operationId"] == f"case.{verb}"
