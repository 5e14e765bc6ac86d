"""Who may do what, declared for every operation of the API. An operation without a row here fails the tests."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.api.conftest import Caller
from tests.api.pictures import picture
from tests.domain.places.test_redivide import PARTS
from tests.world import BUILDING, World, in_a_month, new_key

INSIDE = ("lin", "wang", "chen", "zhao", "feng", "sun", "leader", "auditor")
# The administrator sees no case.
OUTSIDE = ("stranger", "stranger_zhao", "gong", "ren", "admin", "next_auditor")
PUBLIC = "anonymous"
EVERYBODY = (PUBLIC, *INSIDE, *OUTSIDE)


@dataclass
class Scene:
    """What a request is about: a case of the first street, brought into the state that the operation needs."""

    world: World
    number: str
    code: str
    version: str
    stored: str = ""
    task: str = ""


Ask = Callable[[Caller, Scene], Any]


@dataclass(frozen=True)
class Row:
    """One operation. Whoever is not `allowed` gets 401 without a session, 404 from outside or where the case is
    `hidden`, unless `refused`, else 403. `before` are the moves that come first; `for_outside` is what those get who
    may not, where it is about no case; those who stand `apart` played a part that excludes this one: 409."""

    ask: Ask
    success: int = 200
    allowed: tuple[str, ...] = EVERYBODY
    hidden: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    needs_photo: bool = False
    for_outside: int = 404

    def expected(self, who: str) -> int:
        """The status that this person must get."""
        if who in self.apart:
            return 409
        if who in self.allowed:
            return self.success
        if who == PUBLIC:
            return 401
        if who in self.refused:
            return 403
        if who in self.hidden:
            return 404
        return self.for_outside if who in OUTSIDE else 403


STAFF = (*INSIDE, *OUTSIDE)
# Before a case is dispatched its unit cannot see it.
NOT_YET = ("zhao", "feng")
DESK = ("chen",)
CHECKERS = ("lin", "wang", "sun")
UNIT = ("zhao",)
TO_UNIT = ("file", "dispatch")
TO_HANDLING = (*TO_UNIT, "accept", "start")
TO_HANDLED = (*TO_HANDLING, "report_back")
TO_CLOSED = (*TO_HANDLED, "check_pass", "close")


def move(verb: str, body: Any = None) -> Ask:
    """A move with what it needs."""
    return lambda caller, scene: caller.move(scene.number, verb, body, If_Match=scene.version)


def get(path: str) -> Ask:
    """Reads an address; the scene's own values fill it."""
    return lambda caller, scene: caller.get(path.format(**vars(scene)))


ROUTE = {"class_code": "06", "unit": "street/roads"}
REPORT = {"text": "The lamp is out.", "place": {"code": BUILDING}}
REASON, RESULT = {"reason": "Because."}, {"result": "Done."}
OUTCOME = {"outcome": "done", **RESULT}
RESTING = {**REASON, "until": in_a_month().isoformat()}
HOLD = {"holder": "subtask:7", "reason": "Not yet."}


def sign_in(caller: Caller, scene: Scene) -> Any:
    """With no token, because a program needs no session."""
    credentials = {"username": "leader", "password": scene.world.password}
    return Caller(caller.client).post("/session", credentials)


def code_speaks(word: str, body: Any) -> Ask:
    """What is said by the reporter's code."""
    return lambda caller, scene: caller.post(f"/reports/{scene.code}/{word}", body)


def merge(caller: Caller, scene: Scene) -> Any:
    """Into another case of the same street."""
    body = {"into": scene.world.report()}
    return caller.move(scene.number, "merge", body, If_Match=scene.version)


def put_photo(base: str) -> Ask:
    """Sends a picture to an address that ends in its digest."""

    def ask(caller: Caller, scene: Scene) -> Any:
        data, digest = picture("blue")
        return caller.put(f"{base.format(**vars(scene))}/photos/{digest}", data)

    return ask


def issue_token(caller: Caller, scene: Scene) -> Any:
    """In a session of whoever asks, because a token makes no token; the public can only try."""
    me = caller.get("/me")
    if me.status_code == 200:
        caller = Caller(caller.client)
        caller.post("/session", {"username": me.json()["username"], "password": scene.world.password})
    return caller.post("/tokens", {"name": "short"})


def revoke_own(caller: Caller, scene: Scene) -> Any:
    """Makes a token and ends it; the public can only try."""
    made = issue_token(caller, scene)
    return caller.delete(f"/tokens/{made.json().get('number', 'T00000001')}")


def post(path: str, body: Any = None) -> Ask:
    """Writes to an address; the scene's own values fill it."""
    return lambda caller, scene: caller.post(path.format(**vars(scene)), body)


def move_task(word: str, body: Any = None) -> Ask:
    """A move of a sub-task, of the version that stands now."""

    def ask(caller: Caller, scene: Scene) -> Any:
        version = caller.get(f"/tasks/{scene.task}").headers.get("ETag", '"1"')
        return caller.post(f"/tasks/{scene.task}/{word}", body, If_Match=version)

    return ask


ASSISTED = (*INSIDE, "ren")
TO_ASSISTED = (*TO_HANDLING, "add_task")
AUDITORS = ("auditor", "next_auditor")
CONFIRMED = {"is_confirmed": True}
TO_CLOSED = (*TO_HANDLED, "check_pass", "close")


def keep_filter(caller: Caller) -> Any:
    """Keeps a list under a name; the public can only try."""
    return caller.post("/filters", {"name": "Late", "query": "overdue=true"})


def ask_correction(caller: Caller) -> str:
    """Asks for a correction and tells its number; the public can only try."""
    made = caller.post("/corrections", {"field": "other", "wanted": "My badge"})
    return str(made.json().get("number", "Q00000001"))


def change_register(caller: Caller, scene: Scene) -> Any:
    """Adds a unit."""
    values = [{"column": "code", "value": "street/trees"}, {"column": "name", "value": "Trees"}]
    return caller.post("/registers/units", {"values": values})


def geojson(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The parts as a file has them."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {name: value for name, value in part.items() if name != "boundary"},
                "geometry": part["boundary"],
            }
            for part in parts
        ],
    }


def plan_division(caller: Caller) -> Any:
    """For tomorrow; the parts are those of today."""
    day = (timezone.localdate() + timedelta(days=1)).isoformat()
    return caller.post(f"/divisions?name=2027&starts_on={day}", geojson(PARTS))


def cancel_division(caller: Caller, scene: Scene) -> Any:
    """A plan of whoever asks; others can only try."""
    number = plan_division(caller).json().get("number", "D00000001")
    return caller.post(f"/divisions/{number}/cancel")


def number_of(kept: Any) -> str:
    return str(kept.json().get("number", "F00000001"))


MATRIX: dict[str, Row] = {
    "case.report": Row(lambda caller, scene: caller.post("/reports", REPORT), 201),
    "report.view": Row(get("/reports/{code}")),
    "report.add_photo": Row(put_photo("/reports/{code}"), 201),
    "report.photo": Row(get("/reports/{code}/photos/{stored}"), needs_photo=True),
    "report.data": Row(get("/reports/{code}/data")),
    "report.copy": Row(post("/reports/{code}/copy")),
    "report.correct": Row(post("/reports/{code}/correct", {"phone": "13800000067"})),
    "report.reword": Row(post("/reports/{code}/reword", {"text": "It drips.", "address": "3 Elm"})),
    "report.withdraw": Row(post("/reports/{code}/withdraw", CONFIRMED)),
    "report.erase": Row(post("/reports/{code}/erase", CONFIRMED), before=TO_CLOSED),
    "audit.view": Row(get("/audit/entries"), allowed=AUDITORS, for_outside=403),
    "audit.verify": Row(
        lambda caller, scene: caller.post("/audit/verify", {"number": scene.number}),
        allowed=("auditor",),
        hidden=("next_auditor",),
        for_outside=403,
    ),
    "retention.list": Row(get("/audit/retention-runs"), allowed=AUDITORS, for_outside=403),
    "privacy.register": Row(get("/privacy/register")),
    "session.begin": Row(sign_in),
    "session.end": Row(lambda caller, scene: caller.delete("/session"), 204, STAFF),
    "me.view": Row(get("/me"), allowed=STAFF),
    "token.issue": Row(issue_token, 201, STAFF),
    "token.view": Row(get("/tokens"), allowed=STAFF),
    "token.revoke": Row(revoke_own, 204, STAFF),
    "register.view": Row(get("/registers/units?q=water"), allowed=("admin",), for_outside=403),
    "route.trial": Row(post("/routes/trial", {"routes": [ROUTE]}), allowed=("admin",), for_outside=403),
    "route.gaps": Row(get("/routes/gaps"), allowed=("admin",), for_outside=403),
    "division.list": Row(get("/divisions"), allowed=("admin",), for_outside=403),
    "division.plan": Row(lambda caller, _scene: plan_division(caller), 201, allowed=("admin",), for_outside=403),
    "division.cancel": Row(cancel_division, allowed=("admin",), hidden=INSIDE),
    "register.change": Row(change_register, allowed=("admin",), for_outside=403),
    "case.list": Row(get("/cases"), allowed=STAFF),
    "figure.list": Row(get("/figures"), allowed=STAFF),
    "statistics.view": Row(get("/statistics")),
    "correction.list": Row(get("/corrections"), allowed=STAFF),
    "correction.ask": Row(post("/corrections", {"field": "other", "wanted": "My badge"}), 201, STAFF),
    "correction.withdraw": Row(
        lambda caller, scene: caller.post(f"/corrections/{ask_correction(caller)}/withdraw"), 200, STAFF
    ),
    "correction.grant": Row(post("/corrections/Q00000001/grant", {"reason": "Yes."}), 404, STAFF),
    "correction.refuse": Row(post("/corrections/Q00000001/refuse", {"reason": "No."}), 404, STAFF),
    "filter.list": Row(get("/filters"), allowed=STAFF),
    "filter.keep": Row(lambda caller, scene: keep_filter(caller), 201, STAFF),
    "filter.prefer": Row(
        lambda caller, scene: caller.post(f"/filters/{number_of(keep_filter(caller))}/prefer", {}), 204, STAFF
    ),
    "filter.rename": Row(
        lambda caller, scene: caller.post(f"/filters/{number_of(keep_filter(caller))}/rename", {"name": "Later"}),
        204,
        STAFF,
    ),
    "filter.remove": Row(lambda caller, scene: caller.delete(f"/filters/{number_of(keep_filter(caller))}"), 204, STAFF),
    "case.export": Row(
        lambda caller, scene: caller.post("/cases/export?format=csv"), allowed=("chen", "stranger"), for_outside=403
    ),
    "case.view": Row(get("/cases/{number}"), allowed=INSIDE, before=TO_UNIT),
    "case.timeline": Row(get("/cases/{number}/timeline"), allowed=INSIDE, before=TO_UNIT),
    "case.photo": Row(get("/cases/{number}/photos/{stored}"), allowed=INSIDE, before=TO_UNIT, needs_photo=True),
    "case.add_photo": Row(put_photo("/cases/{number}"), 201, ("lin", "zhao"), before=TO_UNIT),
    "case.reveal": Row(
        lambda caller, scene: caller.post(f"/cases/{scene.number}/reveal", {"field": "phone", **REASON}),
        allowed=DESK,
        hidden=NOT_YET,
    ),
    "case.issue_code": Row(move("issue-code", {"identity": "called_back", **REASON}), allowed=DESK, hidden=NOT_YET),
    "case.file": Row(move("file", {"class_code": "06025"}), allowed=("wang", "chen"), hidden=NOT_YET),
    "case.void": Row(move("void", REASON), allowed=("wang", "chen"), hidden=NOT_YET),
    "case.self_handle": Row(move("self_handle", {"class_code": "06010", **OUTCOME}), allowed=("lin",), hidden=NOT_YET),
    "case.dispatch": Row(move("dispatch", {"unit": "street/water"}), allowed=DESK, hidden=NOT_YET, before=("file",)),
    "case.accept": Row(move("accept"), allowed=UNIT, before=TO_UNIT),
    "case.return": Row(move("return", REASON), allowed=UNIT, before=TO_UNIT),
    "case.start": Row(move("start"), allowed=UNIT, before=(*TO_UNIT, "accept")),
    "case.report_back": Row(move("report_back", OUTCOME), allowed=UNIT, before=(*TO_UNIT, "accept", "start")),
    "case.check_pass": Row(move("check_pass", {"remark": "Seen."}), allowed=CHECKERS, before=TO_HANDLED),
    "case.check_fail": Row(move("check_fail", REASON), allowed=CHECKERS, before=TO_HANDLED),
    "case.close": Row(move("close", RESULT), allowed=DESK, before=(*TO_HANDLED, "check_pass")),
    "case.tasks": Row(get("/cases/{number}/tasks"), allowed=ASSISTED, before=TO_ASSISTED),
    "task.add": Row(
        post("/cases/{number}/tasks", {"unit": "street/roads", "text": "Close the road."}),
        201,
        allowed=("zhao", "chen"),
        before=TO_HANDLING,
    ),
    "task.list": Row(get("/tasks"), allowed=STAFF),
    "task.view": Row(get("/tasks/{task}"), allowed=ASSISTED, before=TO_ASSISTED),
    "task.accept": Row(move_task("accept"), allowed=("ren",), before=TO_ASSISTED),
    "task.report_done": Row(move_task("report-done", RESULT), allowed=("ren",), before=(*TO_ASSISTED, "accept_task")),
    "task.return": Row(move_task("return", REASON), allowed=("ren",), before=TO_ASSISTED),
    "task.cancel": Row(move_task("cancel", REASON), allowed=("zhao", "chen"), refused=("ren",), before=TO_ASSISTED),
    "transfer.list": Row(get("/transfers"), allowed=STAFF),
    "case.transfer_in": Row(
        lambda caller, scene: caller.post("/transfers", {**REPORT, "external_number": new_key()}),
        201,
        allowed=("gong",),
        refused=tuple(who for who in STAFF if who != "gong"),
    ),
    "case.merge": Row(merge, allowed=DESK, hidden=NOT_YET),
    "case.unmerge": Row(move("unmerge", REASON), allowed=DESK, hidden=NOT_YET, before=("merge",)),
    "case.transfer_out": Row(
        move("transfer_out", {"unit": "police", **REASON}), allowed=DESK, hidden=NOT_YET, before=("file",)
    ),
    "case.accept_transfer": Row(
        move("accept_transfer", {"reference": "A-1"}),
        allowed=("gong",),
        hidden=NOT_YET,
        before=("file", "transfer_out"),
    ),
    "case.return_transfer": Row(
        move("return_transfer", REASON), allowed=("gong",), hidden=NOT_YET, before=("file", "transfer_out")
    ),
    "case.recall": Row(
        move("recall"), allowed=DESK, hidden=NOT_YET, refused=("gong",), before=("file", "transfer_out")
    ),
    "case.answer_transfer": Row(
        move("answer_transfer", OUTCOME),
        allowed=("gong",),
        hidden=NOT_YET,
        before=("file", "transfer_out", "accept_transfer"),
    ),
    "case.receive": Row(move("receive"), allowed=DESK, hidden=NOT_YET, refused=("gong",), before=("transfer_in",)),
    "case.send_back": Row(
        move("send_back", REASON), allowed=DESK, hidden=NOT_YET, refused=("gong",), before=("transfer_in",)
    ),
    "case.ask_to_verify": Row(move("ask_to_verify"), allowed=DESK, hidden=NOT_YET),
    "case.verify": Row(
        move("verify", {"finding": "not_found", "remark": "Dry."}),
        allowed=("lin",),
        hidden=NOT_YET,
        before=("ask_to_verify",),
    ),
    "case.request_extension": Row(move("request_extension", REASON), allowed=UNIT, before=TO_HANDLING),
    "case.endorse_extension": Row(
        move("endorse_extension"), allowed=("feng",), before=(*TO_HANDLING, "request_extension")
    ),
    "case.approve_extension": Row(
        move("approve_extension"), allowed=DESK, before=(*TO_HANDLING, "request_extension", "endorse_extension")
    ),
    "case.refuse_extension": Row(
        move("refuse_extension", REASON), allowed=("feng", *DESK), before=(*TO_HANDLING, "request_extension")
    ),
    "case.request_suspension": Row(move("request_suspension", RESTING), allowed=UNIT, before=TO_HANDLING),
    "case.approve_suspension": Row(
        move("approve_suspension"), allowed=DESK, before=(*TO_HANDLING, "request_suspension")
    ),
    "case.refuse_suspension": Row(
        move("refuse_suspension", REASON), allowed=DESK, before=(*TO_HANDLING, "request_suspension")
    ),
    "case.resume": Row(move("resume"), allowed=DESK, before=(*TO_HANDLING, "request_suspension", "approve_suspension")),
    "case.reopen": Row(move("reopen", REASON), allowed=DESK, before=(*TO_HANDLED, "check_pass", "close")),
    "case.decline_contest": Row(
        move("decline_contest", REASON), allowed=DESK, before=(*TO_HANDLED, "check_pass", "close", "contest")
    ),
    "case.call_back": Row(
        move("call_back", {"reached": "no"}),
        allowed=("lin", *DESK),
        apart=("feng",),
        before=(*TO_HANDLED, "check_pass", "close"),
    ),
    "case.escalate": Row(move("escalate", REASON), allowed=("lin", *DESK), hidden=NOT_YET),
    "case.urge": Row(move("urge", REASON), allowed=DESK, before=TO_UNIT),
    "case.amend": Row(move("amend", {"class_code": "06010", **REASON}), allowed=DESK, hidden=NOT_YET, before=("file",)),
    "case.hold": Row(move("hold", HOLD), allowed=DESK, hidden=NOT_YET),
    "case.release": Row(move("release", {"holder": "subtask:7"}), allowed=DESK, hidden=NOT_YET, before=("hold",)),
    "report.nearby": Row(get(f"/reports/nearby?code={BUILDING}&class=06025")),
    "case.answer_message": Row(code_speaks("answer-message", {"text": "Words."})),
    "case.rate": Row(code_speaks("rate", {"is_solved": True, "level": "satisfied"}), apart=("zhao",), before=TO_CLOSED),
    "case.contest": Row(code_speaks("contest", REASON), before=TO_CLOSED),
    "case.send_message": Row(move("send_message", {"text": "Words."}), allowed=DESK, hidden=NOT_YET),
    "case.read_messages": Row(move("read_messages"), allowed=DESK, hidden=NOT_YET, before=("answer_message",)),
    "case.note": Row(move("note", {"text": "Words."}), allowed=("lin", "chen", "zhao"), before=TO_UNIT),
    "case.duplicates": Row(get("/cases/{number}/duplicates"), allowed=INSIDE, before=TO_UNIT),
    "area.list": Row(get("/areas")),
    "unit.list": Row(get("/units"), allowed=STAFF),
    "class.list": Row(get("/classes")),
    "class.offer": Row(get("/classes/offer?text=dirty")),
    "standard.list": Row(get("/classes/06025/standards")),
    "place.search": Row(get("/places?q=Road")),
    "place.at": Row(get("/places/at?lon=120.005&lat=30.005&datum=cgcs2000")),
}

# The live stream is answered in front of the framework. Each person's status is tried in tests/realtime/test_stream.py.
STREAMS: dict[str, dict[str, int]] = {
    "stream.follow": {who: 401 if who == PUBLIC else 200 for who in EVERYBODY},
}
