"""What the reporters of the history say through their code: how content they are, what they doubt, what they ask."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from linli.demo.outcomes import LEFT_OVER
from linli.demo.year import plan

QUESTIONS = (
    "请问什么时候能来？",
    "又严重了一点，补充一下。",
    "人什么时候到？我可以带路。",
    "谢谢，已经看到有人来了。",
    "位置在北门进来右手边。",
    "下午三点以后家里有人。",
)
DOUBTS = ("没有解决，和原来一样。", "只弄了一半。", "第二天又这样了。", "人来看了一眼就走了。")
SHORTEST_HOURS = 0.2
SILENT = ("voided", "self_handled")
Said = tuple[datetime, str, dict[str, Any]]


class Voices:
    """Draws what the reporter of one case says, with the time of each."""

    def __init__(self, random: Random, now: datetime) -> None:
        self._random, self._now = random, now
        self._figures: Mapping[str, Any] = plan()["voice"]

    def said(
        self, channel: str, outcome: str, became: str, times: Sequence[datetime], verbs: Sequence[str]
    ) -> list[Said]:
        """All that is said after the last move, in order; nothing lies in the future."""
        if channel not in self._figures["channels"] or not times or outcome in SILENT:
            return []
        is_left_over = became in LEFT_OVER
        judged = self._judged(times[-1], "check_fail" in verbs, is_left_over)
        found = judged if outcome == "closed" else self._asked(times[-1])
        return [each for each in found if each[0] < self._now]

    def _asked(self, last: datetime) -> Iterator[Said]:
        """While the case waits: a question that nobody has read."""
        if self._is_recent(last, "written_days") and self._random.random() < self._figures["written"]:
            yield (
                last + timedelta(minutes=self._random.uniform(2, 90)),
                "answer_message",
                {"text": self._random.choice(QUESTIONS)},
            )

    def _judged(self, closed_at: datetime, was_reworked: bool, is_left_over: bool) -> Iterator[Said]:
        """After the answer: a rating, and a doubt where the matter is not settled."""
        if self._random.random() >= self._figures["rated"]:
            return
        levels = self._figures["levels"]
        weights = self._figures["when_reworked" if was_reworked else "when_straight"]
        level = self._random.choices(levels, weights)[0]
        hours = self._figures["rated_after_hours"] * self._random.lognormvariate(0, 0.9)
        at = closed_at + timedelta(hours=max(hours, SHORTEST_HOURS))
        is_content = level != levels[-1]
        yield at, "rate", {"level": level, "is_solved": is_content and not is_left_over}
        if is_content or not self._is_recent(closed_at, "contested_days"):
            return
        if self._random.random() < self._figures["contested"]:
            yield at + timedelta(minutes=2), "contest", {"reason": self._random.choice(DOUBTS)}

    def _is_recent(self, at: datetime, days: str) -> bool:
        return at > self._now - timedelta(days=self._figures[days])
