"""The reminders (催办) of what a unit is late with, drawn apart from the rest of the year, which stays as it was."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from linli.demo.classes import EventClass
from linli.demo.hours import DESK, WorkCalendar
from linli.demo.people import Person
from linli.demo.staff import Staff
from linli.demo.steps import Step, clock_start
from linli.demo.year import plan

SEED = 20
# How many minutes after the limit somebody notices, on average, and how long before the unit's answer it must be.
NOTICED, SOONEST = 240, timedelta(minutes=5)
WORDS = (
    "已超过处置时限，请尽快处置并反馈。",
    "居民再次来电催问，请今天内安排人员到场。",
    "请抓紧办理，并说明目前进度。",
    "此件已超时，办不了请说明原因，不要搁置。",
)


class Urging:
    """Draws them: whether somebody of the desk notices, when, and in which words."""

    def __init__(self, people: Sequence[Person], calendar: WorkCalendar, now: datetime) -> None:
        self._random = Random(SEED)
        self._staff, self._calendar, self._now = Staff(self._random, people), calendar, now

    def told(
        self, began_at: datetime, steps: list[Step], times: list[datetime], event_class: EventClass
    ) -> tuple[list[Step], list[datetime]]:
        """The same steps, or with one more where the unit was late for the first time."""
        place = _place(steps)
        if not place or self._random.random() >= plan()["detours"]["urged"]:
            return steps, times
        begun = clock_start(began_at, steps[:place], times)
        due = self._calendar.due(begun, event_class.limit_amount, event_class.limit_unit)
        at = self._calendar.after(max(due, times[place - 1]), self._random.expovariate(1 / NOTICED), DESK)
        if at + SOONEST >= (times[place] if place < len(steps) else self._now):
            return steps, times
        who = self._random.choice((self._staff.dispatcher, self._staff.dispatcher, self._staff.chief))()
        step = Step("urge", who, {"reason": self._random.choice(WORDS)}, 0.0, DESK)
        return [*steps[:place], step, *steps[place:]], [*times[:place], at, *times[place:]]


def _place(steps: Sequence[Step]) -> int:
    """Before which step somebody waits for what is being handled; 0 where nobody does, or more time was asked for."""
    for place, step in enumerate([*steps, None]):
        if place and steps[place - 1].verb == "start" and (step is None or step.verb == "report_back"):
            return place
    return 0
