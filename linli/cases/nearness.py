"""How near two matters lie to each other, and how alike their words are. Pure."""

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


def pairs(text: str) -> set[str]:
    """Every two characters that stand beside each other within a word; Chinese has no spaces to count words by."""
    kept = "".join(c if c.isalnum() else " " for c in text.casefold())
    return {word[at : at + 2] for word in kept.split() for at in range(len(word) - 1)}


def likeness(one: str, other: str) -> float:
    """From 0, nothing in common, to 1, the same pairs of characters."""
    first, second = pairs(one), pairs(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def shared(one: str, other: str, most: int = 3) -> list[str]:
    """The longest pieces of the one text that also stand in the other, in their order."""
    text, common = one.casefold(), pairs(one) & pairs(other)
    found: list[str] = []
    start = 0
    for at in range(len(text)):
        if text[at : at + 2] not in common:
            if at > start:
                found.append(one[start : at + 1])
            start = at + 1
    longest = sorted(dict.fromkeys(found), key=len, reverse=True)[:most]
    return [piece for piece in dict.fromkeys(found) if piece in longest]


def names(text: str, words: list[str]) -> bool:
    """Whether the text uses one of the words, each of two characters at least."""
    folded = text.casefold()
    return any(len(word) > 1 and word.casefold() in folded for word in words)
