"""The ways a case of the demo town can go: which moves, by whom, after how long a wait."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from linli.demo.classes import EventClass
from linli.demo.detours import Detours
from linli.demo.hours import ALWAYS, DESK, FIELD, OFFICE, Shift
from linli.demo.outcomes import DONE, Fates
from linli.demo.people import CENTRE, UNITS
from linli.demo.sentences import (
    FAIL_REASONS,
    ON_THE_SPOT,
    PASS_REMARKS,
    REWORKED,
    VOID_REASONS,
    closing_text,
    return_reason,
)
from linli.demo.staff import Staff
from linli.demo.steps import Step, is_urgent
from linli.demo.year import plan

STRAIGHT = ("file", "dispatch", "accept", "start", "report_back", "check_pass", "close")
STOPS_AFTER = {
    "reported": 0,
    "filed": 1,
    "dispatched": 2,
    "accepted": 3,
    "handling": 4,
    "suspended": 4,
    "transferred": 2,
    "handled": 5,
    "checked": 6,
    "closed": 7,
}
# Typical minutes of waiting for each move, and when people make it.
WAITS: Mapping[str, tuple[float, Shift]] = {
    "file": (7, DESK),
    "void": (14, DESK),
    "dispatch": (5, DESK),
    "accept": (25, OFFICE),
    "start": (35, OFFICE),
    "return": (50, OFFICE),
    "check_pass": (55, FIELD),
    "check_fail": (60, FIELD),
    "close": (30, DESK),
    "receive": (0.3, ALWAYS),
    "self_handle": (28, FIELD),
}


@dataclass(frozen=True)
class Matter:
    """What the steps need to know about the case."""

    outcome: str
    results: tuple[str, ...]
    event_class: EventClass
    grid: str
    reporter: str | None
    registered_by: str | None
    standard: int | None = None
    has_code: bool = False
    is_sent_in: bool = False
    became: str = DONE

    @property
    def closing(self) -> Mapping[str, Any]:
        """What closing needs beside the answer."""
        return {"condition_met": True} if self.standard else {}


class Paths:
    """Draws the steps of a case."""

    def __init__(self, random: Random, staff: Staff) -> None:
        self._random = random
        self._staff = staff
        self._detours = Detours(random, staff)
        self._fates = Fates()
        self._rates: Mapping[str, float] = plan()["rates"]

    def steps(self, matter: Matter) -> list[Step]:
        """All moves from the report to the outcome."""
        if matter.outcome == "self_handled":
            return [self._self_handled(matter)]
        if matter.outcome == "voided":
            return list(self._voided(matter))
        if matter.outcome == "transferred":
            partner = self._random.choice(list(plan()["detours"]["partners"].values()))
            return [self._filed(matter), *self._detours.passed_on(partner, to_the_end=False)]
        begun = [self._step("receive", self._staff.registrar(), {})] if matter.is_sent_in else []
        if matter.outcome == "closed":
            return [*begun, *self._closed(matter)]
        straight = [*begun, *self._straight(matter)]
        if matter.outcome == "suspended":
            working = straight[: len(straight) - (len(STRAIGHT) - STOPS_AFTER["handling"])]
            handler = next(str(step.by) for step in reversed(working) if step.verb == "start")
            return [*working, *self._detours.rested(handler, resumes=False)]
        if matter.outcome == "handling" and straight[-4].verb == "start" and self._detours.happens("asked_for_time"):
            return [*straight[:-3], self._detours.asks_for_time(str(straight[-4].by))]
        return straight[: len(straight) - (len(STRAIGHT) - STOPS_AFTER[matter.outcome])]

    def spot_check(self, matter: Matter) -> list[Step]:
        """What follows when a matter that was settled in the grid is drawn for a check."""
        verifier = self._staff.verifier(matter.grid, self._staff.grid_worker(matter.grid))
        passed = self._passed(matter.became)
        result = self._random.choice(matter.results)
        answer = closing_text(self._random, result)
        answer = self._fates.answer(matter.became, self._fates.result(matter.became, result), answer)
        return [
            self._step("check_pass", verifier, passed),
            self._step("close", self._staff.closer(None), {"result": answer}),
        ]

    def _self_handled(self, matter: Matter) -> Step:
        result = self._random.choice(ON_THE_SPOT) + self._random.choice(matter.results)
        worker = self._staff.grid_worker(matter.grid)
        told = {"outcome": matter.became, "result": self._fates.result(matter.became, result)}
        return self._step("self_handle", worker, told)

    def _voided(self, matter: Matter) -> Iterator[Step]:
        if self._random.random() < self._rates["voided_after_filing"]:
            yield self._filed(matter)
        reason = {"reason": self._random.choice(VOID_REASONS)}
        yield self._step("void", self._staff.registrar(), reason)

    def _closed(self, matter: Matter) -> Iterator[Step]:
        """The whole loop with what happens beside it, and for some a second time."""
        yield from self._detours.before_filing(matter.grid, matter.reporter)
        yield self._filed(matter)
        yield from self._detours.after_filing(has_code=matter.has_code)
        partner = self._detours.partner(matter.event_class)
        if partner and not self._detours.happens("transfer_returned"):
            yield from self._detours.passed_on(partner)
            yield from self._ended(matter, self._random.choice(matter.results))
            return
        if partner:
            yield from self._detours.sent_away(partner)
        yield from self._straight(matter, is_filed=True)
        if matter.has_code and self._detours.happens("reopened"):
            yield from self._detours.doubted()
            yield from self._straight(matter, is_filed=True)

    def _straight(self, matter: Matter, *, is_filed: bool = False) -> Iterator[Step]:
        """The whole loop, with the detours before the outcome; cut off from behind by the caller."""
        if not is_filed:
            yield self._filed(matter)
        unit = matter.event_class.unit
        if STOPS_AFTER[matter.outcome] >= 1 and self._random.random() < self._rates["returned"]:
            yield from self._returned(unit)
        yield self._step("dispatch", self._staff.dispatcher(), {"unit": unit})
        haste = pace_of(unit) / (4 if is_urgent(matter.event_class) else 1)
        shift = ALWAYS if is_urgent(matter.event_class) else None
        yield self._step("accept", self._staff.acceptor(unit), {}, haste, shift)
        handler = self._staff.handler(unit)
        yield self._step("start", handler, {}, haste, shift)
        beside = self._detours.in_hand(matter.event_class, unit, handler) if is_filed else []
        yield from beside
        result = self._random.choice(matter.results)
        rounds = self._rounds(matter)
        for _ in range(rounds):
            yield self._handled(unit, handler, DONE, result)
            reason = {"reason": self._random.choice(FAIL_REASONS)}
            yield self._step("check_fail", self._staff.verifier(matter.grid, matter.reporter), reason)
        again = self._random.choice(REWORKED) if rounds else ""
        more = 1.0 if beside and beside[-1].verb == "approve_extension" and not rounds else 0.0
        told = self._fates.result(matter.became, again + result)
        yield self._handled(unit, handler, matter.became, told, more)
        yield from self._ended(matter, result if matter.became == DONE else told, matter.became)

    def _ended(self, matter: Matter, result: str, became: str = DONE) -> Iterator[Step]:
        yield self._step("check_pass", self._staff.verifier(matter.grid, matter.reporter), self._passed(became))
        closer = self._staff.closer(matter.registered_by)
        answer = self._fates.answer(became, result, closing_text(self._random, result))
        yield self._step("close", closer, {"result": answer, **(matter.closing if became == DONE else {})})

    def _passed(self, became: str) -> Mapping[str, Any]:
        return {"remark": self._fates.remark(became, self._random.choice(PASS_REMARKS))}

    def _filed(self, matter: Matter) -> Step:
        chosen = {"standard": matter.standard} if matter.standard else {}
        return self._step("file", self._staff.registrar(), {"class_code": matter.event_class.code, **chosen})

    def _returned(self, right_unit: str) -> Iterator[Step]:
        """Sent to the wrong unit first, and back to the desk."""
        names = dict(UNITS)
        wrong = self._random.choice([unit for unit in names if unit not in (right_unit, CENTRE)])
        yield self._step("dispatch", self._staff.dispatcher(), {"unit": wrong})
        if self._random.random() < self._rates["accepted_before_return"]:
            yield self._step("accept", self._staff.acceptor(wrong), {})
        reason = return_reason(self._random, names[right_unit])
        yield self._step("return", self._staff.acceptor(wrong), {"reason": reason})

    def _rounds(self, matter: Matter) -> int:
        """How often the check failed."""
        if STOPS_AFTER[matter.outcome] < STOPS_AFTER["handling"]:
            return 0
        chance, once, twice = self._random.random(), self._rates["reworked_once"], self._rates["reworked_twice"]
        return 2 if chance < twice else 1 if chance < once + twice else 0

    def _handled(self, unit: str, handler: str, became: str, result: str, more: float = 0.0) -> Step:
        """`more` is by how much of itself the limit was extended."""
        late = self._random.random() < late_share_of(unit)
        quickest = min(0.8, 0.25 * pace_of(unit))
        share = self._random.uniform(1.1, 1.9) if late else self._random.uniform(quickest, 0.93)
        told = {"outcome": became, "result": result}
        return Step("report_back", handler, told, 0.0, FIELD, share + more * (1 - quickest))

    def _step(
        self, verb: str, by: str, inputs: Mapping[str, Any], haste: float = 1.0, shift: Shift | None = None
    ) -> Step:
        typical, usual = WAITS[verb]
        wait = typical * self._random.lognormvariate(0, 0.55)
        return Step(verb, by, inputs, wait * haste, shift or usual)


def pace_of(unit: str) -> float:
    """How long the unit takes for everything, against the others."""
    return _habits(unit)["pace"]


def late_share_of(unit: str) -> float:
    """How many of its handlings end after the limit."""
    return _habits(unit)["late"]


def _habits(unit: str) -> Mapping[str, float]:
    units: Mapping[str, Mapping[str, float]] = plan()["units"]
    return units.get(unit, units["other"])
