"""What some cases of the demo year go through beside the straight path: a look before filing, more time, a rest, a unit
of another kind, neighbours who join, words with the desk, and a second round. How often is in data/year.toml."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from linli.demo.classes import EventClass
from linli.demo.hours import ALWAYS, DESK, FIELD, OFFICE
from linli.demo.people import OUTSIDE_UNITS
from linli.demo.staff import Staff
from linli.demo.steps import Step, is_urgent
from linli.demo.voices import DOUBTS, QUESTIONS
from linli.demo.year import plan

MINUTES_A_DAY = 24 * 60
EXTENDING = frozenset({"request_extension", "endorse_extension", "approve_extension", "refuse_extension"})
MORE_TIME = (
    "配件采购需要时间，申请延期一次。",
    "需产权单位配合进场，协调中。",
    "连续降雨无法施工，申请延期。",
    "工程量较大，需分两次完成。",
)
NO_MORE_TIME = ("现有时限可以完成，不予延期。", "请增派人手按期办结。")
RESTS = (
    "涉及老旧管网改造，纳入年度计划，申请挂账。",
    "需等汛期结束后施工，申请挂账。",
    "权属协商中，待书面确认后办理。",
    "已列入小区改造项目，待开工。",
)
FOUND = ("现场核实，情况属实。", "已到场查看，与反映一致。", "核实属实，已拍照。")
UPWARD = ("涉及多个部门，报街道统筹。", "已多次反映，提请上级协调。", "影响面较大，上报街道。")
PASSED_ON = ("属联动单位职责，移送办理。", "经研判移送处理，请及时反馈。")
NOT_THEIRS = ("经核不属本单位管辖，退回。", "现场无警情，退回街道处理。")
ANSWERED = ("已到场处置，当事人已劝离。", "已派员处理并现场答复。", "已处置完毕，现场恢复正常。")
REPLIES = (
    "已派单，今天内会有人联系您。",
    "师傅已在路上，请稍候。",
    "收到，已转告处置人员。",
    "情况已了解，会尽快处理。",
)
TOO = ("我也遇到了，麻烦尽快处理。", "同楼的，也是这个情况。", "每天路过都看到，希望解决。", "我家也受影响。")
UPHELD = ("已到现场复核，问题已解决，维持原结果。", "反映的情况不属同一处，请另行上报，维持原结果。")
AGAIN = ("群众反映未解决，重新办理。", "回访不满意，重新派遣处置。")


class Detours:
    """Draws them. Nothing is drawn for a case whose story has not ended but more time, which somebody waits for."""

    def __init__(self, random: Random, staff: Staff) -> None:
        self._random, self._staff = random, staff
        self._figures: Mapping[str, Any] = plan()["detours"]

    def happens(self, what: str) -> bool:
        return self._random.random() < float(self._figures[what])

    def before_filing(self, grid: str, reporter: str | None) -> Iterator[Step]:
        """Neighbours who join, and a look by the worker of the grid."""
        if self.happens("joined"):
            for _ in range(self._random.choice((1, 1, 1, 2, 3))):
                yield self._step("join", None, {"text": self._random.choice(TOO)}, 9, ALWAYS)
        if reporter is None and self.happens("verified"):
            worker = self._staff.grid_worker(grid)
            yield self._step("ask_to_verify", self._staff.registrar(), {}, 8, DESK)
            seen = {"finding": "confirmed", "remark": self._random.choice(FOUND)}
            yield self._step("verify", worker, seen, 70, FIELD)

    def after_filing(self, *, has_code: bool) -> Iterator[Step]:
        """A level up, and words through the code that the desk answers."""
        if self.happens("escalated"):
            yield self._step("escalate", self._staff.chief(), {"reason": self._random.choice(UPWARD)}, 30, DESK)
        if has_code and self.happens("asked"):
            yield self._step("answer_message", None, {"text": self._random.choice(QUESTIONS)}, 20, FIELD)
            yield self._step("send_message", self._staff.chief(), {"text": self._random.choice(REPLIES)}, 15, DESK)

    def partner(self, event_class: EventClass) -> str | None:
        """The outside unit to which the case is passed on, if it is."""
        unit: str | None = self._figures["partners"].get(event_class.code)
        return unit if unit and self.happens("transferred") else None

    def passed_on(self, unit: str, *, to_the_end: bool = True) -> Iterator[Step]:
        """To an outside unit, which answers."""
        reason = {"unit": unit, "reason": self._random.choice(PASSED_ON)}
        people = next([name for name, _, _ in found] for code, _, _, found in OUTSIDE_UNITS if code == unit)
        who = self._random.choice(people)
        yield self._step("transfer_out", self._staff.dispatcher(), reason, 5, DESK)
        yield self._step("accept_transfer", who, {}, 5, ALWAYS)
        if to_the_end:
            share = self._random.uniform(0.05, 0.6)
            answer = {"outcome": "done", "result": self._random.choice(ANSWERED)}
            yield Step("answer_transfer", who, answer, 0.0, ALWAYS, share)

    def sent_away(self, unit: str) -> Iterator[Step]:
        """To an outside unit that sends it back."""
        out, taken = self.passed_on(unit, to_the_end=False)
        yield out
        yield taken
        yield self._step("return_transfer", taken.by, {"reason": self._random.choice(NOT_THEIRS)}, 25, ALWAYS)

    def in_hand(self, event_class: EventClass, unit: str, handler: str) -> list[Step]:
        """More time or a rest, while somebody handles the case."""
        if is_urgent(event_class):
            return []
        if self.happens("extended"):
            return list(self._extended(unit, handler))
        return list(self.rested(handler)) if self.happens("suspended") else []

    def asks_for_time(self, handler: str) -> Step:
        reason = {"reason": self._random.choice(MORE_TIME)}
        return Step("request_extension", handler, reason, 0.0, OFFICE, self._random.uniform(0.4, 0.75))

    def rested(self, handler: str, *, resumes: bool = True) -> Iterator[Step]:
        days = self._random.randint(4, 40) if resumes else self._random.randint(25, 120)
        reason = {"reason": self._random.choice(RESTS)}
        yield self._step("request_suspension", handler, reason, 60, OFFICE, rest_days=days)
        yield self._step("approve_suspension", self._staff.dispatcher(), {}, 50, DESK)
        if resumes:
            woken = (days - 1) * MINUTES_A_DAY * self._random.uniform(0.5, 1)
            yield Step("resume", self._staff.dispatcher(), {}, woken, ALWAYS)

    def doubted(self) -> Iterator[Step]:
        """The reporter contests, and the desk opens the case again."""
        days = self._random.uniform(0.3, 4) * MINUTES_A_DAY
        yield Step("contest", None, {"reason": self._random.choice(DOUBTS)}, days, ALWAYS)
        yield self._step("reopen", self._staff.chief(), {"reason": self._random.choice(AGAIN)}, 120, DESK)

    def _extended(self, unit: str, handler: str) -> Iterator[Step]:
        yield self.asks_for_time(handler)
        yield self._step("endorse_extension", self._staff.lead(unit), {}, 40, OFFICE)
        if self.happens("extension_refused"):
            reason = {"reason": self._random.choice(NO_MORE_TIME)}
            yield self._step("refuse_extension", self._staff.dispatcher(), reason, 45, DESK)
        else:
            yield self._step("approve_extension", self._staff.dispatcher(), {}, 45, DESK)

    def _step(
        self, verb: str, by: str | None, inputs: Mapping[str, Any], typical: float, shift: Any, *, rest_days: int = 0
    ) -> Step:
        return Step(verb, by, inputs, typical * self._random.lognormvariate(0, 0.5), shift, rest_days=rest_days)


def without_asking(steps: Sequence[Step]) -> list[Step]:
    """The same without the request for more time, which would have come too late."""
    return [step for step in steps if step.verb not in EXTENDING]
