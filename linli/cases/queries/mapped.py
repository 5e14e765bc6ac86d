"""A list of cases as points on a map."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models.functions import Left
from django.utils import timezone

from linli.cases.queries.lists import NEWEST_FIRST, NOWHERE, Filter, listed, with_light
from linli.cases.workflow import OPEN
from linli.kernel.actor import Actor

# More of them say nothing more on one screen; and so many a browser still draws at once.
MOST_POINTS = 3000
LONGEST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Point:
    """One case on the map, in CGCS2000; `light` is empty once it has ended."""

    number: str
    lon: float
    lat: float
    state: str
    light: str
    class_name: str
    words: str


@dataclass(frozen=True, slots=True)
class Points:
    """The first points of a list; whether there are more; and how many of its cases have no place in the territory,
    counted no further than asked."""

    points: Sequence[Point]
    is_more: bool
    nowhere: int


def points(actor: Actor, wanted: Filter, *, sort: str = NEWEST_FIRST, most: int = MOST_POINTS, counted: int) -> Points:
    """The list as points, with two statements whatever its length."""
    rows = listed(actor, wanted, sort)
    shown = with_light(rows.exclude(NOWHERE), timezone.now()).annotate(words=Left("text", LONGEST_WORDS))
    columns = ("number", "lon", "lat", "state", "light", "event_class__name", "words")
    found = [
        Point(number, lon, lat, state, light if state in OPEN else "", class_name or "", words)
        for number, lon, lat, state, light, class_name, words in shown.values_list(*columns)[: most + 1]
    ]
    nowhere = rows.filter(NOWHERE).order_by()[:counted].count()
    return Points(found[:most], len(found) > most, nowhere)
