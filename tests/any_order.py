"""G08, G09, G38 over HTTP: people of every part try every move of several cases in any order, legal or not, with an old
version, with a key that was used, merging, parting, asking others to assist. `tests/model.py` and `tests/model_part.py`
say what each must be answered."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, TypeVar

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from linli.cases.offers import Offered, seal
from linli.cases.rules import is_drawn
from linli.kernel.refusals import STATUS
from tests.model import (
    GIVEN,
    HANDING_IN,
    HOME,
    MAY,
    OF_A_REPORTER,
    OUTCOMES,
    REVEALING,
    SAYING,
    UNSHOWN,
    WORDS,
    Model,
    Reported,
    owner,
)
from tests.model_part import ASKED_FOR, LEADERS, UNITS, Part, refusal_of_asking
from tests.world import BUILDING, STAFF, in_a_month, new_key

MOVES: dict[str, dict[str, Any]] = {**GIVEN, **WORDS}
MOVES["request_suspension"] = {**MOVES["request_suspension"], "until": in_a_month().isoformat()}
MOST_CASES = 4
# Every second case is of a class that needs a picture of afterwards; nobody here has one.
PLAIN, SHOWING = "06010", "06025"
# Who says what they saw, by which channel: 'phone' is somebody else's word.
REPORTERS = (
    ("li", "web"),
    ("lin", "patrol"),
    ("zhao", "patrol"),
    ("zhao", "phone"),
    ("chen", "phone"),
    ("ren", "patrol"),
)
# To where a unit may ask for more time, for rest, for others' help.
TAKING_ON = (("chen", "file"), ("chen", "dispatch"), ("zhao", "accept"))
NAMES = {name: who for who, (name, *_) in STAFF.items()}
READER = "auditor"
Picked = TypeVar("Picked")
AT = st.integers(0, 9_999)


class Answer(NamedTuple):
    """What came back."""

    status: int
    body: Any


# Who asks, method, path below the API's root, body, headers.
Ask = Callable[[str, str, str, Any, dict[str, str]], Answer]


@dataclass(frozen=True)
class Town:
    """The way to the town: `ask` sends a request, `clocks` names the clocks that run for a case and `limits` the
    sub-tasks of it whose clock runs, `secret` seals offers; `told` counts what happened."""

    ask: Ask
    clocks: Callable[[str], set[str]]
    limits: Callable[[str], set[str]]
    secret: str
    told: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Sent:
    """A write that was accepted, to be sent again."""

    who: str
    path: str
    body: Any
    headers: dict[str, str]
    answer: Answer


class AnyOrder(RuleBasedStateMachine):
    """A few cases at a time."""

    town: ClassVar[Town]

    def __init__(self) -> None:
        super().__init__()
        self.cases: list[Model] = []
        self.reports: list[Reported] = []
        self.parts: list[Part] = []
        self.accepted: list[Sent] = []

    @initialize(reporter=st.sampled_from(REPORTERS), is_taken_on=st.booleans(), is_shown=st.booleans())
    def begin(self, reporter: tuple[str, str], is_taken_on: bool, is_shown: bool) -> None:
        self.report(*reporter)
        self.cases[0].files_as = SHOWING if is_shown else PLAIN
        for who, verb in TAKING_ON if is_taken_on else ():
            self.attempt(self.cases[0], who, verb)

    @rule(reporter=st.sampled_from([*REPORTERS, ("gong", "")]))
    def somebody_reports(self, reporter: tuple[str, str]) -> None:
        if len(self.cases) == MOST_CASES:
            return
        if reporter[0] == "gong":
            self.transfer_in()
        else:
            self.report(*reporter)

    @rule(at=AT, reporter=st.sampled_from(REPORTERS))
    def somebody_joins(self, at: int, reporter: tuple[str, str]) -> None:
        case = pick(at, self.cases)
        who, channel = reporter
        offer = seal(self.town.secret, Offered(int(case.number[8:]), case.number), int(time.time()))
        body = {"text": "Here too.", "place": {"code": BUILDING}, "channel": channel, "joins": offer}
        body |= {"contact": {"phone": self.phone}}
        answer = self.send(who, "/reports", body, {})
        if case.is_ended:
            assert answer.body.get("code") == "rule", (answer, case)
            return
        assert (answer.status, answer.body.get("number")) == (201, case.number), (answer, case)
        self.enter(case, who, channel, answer)
        case.make(who, "join")
        self.looks_right(case)

    @rule(at=AT, who=st.sampled_from(sorted(MAY)), verb=st.sampled_from(sorted(MOVES)))
    def anybody_tries_anything(self, at: int, who: str, verb: str) -> None:
        self.attempt(pick(at, self.cases), who, verb)

    @rule(at=AT)
    def somebody_does_what_is_possible(self, at: int) -> None:
        self.do_what_is_possible(at)

    @rule(at=AT)
    def somebody_goes_on(self, at: int) -> None:
        """Twice as likely."""
        self.do_what_is_possible(at)

    @rule(at=AT, who=st.sampled_from(sorted(MAY)), verb=st.sampled_from(sorted(MOVES)))
    def somebody_saw_another_version(self, at: int, who: str, verb: str) -> None:
        case = pick(at, self.cases)
        others = [case.version + by for by in (-3, -2, -1, 1) if case.version + by > 0]
        given = pick(at // MOST_CASES, ["", *(f'"{other}"' for other in others)])
        answer = self.move(case, who, verb, MOVES[verb], version=given)
        expected = ("stale" if case.sees(who) else "not_found") if given else "version_missing"
        self.is_refused(answer, expected, who, verb, case)

    @rule(at=AT)
    def somebody_sends_again_what_was_accepted(self, at: int) -> None:
        if not self.accepted:
            return
        sent = pick(at, self.accepted)
        self.town.told["sent again"] += 1
        again = self.town.ask(sent.who, "POST", sent.path, sent.body, sent.headers)
        assert again == sent.answer, (sent, again)
        if sent.body:
            name = next((name for name in ("reason", "result", "text", "remark", "unit") if name in sent.body), "")
            other = {**sent.body, name: "Something else."} if name else None
            refused = self.town.ask(sent.who, "POST", sent.path, other, sent.headers) if other else None
            assert refused is None or refused.body["code"] == "key_reused", (sent, refused)

    @rule(at=AT, verb=st.sampled_from(SAYING), outcome=st.sampled_from(OUTCOMES))
    def somebody_says_what_became_of_it(self, at: int, verb: str, outcome: str) -> None:
        everybody = [(case, who) for case in self.cases for who in sorted(MAY)]
        able = [(case, who) for case, who in everybody if case.refusal(who, verb) is None]
        self.attempt(*pick(at, able or everybody), verb, outcome)

    @rule(at=AT, verb=st.sampled_from(sorted(UNSHOWN)))
    def somebody_says_why_there_is_no_picture_or_accepts_that(self, at: int, verb: str) -> None:
        everybody = [(case, who) for case in self.cases for who in sorted(MAY)]
        able = [(case, who) for case, who in everybody if case.refusal(who, verb, is_unshown=True) is None]
        self.attempt(*pick(at, able or everybody), verb, is_unshown=True)

    @rule(at=AT, who=st.sampled_from(["chen", "chen", "chen", *sorted(MAY)]))
    def somebody_merges(self, at: int, who: str) -> None:
        case, into = pick(at, self.cases), pick(at // MOST_CASES, self.cases)
        answer = self.move(case, who, "merge", {"into": into.number, "reason": "The same."})
        expected = case.refusal_of_merging(who, into)
        if expected:
            return self.is_refused(answer, expected, who, "merge", case, into)
        case.merge(who, into)
        self.is_as_told(answer, case, who, "merge")
        return self.looks_right(case, into)

    @rule(at=AT, who=st.sampled_from(["chen", "chen", "chen", *sorted(MAY)]))
    def somebody_parts(self, at: int, who: str) -> None:
        case = pick(at, sorted(self.cases, key=lambda case: case.into is None))
        into = case.into
        answer = self.move(case, who, "unmerge", {"reason": "Another one."})
        expected = case.refusal_of_parting(who)
        if expected:
            return self.is_refused(answer, expected, who, "unmerge", case)
        case.part(who)
        self.is_as_told(answer, case, who, "unmerge")
        return self.looks_right(case, *([into] if into else []))

    @rule(at=AT, who=st.sampled_from([*LEADERS, *sorted(MAY)]), unit=st.sampled_from(sorted(UNITS)))
    def somebody_asks_another_unit(self, at: int, who: str, unit: str) -> None:
        self.ask_unit(pick(at, self.cases), who, unit)

    @rule(at=AT)
    def somebody_goes_on_assisting(self, at: int) -> None:
        """Whatever is possible of it; else what brings a case to where another unit may be asked."""
        moves = [(part, who, verb) for part in self.parts for who in sorted(MAY) for verb in sorted(ASKED_FOR)]
        possible = [each for each in moves if each[0].refusal(*each[1:]) is None]
        asking = [(case, who, unit) for case in self.cases for who in LEADERS for unit in sorted(UNITS)]
        asking = [each for each in asking if refusal_of_asking(*each) is None]
        if possible and (at % 2 or not asking):
            self.move_part(*pick(at // 2, possible))
        elif asking:
            self.ask_unit(*pick(at // 2, asking))
        else:
            towards = [(case, *each) for case in self.cases for each in TAKING_ON if case.refusal(*each) is None]
            if towards:
                self.attempt(*pick(at, towards))

    @rule(at=AT, who=st.sampled_from(sorted(MAY)), verb=st.sampled_from(sorted(ASKED_FOR)), by=st.integers(-2, 4))
    def anybody_tries_a_sub_task(self, at: int, who: str, verb: str, by: int) -> None:
        """With the version as it is, or with none, or with another one."""
        if not self.parts:
            return None
        part = pick(at, self.parts)
        if by > 0:
            return self.move_part(part, who, verb)
        given = f'"{part.version + 1 - by}"' if by else ""
        answer = self.send(who, part_path(part, verb), ASKED_FOR[verb], {"If-Match": given} if given else {})
        expected = ("stale" if part.sees(who) else "not_found") if given else "version_missing"
        return self.is_refused(answer, expected, who, verb, part)

    @rule(at=AT, who=st.sampled_from(["chen", "chen", "chen", *sorted(MAY)]))
    def somebody_asks_how_to_reach_a_reporter(self, at: int, who: str) -> None:
        case = pick(at, self.cases)
        report = pick(at // MOST_CASES, [None, *(report for report in self.reports if report.id)])
        body = REVEALING | ({"report": report.id} if report else {})
        answer = self.send(who, f"/cases/{case.number}/reveal", body, {}, is_kept=False)
        expected = case.refusal_of_revealing(who, report)
        if expected:
            return self.is_refused(answer, expected, who, "reveal", case, report)
        case.make(who, "reveal")
        assert (answer.status, answer.body["value"]) == (200, (report or case.by_time[0]).phone), (answer, case, report)
        return self.looks_right(case)

    @rule(at=AT, verb=st.sampled_from(sorted(OF_A_REPORTER)))
    def a_reporter_speaks(self, at: int, verb: str) -> None:
        if not self.reports:
            return None
        report = pick(at, self.reports)
        path, expected = f"/reports/{report.code}/{verb.replace('_', '-')}", report.refusal(verb)
        answer = self.send("li", path, OF_A_REPORTER[verb], {}, is_kept=False)
        if expected:
            return self.is_refused(answer, expected, "li", verb, report.case)
        report.speak(verb, words=verb != "rate")
        assert (answer.status, answer.body.get("version")) == (200, report.case.version), (answer, verb, report.case)
        return self.looks_right(report.case)

    @invariant()
    def a_step_was_made(self) -> None:
        self.town.told["steps"] += 1

    def teardown(self) -> None:
        """Whatever happened, the history that is read tells exactly what was accepted, and whose the case was."""
        for case in self.cases:
            self.looks_right(case)
            lines = self.read(f"/cases/{case.number}/timeline")["lines"]
            assert [line["version"] for line in lines] == list(range(1, case.version + 1)), case
            assert [(line["action"].partition(".")[2], who_of(line)) for line in lines] == case.history, case
            assert owners_of(lines) == case.owners, case
            assert self.town.clocks(case.number) == case.clocks(), case
            self.parts_look_right(case)
        for report in self.reports:
            assert self.read(f"/reports/{report.code}")["number"] == report.case.number, report
        self.town.told["sequences"] += 1
        self.town.told["versions"] += sum(case.version for case in self.cases)

    def do_what_is_possible(self, at: int) -> None:
        possible = [
            (case, who, verb, is_unshown)
            for case in self.cases
            for who in sorted(MAY)
            for verb in sorted(MAY[who] & set(MOVES))
            for is_unshown in ((False, True) if verb in HANDING_IN or case.lacks_photo else (False,))
            if case.refusal(who, verb, is_unshown=is_unshown) is None
        ]
        if possible:
            case, who, verb, is_unshown = pick(at, possible)
            self.attempt(case, who, verb, is_unshown=is_unshown)

    def attempt(self, case: Model, who: str, verb: str, outcome: str = "", *, is_unshown: bool = False) -> None:
        said = {**({"outcome": outcome} if outcome else {}), **(UNSHOWN.get(verb, {}) if is_unshown else {})}
        answer = self.move(case, who, verb, MOVES[verb] | said)
        expected = case.refusal(who, verb, outcome, is_unshown=is_unshown)
        if expected:
            self.is_refused(answer, expected, who, verb, case)
            return
        self.town.told["without a picture"] += is_unshown
        case.make(who, verb, outcome, is_unshown=is_unshown)
        self.is_as_told(answer, case, who, verb)
        self.looks_right(case)

    def ask_unit(self, case: Model, who: str, unit: str) -> None:
        answer = self.send(who, f"/cases/{case.number}/tasks", {"unit": unit, "text": "Close the road."}, {})
        expected = refusal_of_asking(case, who, unit)
        if expected:
            return self.is_refused(answer, expected, who, "ask", unit, case)
        case.engage(who, unit)
        part = Part(answer.body.get("number"), case, unit, is_due=case.is_due)
        assert (answer.status, answer.body.get("state"), answer.body.get("version")) == (201, "asked", 1), (
            answer,
            case,
        )
        self.parts.append(part)
        self.town.told["asked to assist"] += 1
        return self.looks_right(case)

    def move_part(self, part: Part, who: str, verb: str) -> None:
        headers = {"If-Match": f'"{part.version}"'}
        answer = self.send(who, part_path(part, verb), ASKED_FOR[verb], headers)
        expected = part.refusal(who, verb)
        if expected:
            return self.is_refused(answer, expected, who, verb, part)
        part.make(who, verb)
        told = (answer.body.get("state"), answer.body.get("version"))
        assert (answer.status, *told) == (200, part.state, part.version), (answer, part, who, verb)
        return self.looks_right(part.case)

    def move(self, case: Model, who: str, verb: str, body: Any, version: str | None = None) -> Answer:
        told = f'"{case.version}"' if version is None else version
        headers = {"If-Match": told} if told else {}
        body = {"class_code": case.files_as} if verb == "file" else body
        return self.send(who, f"/cases/{case.number}/{verb.replace('_', '-')}", body, headers)

    def send(self, who: str, path: str, body: Any, headers: dict[str, str], *, is_kept: bool = True) -> Answer:
        """With a key of its own. What was accepted may be sent again later, unless where it leads to changes."""
        headers = {"Idempotency-Key": new_key(), **headers}
        answer = self.town.ask(who, "POST", path, body, headers)
        note(f"{who} POST {path} {answer.status} {answer.body.get('code', '')}")
        assert answer.status < 500, (answer, who, path, body)
        self.town.told["accepted" if answer.status < 400 else "refused"] += 1
        if answer.status < 400 and is_kept:
            self.accepted.append(Sent(who, path, body, headers, answer))
        return answer

    def read(self, path: str) -> Any:
        answer = self.town.ask(READER, "GET", path, None, {})
        assert answer.status == 200, (answer, path)
        return answer.body

    @property
    def phone(self) -> str:
        """What the next reporter leaves."""
        return f"138{len(self.reports):08d}"

    def report(self, who: str, channel: str) -> None:
        body = {"text": "The tap leaks.", "place": {"code": BUILDING}, "channel": channel}
        body |= {"contact": {"phone": self.phone}}
        answer = self.send(who, "/reports", body, {})
        assert answer.status == 201, answer
        case = Model(answer.body["number"], is_drawn(answer.body["number"], self.town.secret), who)
        case.files_as = SHOWING if len(self.cases) % 2 else PLAIN
        case.shows = (SHOWING,)
        self.cases.append(case)
        self.enter(case, who, channel, answer)

    def transfer_in(self) -> None:
        body = {"text": "Noise at night.", "place": {"code": BUILDING}, "external_number": new_key()}
        answer = self.send("gong", "/transfers", body, {})
        assert answer.status == 201, answer
        self.cases.append(Model(answer.body["number"], is_drawn(answer.body["number"], self.town.secret), "gong"))

    def enter(self, case: Model, who: str, channel: str, answer: Answer) -> None:
        """The report is one of the case's; whoever saw the matter is its observer."""
        saw = who if channel == "patrol" else ""
        case.played |= {("observer", saw)} if saw else set()
        report = Reported(answer.body["code"], case, case, saw, self.phone, len(self.reports))
        case.reports.append(report)
        self.reports.append(report)

    def is_refused(self, answer: Answer, code: str, *about: object) -> None:
        assert (answer.status, answer.body.get("code")) == (STATUS[code], code), (answer, about)

    def is_as_told(self, answer: Answer, case: Model, *about: object) -> None:
        told = (answer.body.get("state"), answer.body.get("version"))
        assert (answer.status, *told) == (200, case.state, case.version), (answer, case, about)

    def looks_right(self, *cases: Model) -> None:
        """Each case reads as the model says."""
        for case in cases:
            seen = self.read(f"/cases/{case.number}")
            unit = seen["unit"]["code"].rpartition("/")[2] if seen["unit"] else ""
            stands = (seen["state"], seen["version"], unit, seen["open_holds"] == 1, seen["is_contested"])
            assert stands == (case.state, case.version, case.unit, case.is_held, case.is_contested), (seen, case)
            holds = (seen["unread_messages"], seen["due_at"] is not None, len(seen["reports"]), seen["outcome"])
            assert holds == (case.unread, case.is_due, len(case.reports), case.outcome), (holds, case)
            assert seen["lacks_photo"] == case.lacks_photo, (seen, case)
            for report, told in zip(case.by_time, seen["reports"], strict=True):
                report.id = report.id or told["id"]
                assert report.id == told["id"], (report, seen["reports"], case)

    def parts_look_right(self, case: Model) -> None:
        """Its sub-tasks read as the model says, and a clock runs for those that are open."""
        parts = [part for part in self.parts if part.case is case]
        if not parts:
            return
        found = [
            (row["number"], row["version"], row["state"], row["unit"]["code"], row["due_at"] is not None)
            for row in self.read(f"/cases/{case.number}/tasks")["tasks"]
        ]
        assert found == [(part.number, part.version, part.state, part.unit, part.is_due) for part in parts], case
        waiting = {part.number for part in parts if part.is_open and part.is_due}
        assert self.town.limits(case.number) == waiting, case


def part_path(part: Part, verb: str) -> str:
    return f"/tasks/{part.number}/{verb.replace('_', '-')}"


def pick(at: int, among: Sequence[Picked]) -> Picked:
    """One of them by its place. What was drawn must not depend on how many there are: that follows from the numbers
    which the town gives, and another time it gives others."""
    return among[at % len(among)]


def who_of(line: dict[str, Any]) -> str:
    """Who did it, as far as the history tells."""
    told: str = line["by_kind"]
    return {"staff": NAMES.get(line["by"], ""), "reporter": "li"}.get(told, told)


def owners_of(lines: list[dict[str, Any]]) -> list[str]:
    """Whose the case was after each line, from nothing but what the history tells."""
    state, unit, found = "", "", []
    for line in lines:
        verb, data = line["action"].partition(".")[2], line["data"]
        state = data.get("to", state)
        if verb in ("dispatch", "accept_transfer"):
            unit = data["unit"].rpartition("/")[2]
        unit = HOME.get(verb, unit)
        found.append(owner(state, unit))
    return found
