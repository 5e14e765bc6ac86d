"""The calls (回访) to reporters after a closing, drawn apart from the rest of the year, which stays as it was."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any

from linli.demo.hours import DESK, WorkCalendar
from linli.demo.people import Person
from linli.demo.staff import Staff
from linli.demo.year import plan

SEED = 66
MOST_TRIES = 3
# What the desk notes, by whether the matter is solved.
WORDS: Mapping[str, Sequence[str]] = {
    "yes": ("已到现场看过，问题解决了。", "对处理结果认可。", "处理及时，表示感谢。", ""),
    "partly": ("主要问题解决了，希望再清理一次。", "好了一些，晚上偶尔还有。", "希望后面有人继续看着。"),
    "no": ("反映没有变化，要求再派人。", "说只来看了一眼，没有处理。", "第二天又出现了。"),
}
UNREACHED = ("无人接听。", "已关机，改日再打。", "占线。")
Called = tuple[datetime, str, dict[str, Any]]


class Calling:
    """Draws them: whether a reporter is called, after how long, by whom, and what is said."""

    def __init__(self, people: Sequence[Person], calendar: WorkCalendar, now: datetime) -> None:
        self._random = Random(SEED)
        self._staff, self._calendar, self._now = Staff(self._random, people), calendar, now
        self._figures: Mapping[str, Any] = plan()["calls"]

    def told(self, closed_at: datetime) -> list[Called]:
        """Each call about a case that was closed then and whose reporter left a number and did not rate: none, one, or
        several where nobody answered."""
        if self._random.random() >= self._figures["called"]:
            return []
        who = self._staff.chief() if self._random.random() < self._figures["by_chief"] else self._staff.registrar()
        found, at = list[Called](), closed_at
        while len(found) < MOST_TRIES:
            at = self._calendar.after(at, 60 + self._random.expovariate(1 / self._figures["after_minutes"]), DESK)
            if at >= self._now:
                return found
            is_reached = self._random.random() < self._figures["reached"]
            found.append((at, who, self._answer() if is_reached else self._silence()))
            if is_reached or self._random.random() < self._figures["given_up"]:
                return found
        return found

    def _answer(self) -> dict[str, Any]:
        solved = self._random.choices(("yes", "partly", "no"), self._figures["solved"])[0]
        level = self._random.choices(plan()["voice"]["levels"], self._figures[f"when_{solved}"])[0]
        said = {"reached": "yes", "solved": solved, "level": level, "text": self._random.choice(WORDS[solved])}
        return {name: value for name, value in said.items() if value}

    def _silence(self) -> dict[str, Any]:
        return {"reached": "no", "text": self._random.choice(UNREACHED)}
