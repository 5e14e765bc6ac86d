"""Two thousand cases of the last sixty days, in every state, told as the moves that people made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from linli.demo.buildings import Building
from linli.demo.classes import EventClass
from linli.demo.hours import ALWAYS, CHINA, FIELD, WorkCalendar
from linli.demo.paths import LATE, OUTCOMES, Matter, Paths, Step, is_urgent
from linli.demo.people import Person
from linli.demo.sentences import Topic, choose_pattern, report_text, topics
from linli.demo.staff import Staff

DAYS = 60
# Reports by hour of the day, and the hours at which each way in is open.
HOURS = (1, 0.5, 0.3, 0.2, 0.3, 1, 3, 6, 9, 10, 9, 7, 5, 6, 8, 8, 7, 7, 6, 6, 6, 5, 3, 2)
CHANNELS: Mapping[str, tuple[float, int, int]] = {
    "scan": (30, 5, 24),
    "web": (17, 5, 24),
    "grid_worker": (30, 8, 18),
    "phone": (18, 7, 21),
    "visit": (5, 8, 18),
}
REGISTERED = ("phone", "visit")
# How long, in hours on average, an open case has been waiting where it is.
IDLE_HOURS = {"reported": 5, "filed": 3, "dispatched": 9, "accepted": 10, "handled": 8, "checked": 6}
OVERDUE_IN_HANDLING = 0.22
AT_THE_UNIT, LONGEST_WEIGHED_DAYS = ("dispatched", "accepted", "handling"), 5.0
ENDED = ("closed", "voided", "self_handled")
SURNAMES = "王李张陈杨赵周吴徐孙朱胡郭林何高罗郑谢唐许冯沈韩曹曾彭潘蒋蔡余杜叶程魏吕丁任姚卢姜"
STYLES = ("女士", "先生", "阿姨", "大伯", "师傅", "老师")


@dataclass(frozen=True)
class World:
    """What the history is told about."""

    calendar: WorkCalendar
    classes: Mapping[str, EventClass]
    buildings: Sequence[Building]
    people: Sequence[Person]


@dataclass(frozen=True)
class Story:
    """One case: its row of history.jsonl, when it began and where it stands."""

    began_at: datetime
    state: str
    row: Mapping[str, Any]


def tell_history(random: Random, world: World, now: datetime) -> list[Story]:
    """All cases in the order in which they were reported."""
    teller = _Teller(random, world, now)
    outcomes = [outcome for outcome, count in OUTCOMES.items() for _ in range(count)]
    return sorted((teller.story(outcome) for outcome in outcomes), key=lambda story: story.began_at)


class _Teller:
    def __init__(self, random: Random, world: World, now: datetime) -> None:
        self._random, self._world, self._now = random, world, now.astimezone(CHINA)
        self._staff = Staff(random, world.people)
        self._paths = Paths(random, self._staff)
        self._topics = topics()
        self._weights = [building.households + 15 for building in world.buildings]

    def story(self, outcome: str) -> Story:
        channel = self._channel(outcome)
        guess = self._some_time(channel) if outcome in ENDED else self._now - timedelta(days=1)
        topic = self._topic(outcome, guess.month)
        building = self._building(topic)
        by = self._reporter(channel, building)
        event_class, standard = self._filed_by(self._world.classes[topic.code], outcome)
        pattern = choose_pattern(self._random, topic, channel)
        matter = Matter(
            outcome,
            topic.results_of(pattern),
            event_class,
            building.grid,
            by if channel == "grid_worker" else None,
            by if channel in REGISTERED else None,
            standard,
        )
        steps = self._paths.steps(matter)
        began_at, times = self._placed(matter, channel, guess, steps)
        report = {
            "at": began_at.isoformat(timespec="seconds"),
            "by": by,
            "text": report_text(self._random, topic.texts[pattern], building, channel),
            "building": building.code,
            "channel": channel,
            "class_code": self._class_said(channel, topic),
            **self._reporter_details(channel),
        }
        row = {"report": report, "moves": _moves(began_at, steps, times)}
        if outcome == "self_handled":
            row["if_drawn"] = self._check_moves(matter, times[-1])
        return Story(began_at, "closed" if outcome == "self_handled" else outcome, row)

    def _filed_by(self, event_class: EventClass, outcome: str) -> tuple[EventClass, int | None]:
        """The class with the limit of the condition under which the desk takes it up, and that condition's number."""
        if outcome == "self_handled" or not event_class.standards:
            return event_class, None
        chosen = self._random.choice(event_class.standards)
        timed = replace(event_class, limit_amount=chosen.limit_amount, limit_unit=chosen.limit_unit)
        return timed, chosen.item

    def _channel(self, outcome: str) -> str:
        if outcome == "self_handled":
            return "grid_worker"
        return self._random.choices(list(CHANNELS), [weight for weight, _, _ in CHANNELS.values()])[0]

    def _some_time(self, channel: str) -> datetime:
        day = self._now - timedelta(days=self._random.uniform(0, DAYS))
        hour = self._random.choices(range(24), HOURS)[0]
        minute, second = self._random.randrange(60), self._random.randrange(60)
        return self._within_hours(day.replace(hour=hour, minute=minute, second=second, microsecond=0), channel)

    def _within_hours(self, start: datetime, channel: str) -> datetime:
        """The same moment, or one of the day before where this way in was closed."""
        _, opens, closes = CHANNELS[channel]
        if opens <= start.hour < closes:
            return start
        minutes = self._random.uniform(opens * 60 + 30, closes * 60)
        midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + timedelta(days=0 if start.hour >= closes else -1, minutes=minutes)

    def _topic(self, outcome: str, month: int) -> Topic:
        """By the season. What takes long is found more often among the cases that a unit has in hand."""
        weights = []
        for topic in self._topics:
            event_class = self._world.classes[topic.code]
            usable = outcome != "self_handled" or event_class.self_handling
            length = min(event_class.days, LONGEST_WEIGHED_DAYS) if outcome in AT_THE_UNIT else 1.0
            weights.append(topic.frequency(month) * length if usable else 0.0)
        return self._random.choices(self._topics, weights)[0]

    def _building(self, topic: Topic) -> Building:
        while True:
            building = self._random.choices(self._world.buildings, self._weights)[0]
            if topic.fits(building):
                return building

    def _reporter(self, channel: str, building: Building) -> str | None:
        if channel == "grid_worker":
            return self._staff.grid_worker(building.grid)
        return self._staff.registrar() if channel in REGISTERED else None

    def _class_said(self, channel: str, topic: Topic) -> str | None:
        """Grid workers name the class; residents sometimes do; the desk names it when it files."""
        return topic.code if channel == "grid_worker" or self._random.random() < 0.25 else None

    def _reporter_details(self, channel: str) -> dict[str, Any]:
        """Invented: no network has telephone numbers that begin with 100."""
        if channel == "grid_worker":
            return {"is_anonymous": False, "contact": None}
        if channel not in REGISTERED and self._random.random() < 0.4:
            return {"is_anonymous": True, "contact": None}
        if channel not in REGISTERED and self._random.random() < 0.3:
            return {"is_anonymous": False, "contact": None}
        name = self._random.choice(SURNAMES) + self._random.choice(STYLES)
        return {
            "is_anonymous": False,
            "contact": {"name": name, "phone": f"100 0000 {self._random.randrange(10_000):04}"},
        }

    def _placed(
        self, matter: Matter, channel: str, guess: datetime, steps: Sequence[Step]
    ) -> tuple[datetime, list[datetime]]:
        """A beginning such that the story ends before now: long ago for ended cases, lately for open ones."""
        start, latest = guess, self._now - timedelta(minutes=2)
        if matter.outcome not in ENDED:
            latest = self._now - timedelta(minutes=3)
            idle = self._random.expovariate(1 / (IDLE_HOURS.get(matter.outcome, 1) * 60))
            share = self._share_passed()
            for _ in range(4):
                times = self._laid_out(start, steps, matter.event_class)
                reached = times[-1] if times else start
                if matter.outcome == "handling":
                    idle = self._minutes_in_hand(start, steps, times, matter.event_class, share)
                start += self._now - timedelta(minutes=max(idle, 4)) - reached
        start = self._within_hours(start, channel)
        while True:
            times = self._laid_out(start, steps, matter.event_class)
            if max([start, *times]) <= latest:
                return start, times
            back = timedelta(minutes=self._random.uniform(60, 420))
            start = self._within_hours(start - back, channel)

    def _share_passed(self) -> float:
        """How much of its limit a case in handling has used up."""
        if self._random.random() < OVERDUE_IN_HANDLING:
            return self._random.uniform(1.05, 2.6)
        return self._random.uniform(0.05, 0.9) * (1 - LATE)

    def _minutes_in_hand(
        self,
        start: datetime,
        steps: Sequence[Step],
        times: Sequence[datetime],
        event_class: EventClass,
        share: float,
    ) -> float:
        calendar = self._world.calendar
        clock = _clock_start(start, steps, times)
        due = calendar.due(clock, event_class.limit_amount, event_class.limit_unit)
        return (clock + (due - clock) * share - times[-1]).total_seconds() / 60

    def _laid_out(self, start: datetime, steps: Sequence[Step], event_class: EventClass) -> list[datetime]:
        """When each step is made, if the case is reported at `start`."""
        calendar, at, times = self._world.calendar, start, list[datetime]()
        field = ALWAYS if is_urgent(event_class) else FIELD
        for index, step in enumerate(steps):
            if step.share is None:
                at = calendar.after(at, max(step.wait, 0.5), step.shift)
            else:
                clock = _clock_start(start, steps[:index], times)
                due = calendar.due(clock, event_class.limit_amount, event_class.limit_unit)
                paced = calendar.after(clock, step.share * calendar.minutes(clock, due, field), field)
                at = max(paced, at + timedelta(minutes=6))
            times.append(at)
        return times

    def _check_moves(self, matter: Matter, handled_at: datetime) -> list[dict[str, Any]]:
        steps = self._paths.spot_check(matter)
        times = self._laid_out(handled_at, steps, matter.event_class)
        return _moves(handled_at, steps, times) if times[-1] < self._now else []


def _clock_start(start: datetime, steps: Sequence[Step], times: Sequence[datetime]) -> datetime:
    """The limit runs from the last dispatch, and anew after a failed check."""
    began = [at for step, at in zip(steps, times, strict=True) if step.verb in ("dispatch", "check_fail")]
    return began[-1] if began else start


def _moves(start: datetime, steps: Sequence[Step], times: Sequence[datetime]) -> list[dict[str, Any]]:
    return list(_move_rows(start, steps, times))


def _move_rows(start: datetime, steps: Sequence[Step], times: Sequence[datetime]) -> Iterator[dict[str, Any]]:
    before = start
    for step, at in zip(steps, times, strict=True):
        minutes = round((at - before).total_seconds() / 60, 2)
        yield {"verb": step.verb, "by": step.by, "minutes_after": minutes, "inputs": dict(step.inputs)}
        before = at
