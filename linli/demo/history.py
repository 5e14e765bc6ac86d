"""The cases of a year, in every state, told as the moves that people made. Its figures are those of data/year.toml."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import repeat
from random import Random
from typing import Any

from linli.demo.buildings import Building
from linli.demo.calling import Calling
from linli.demo.classes import EventClass
from linli.demo.detours import EXTENDING, without_asking
from linli.demo.hours import ALWAYS, CHINA, FIELD, WorkCalendar
from linli.demo.outcomes import Fates
from linli.demo.paths import Matter, Paths
from linli.demo.people import Person
from linli.demo.repeats import Repeats, is_worth_telling_twice
from linli.demo.sentences import Topic, choose_pattern, report_text, topics
from linli.demo.staff import Staff
from linli.demo.steps import Step, clock_start, is_urgent
from linli.demo.urging import Urging
from linli.demo.voices import Voices
from linli.demo.year import Matters, Year, characters, plan

REGISTERED = ("phone", "visit")
# How long, in hours on average, an open case has been waiting where it is.
IDLE_HOURS = {
    "reported": 5,
    "filed": 3,
    "dispatched": 9,
    "accepted": 10,
    "handled": 8,
    "checked": 6,
    "suspended": 60,
    "transferred": 1,
}
OVERDUE_IN_HANDLING = 0.22
AT_THE_UNIT = ("dispatched", "accepted", "handling", "suspended")
# Whose hotline sends a matter in, and how it numbers it.
HOTLINE, HOTLINE_NUMBER = "hotline1", "12345-{year}-{number:06}"
SENT_IN = ("closed", "filed", "dispatched", "handling")
ENDED = ("closed", "voided", "self_handled")
SURNAMES = "王李张陈杨赵周吴徐孙朱胡郭林何高罗郑谢唐许冯沈韩曹曾彭潘蒋蔡余杜叶程魏吕丁任姚卢姜"
STYLES = ("女士", "先生", "阿姨", "大伯", "师傅", "老师")


@dataclass(frozen=True)
class World:
    """What the history is told about."""

    calendar: WorkCalendar
    classes: Mapping[str, EventClass]
    buildings: Sequence[Building]
    communities: Mapping[str, str]
    people: Sequence[Person]


@dataclass(frozen=True)
class Story:
    """One case: its row of history.jsonl, when it began and where it stands."""

    began_at: datetime
    state: str
    row: Mapping[str, Any]
    topic: Topic
    building: Building


def tell_history(random: Random, world: World, now: datetime) -> list[Story]:
    """All cases in the order in which they were reported, without those that were merged into one of them."""
    teller = _Teller(random, world, now)
    stories = sorted((teller.story(outcome) for outcome in outcomes()), key=lambda story: story.began_at)
    told_twice = _chosen(random, [place for place, story in enumerate(stories) if is_worth_telling_twice(story.row)])
    left = plan()["merged"]
    for place in told_twice:
        if left and (second := teller.repeat(stories[place])):
            stories[place] = replace(stories[place], row={**stories[place].row, "merged": [second]})
            left -= 1
    return stories


def _chosen(random: Random, places: list[int]) -> list[int]:
    random.shuffle(places)
    return places


def outcomes() -> Iterator[str]:
    """Where each of the year's cases stands when its story ends. `self_handled` ends in `closed` as well."""
    waiting, shares = plan()["open"], plan()["ended"]
    ended = plan()["cases"] - sum(waiting.values())
    counts = {**waiting, **{state: round(ended * share) for state, share in shares.items()}}
    counts["closed"] = plan()["cases"] - plan()["merged"] - sum(counts.values())
    for outcome, count in counts.items():
        yield from repeat(outcome, count)


class _Teller:
    def __init__(self, random: Random, world: World, now: datetime) -> None:
        self._random, self._world, self._now = random, world, now.astimezone(CHINA)
        self._staff = Staff(random, world.people)
        self._paths = Paths(random, self._staff)
        self._fates = Fates()
        self._voices = Voices(random, self._now)
        self._year = Year(world.calendar, now)
        kinds = characters(random, world.communities)
        self._matters = Matters(self._year, topics(), world.classes, world.buildings, kinds)
        self._rates: Mapping[str, float] = plan()["rates"]
        self._repeats = Repeats(random, world.calendar, self._staff)
        self._calling = Calling(world.people, world.calendar, self._now)
        self._urging = Urging(world.people, world.calendar, self._now)

    def repeat(self, story: Story) -> dict[str, Any] | None:
        """A further report of the matter that somebody merged into its case, where there was time for it."""
        found = self._repeats.told(story.row)
        if found is None:
            return None
        at, channel, move = found
        by = self._reporter(channel, story.building)
        pattern = choose_pattern(self._random, story.topic, channel)
        report = {
            "at": at.isoformat(timespec="seconds"),
            "by": by,
            "text": report_text(self._random, story.topic.texts[pattern], story.building, channel),
            "building": story.building.code,
            "channel": channel,
            "class_code": self._class_said(channel, story.topic),
            **self._reporter_details(channel, at),
        }
        return {"report": report, "moves": [move]}

    def story(self, outcome: str) -> Story:
        day = self._year.day(self._random) if outcome in ENDED else (self._now - timedelta(days=1)).date()
        settled = outcome == "self_handled"
        topic = self._matters.topic(self._random, day, in_grid=settled, in_hand=outcome in AT_THE_UNIT)
        channel = "grid_worker" if settled else self._year.channel(self._random, day, topic)
        guess = self._year.moment(self._random, day, topic, channel)
        building = self._matters.building(self._random, topic)
        sent_in = channel == "phone" and outcome in SENT_IN and self._random.random() < self._rates["sent_in"]
        channel = "transfer" if sent_in else channel
        by = HOTLINE if sent_in else self._reporter(channel, building)
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
            has_code=channel in plan()["voice"]["channels"],
            is_sent_in=sent_in,
            became=self._fates.outcome(on_the_spot=settled),
        )
        steps = self._paths.steps(matter)
        began_at, times = self._placed(matter, channel, guess, steps)
        if self._is_too_late(began_at, steps, times, event_class):
            steps = without_asking(steps)
            began_at, times = self._placed(matter, channel, guess, steps)
        steps, times = self._urging.told(began_at, steps, times, event_class)
        report: dict[str, Any] = {
            "at": began_at.isoformat(timespec="seconds"),
            "by": by,
            "text": report_text(self._random, topic.texts[pattern], building, channel),
            "building": building.code,
            "channel": channel,
            "class_code": self._class_said(channel, topic),
            **self._reporter_details(channel, max([began_at, *times])),
        }
        if sent_in:
            number = HOTLINE_NUMBER.format(year=began_at.year, number=self._random.randrange(1_000_000))
            report["external_number"] = number
        words = list(self._words(channel, matter, steps, times))
        calls = self._calls(report, times[-1]) if outcome == "closed" and not words else ()
        row = {"report": report, "moves": [*_moves(began_at, steps, times), *words, *calls]}
        if settled:
            row["if_drawn"] = self._check_moves(matter, times[-1])
        return Story(began_at, "closed" if settled else outcome, row, topic, building)

    def _words(
        self, channel: str, matter: Matter, steps: Sequence[Step], times: Sequence[datetime]
    ) -> Iterator[dict[str, Any]]:
        """What the reporter says by the code, as moves that nobody who works here makes."""
        before = times[-1] if times else self._now
        verbs = [step.verb for step in steps]
        for at, verb, inputs in self._voices.said(channel, matter.outcome, matter.became, times, verbs):
            yield {"verb": verb, "by": None, "minutes_after": _minutes(before, at), "inputs": inputs}
            before = at

    def _calls(self, report: Mapping[str, Any], closed_at: datetime) -> Iterator[dict[str, Any]]:
        """The calls to a reporter who left a number; that of an older report is erased by now."""
        before = closed_at
        is_called = report["channel"] in REGISTERED or bool(report["contact"])
        for at, by, inputs in self._calling.told(closed_at) if is_called else ():
            yield {"verb": "call_back", "by": by, "minutes_after": _minutes(before, at), "inputs": inputs}
            before = at

    def _filed_by(self, event_class: EventClass, outcome: str) -> tuple[EventClass, int | None]:
        """The class with the limit of the condition under which the desk takes it up, and that condition's number."""
        if outcome == "self_handled" or not event_class.standards:
            return event_class, None
        chosen = self._random.choice(event_class.standards)
        timed = replace(event_class, limit_amount=chosen.limit_amount, limit_unit=chosen.limit_unit)
        return timed, chosen.item

    def _within_hours(self, start: datetime, channel: str) -> datetime:
        """The same moment, or one of the day before where this way in was closed."""
        _, opens, closes = plan()["channels"]["phone" if channel == "transfer" else channel]
        if opens <= start.hour < closes:
            return start
        minutes = self._random.uniform(opens * 60 + 30, closes * 60)
        midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + timedelta(days=0 if start.hour >= closes else -1, minutes=minutes)

    def _reporter(self, channel: str, building: Building) -> str | None:
        if channel == "grid_worker":
            return self._staff.grid_worker(building.grid)
        return self._staff.registrar() if channel in REGISTERED else None

    def _class_said(self, channel: str, topic: Topic) -> str | None:
        """Grid workers name the class; residents sometimes do; the desk names it when it files."""
        named = channel == "grid_worker" or self._random.random() < self._rates["class_named_by_resident"]
        return topic.code if named else None

    def _reporter_details(self, channel: str, ended_at: datetime) -> dict[str, Any]:
        """Invented: no network has telephone numbers that begin with 100."""
        is_erased = ended_at < self._now - timedelta(days=plan()["contact_days"])
        if channel in ("grid_worker", "transfer"):
            return {"is_anonymous": False, "contact": None}
        if channel not in REGISTERED and self._random.random() < self._rates["anonymous"]:
            return {"is_anonymous": True, "contact": None}
        if is_erased or (channel not in REGISTERED and self._random.random() < self._rates["no_contact"]):
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
        return self._random.uniform(0.05, 0.9)

    def _minutes_in_hand(
        self,
        start: datetime,
        steps: Sequence[Step],
        times: Sequence[datetime],
        event_class: EventClass,
        share: float,
    ) -> float:
        calendar = self._world.calendar
        clock = clock_start(start, steps, times)
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
                clock = clock_start(start, steps[:index], times)
                due = calendar.due(clock, event_class.limit_amount, event_class.limit_unit)
                paced = calendar.after(clock, step.share * calendar.minutes(clock, due, field), field)
                at = max(paced, at + timedelta(minutes=6))
            times.append(at)
        return times

    def _is_too_late(
        self, start: datetime, steps: Sequence[Step], times: Sequence[datetime], event_class: EventClass
    ) -> bool:
        """Whether more time is asked for or granted when the limit has passed, or is about to."""
        for index, step in enumerate(steps):
            if step.verb in EXTENDING - {"refuse_extension"}:
                clock = clock_start(start, steps[:index], times)
                due = self._world.calendar.due(clock, event_class.limit_amount, event_class.limit_unit)
                if times[index] > due - timedelta(minutes=10):
                    return True
        return False

    def _check_moves(self, matter: Matter, handled_at: datetime) -> list[dict[str, Any]]:
        steps = self._paths.spot_check(matter)
        times = self._laid_out(handled_at, steps, matter.event_class)
        return _moves(handled_at, steps, times) if times[-1] < self._now else []


def _moves(start: datetime, steps: Sequence[Step], times: Sequence[datetime]) -> list[dict[str, Any]]:
    return list(_move_rows(start, steps, times))


def _move_rows(start: datetime, steps: Sequence[Step], times: Sequence[datetime]) -> Iterator[dict[str, Any]]:
    before = start
    for step, at in zip(steps, times, strict=True):
        inputs = dict(step.inputs)
        if step.rest_days:
            inputs["until"] = (at + timedelta(days=step.rest_days)).isoformat(timespec="seconds")
        yield {"verb": step.verb, "by": step.by, "minutes_after": _minutes(before, at), "inputs": inputs}
        before = at


def _minutes(before: datetime, at: datetime) -> float:
    return round((at - before).total_seconds() / 60, 2)
