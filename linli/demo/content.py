"""What the people of a simulation know: the words of the demo town, and from the API its places and classes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from linli.demo.buildings import ESTATE_STARTS, HAMLET_STARTS, Building
from linli.demo.caller import Caller
from linli.demo.classes import event_classes
from linli.demo.sentences import Topic, choose_pattern, report_text, topics

FLOORS, HOUSEHOLDS = 6, 24
PLACEHOLDER = re.compile(r"\{\w\}")
SHORTEST_CLUE = 5
SEARCHES = (*ESTATE_STARTS, *HAMLET_STARTS)


@dataclass(frozen=True)
class Place:
    """A building as the API tells it."""

    code: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Content:
    """`unit_of` is the unit that handles a class, `standards` are the items under which it may be filed, `shown` the
    classes that need a picture of afterwards, `clues` are pieces of sentences by which a class is recognised."""

    places: Sequence[Place]
    unit_of: Mapping[str, str]
    classes: frozenset[str]
    standards: Mapping[str, Sequence[int]] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()
    topics: Sequence[Topic] = field(default_factory=topics)
    clues: Mapping[str, str] = field(default_factory=lambda: dict(_clues(topics())))

    def report(self, random: Random, month: int) -> tuple[str, Place, str]:
        """What somebody writes in this month, where, and the class that it is."""
        homes = [topic for topic in self.topics if topic.at in (None, "residential") and topic.floors <= FLOORS]
        topic = random.choices(homes, [topic.frequency(month) for topic in homes])[0]
        place = random.choice(self.places)
        pattern = choose_pattern(random, topic, "web")
        return report_text(random, topic.texts[pattern], _as_building(place), "web"), place, topic.code

    def class_of(self, random: Random, text: str) -> str:
        """The class that the desk takes a text for."""
        told = next((code for clue, code in self.clues.items() if clue in text and code in self.classes), None)
        return told or random.choice(sorted(self.classes & self.unit_of.keys()))

    def result(self, random: Random, code: str) -> str:
        """What was done about a matter of this class."""
        known = [result for topic in self.topics if topic.code == code for result in topic.results]
        return random.choice(known) if known else "已处理，恢复正常。"


async def learn(caller: Caller, searches: Sequence[str] = SEARCHES, units: Mapping[str, str] | None = None) -> Content:
    """Asks for the town's places and classes. Raises LookupError when it has none."""
    places: dict[str, Place] = {}
    for text in searches:
        for row in await _rows(caller, "/places", "places", q=text):
            places[row["code"]] = Place(row["code"], row["name"], row["lon"], row["lat"])
    rows = await _rows(caller, "/classes", "classes")
    classes = frozenset(row["code"] for row in rows)
    shown = frozenset(row["code"] for row in rows if row["needs_after_photo"])
    known = event_classes() if units is None else {}
    unit_of = {code: row.unit for code, row in known.items()} if units is None else units
    if not places or not classes & unit_of.keys():
        raise LookupError("The server has no places or no classes that the simulation knows.")
    standards = {code: [standard.item for standard in row.standards] for code, row in known.items()}
    return Content(list(places.values()), unit_of, classes, standards, shown)


async def _rows(caller: Caller, path: str, name: str, **wanted: str) -> list[dict[str, Any]]:
    answer = await caller.get(path, **wanted)
    return list(answer.json()[name]) if answer else []


def _clues(known: Sequence[Topic]) -> list[tuple[str, str]]:
    """Pieces of each sentence that are long enough to tell it by, the longest first."""
    found = {}
    for topic in known:
        for text in topic.texts:
            clue = max(PLACEHOLDER.split(text), key=len)
            if len(clue) >= SHORTEST_CLUE:
                found[clue] = topic.code
    return sorted(found.items(), key=lambda item: -len(item[0]))


def _as_building(place: Place) -> Building:
    return Building(place.code, place.name, "", "", "", place.lon, place.lat, "residential", HOUSEHOLDS, FLOORS)
