"""How near two matters lie to each other. Pure."""

import math
from dataclasses import dataclass

METRES_A_DEGREE = 111_320.0
# Decimals that are left of an anonymous reporter's position: about a hundred metres.
COARSE = 3


@dataclass(frozen=True, slots=True)
class Box:
    """West, south, east and north of a square around a point."""

    west: float
    south: float
    east: float
    north: float


def box(lon: float, lat: float, metres: float) -> Box:
    """The square that holds everything within so many metres."""
    high = metres / METRES_A_DEGREE
    wide = high / max(math.cos(math.radians(lat)), 0.01)
    return Box(lon - wide, lat - high, lon + wide, lat + high)


def metres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """The distance; over the few hundred metres that matter here the earth is flat."""
    east = (other_lon - lon) * math.cos(math.radians((lat + other_lat) / 2))
    return math.hypot(east, other_lat - lat) * METRES_A_DEGREE


def coarse(degrees: float | None) -> float | None:
    """A position by which nobody is found."""
    return None if degrees is None else round(degrees, COARSE)


def names(text: str, words: list[str]) -> bool:
    """Whether the text uses one of the words, each of two characters at least."""
    folded = text.casefold()
    return any(len(word) > 1 and word.casefold() in folded for word in words)
