"""When something is reported in the made-up year, what, and where: the curves and rates of data/year.toml at work."""

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any, TypeVar

from linli.demo.buildings import Building
from linli.demo.classes import EventClass, read_text
from linli.demo.hours import CHINA, WorkCalendar
from linli.demo.sentences import Topic

DAYS = 365
# What takes long is found more often among the cases that a unit has in hand.
LONGEST_WEIGHED_DAYS = 5.0
# Whoever is at home reports; shops, workshops and public houses have no households but reporters too.
REPORTERS_WITHOUT_HOUSEHOLD = 15
Thing = TypeVar("Thing")
Factors = Mapping[str, float]
Plan = Mapping[str, Any]


@cache
def plan() -> Plan:
    """The figures of the year."""
    return tomllib.loads(read_text("year.toml"))


@dataclass(frozen=True)
class Weighted:
    """Things to draw from, with their weights added up: drawing costs next to nothing."""

    things: Sequence[Any]
    sums: Sequence[float]

    @classmethod
    def of(cls, things: Sequence[Thing], weights: Collection[float]) -> "Weighted":
        return cls(things, list(accumulate(weights)))

    def draw(self, random: Random) -> Any:
        return random.choices(self.things, cum_weights=self.sums)[0]


def factor(factors: Factors, topic: Topic) -> float:
    """What a table of factors says about a topic: by its own name, else by its class."""
    return factors.get(topic.key, factors.get(topic.code, 1.0))


class Year:
    """The days up to `now`: how busy each is, which event it belongs to."""

    def __init__(self, calendar: WorkCalendar, now: datetime) -> None:
        self._calendar = calendar
        today = now.astimezone(CHINA).date()
        days = [today - timedelta(days=back) for back in range(DAYS)]
        settled = [*plan()["days"]["settled"], *[1.0] * DAYS]
        weights = [self._weight(day) * share for day, share in zip(days, settled, strict=False)]
        self._days = Weighted.of(days, weights)

    def day(self, random: Random) -> date:
        """A day on which something was reported that has ended since."""
        found: date = self._days.draw(random)
        return found

    def event(self, day: date) -> Mapping[str, Any] | None:
        """What made this day stand out."""
        return next((event for event in plan()["events"] if self._is_in(day, event)), None)

    def moment(self, random: Random, day: date, topic: Topic, channel: str) -> datetime:
        """A time of that day at which the way in was open and people notice such a matter."""
        hour = random.choices(range(24), list(self._hours(day, topic, channel)))[0]
        clock = timedelta(hours=hour, minutes=random.randrange(60), seconds=random.randrange(60))
        return datetime(day.year, day.month, day.day, tzinfo=CHINA) + clock

    def channel(self, random: Random, day: date, topic: Topic) -> str:
        """A way in, by how often it is used and whether it is open when people notice such a matter."""
        ways: Mapping[str, Sequence[float]] = plan()["channels"]
        weights = [way[0] * sum(self._hours(day, topic, name)) for name, way in ways.items()]
        return random.choices(list(ways), weights)[0]

    def _hours(self, day: date, topic: Topic, channel: str) -> Iterator[float]:
        table = plan()["hours"]
        usual = "workday" if self._calendar.is_workday(day) else "free"
        name = table["of"].get(topic.key, table["of"].get(topic.code, usual))
        _, opens, closes = plan()["channels"][channel]
        total = sum(table[name])
        for hour, weight in enumerate(table[name]):
            yield weight / total if opens <= hour < closes else 0.0

    def _weight(self, day: date) -> float:
        figures, event = plan()["days"], self.event(day)
        kind = "workday" if self._calendar.is_workday(day) else "weekend"
        if self._calendar.holiday(day):
            kind = "holiday"
        weight: float = figures["months"][day.month - 1] * figures[kind]
        return weight * (event["factor"] if event else 1.0)

    def _is_in(self, day: date, event: Mapping[str, Any]) -> bool:
        if "holiday" in event:
            return str(event["holiday"]) in self._calendar.holiday(day)
        month, first = map(int, event["from"].split("-"))
        return 0 <= (day - date(day.year, month, first)).days < int(event["days"])


class Matters:
    """Draws what is reported, by the season and by what goes on, and where such a thing happens."""

    def __init__(
        self,
        year: Year,
        topics: Sequence[Topic],
        classes: Mapping[str, EventClass],
        buildings: Sequence[Building],
        characters: Mapping[str, str],
    ) -> None:
        self._year, self._topics, self._classes = year, topics, classes
        self._buildings, self._characters = buildings, characters
        self._of_day: dict[tuple[object, ...], Weighted] = {}
        self._places: dict[str, Weighted] = {}

    def topic(self, random: Random, day: date, *, in_grid: bool, in_hand: bool) -> Topic:
        """What is reported on that day; `in_grid` by whoever settles it there, `in_hand` if a unit works on it now."""
        event = self._year.event(day)
        about = (day.month, event["name"] if event else "", in_grid, in_hand)
        if about not in self._of_day:
            factors = event["topics"] if event else {}
            weights = [self._frequency(topic, day.month, factors, in_grid, in_hand) for topic in self._topics]
            self._of_day[about] = Weighted.of(self._topics, weights)
        found: Topic = self._of_day[about].draw(random)
        return found

    def building(self, random: Random, topic: Topic) -> Building:
        """Where: by the people there and by the character of the community."""
        if topic.key not in self._places:
            fitting = [building for building in self._buildings if topic.fits(building)]
            self._places[topic.key] = Weighted.of(fitting, [self._likely(topic, building) for building in fitting])
        found: Building = self._places[topic.key].draw(random)
        return found

    def _frequency(self, topic: Topic, month: int, factors: Factors, in_grid: bool, in_hand: bool) -> float:
        event_class = self._classes[topic.code]
        if in_grid and not event_class.self_handling:
            return 0.0
        length = min(event_class.days, LONGEST_WEIGHED_DAYS) if in_hand else 1.0
        return topic.frequency(month) * factor(factors, topic) * length

    def _likely(self, topic: Topic, building: Building) -> float:
        character = plan()["characters"][self._characters[building.code[:12]]]
        return (building.households + REPORTERS_WITHOUT_HOUSEHOLD) * factor(character["topics"], topic)


def characters(random: Random, communities: Mapping[str, str]) -> dict[str, str]:
    """What kind of place each community is, by code; `communities` are names by code."""
    drawn = {name: row["share"] for name, row in plan()["characters"].items() if "share" in row}
    names, weights = [*drawn, "estate"], [*drawn.values(), 1 - sum(drawn.values())]
    found = {}
    for code, name in communities.items():
        told = "village" if name.endswith("村委会") else "park" if "工业园" in name else ""
        found[code] = told or random.choices(names, weights)[0]
    return found
