"""How a text speaks for classes. Pure."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MOST_OFFERS, MOST_GRAMS, LONGEST_GRAM = 5, 120, 20
# What the source of a pair is worth.
NAME, WORD, CONDITION = 4, 3, 1
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
LATIN = re.compile(r"[a-z]{3,20}")
# How much the city's own cases count beside the tables, and how sure many of them are.
LEARNT, SURE = 2.0, 20.0
# Below this nothing is offered.
LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Said:
    """One pair of the text that stands for a class."""

    gram: str
    class_id: int
    weight: int
    count: int


@dataclass(frozen=True, slots=True)
class Fit:
    """A class that fits the text, how well, and because of which parts of the text."""

    class_id: int
    score: float
    because: tuple[str, ...]


def grams(text: str) -> list[str]:
    """The pairs of Chinese characters and the Latin words of a text, each once, in order."""
    lowered = text.lower()
    pairs = [run[at : at + 2] for run in CHINESE.findall(lowered) for at in range(len(run) - 1)]
    return list(dict.fromkeys([*pairs, *LATIN.findall(lowered)]))[:MOST_GRAMS]


def weights(name: str, words: Iterable[str], conditions: Iterable[str]) -> dict[str, int]:
    """What each pair of a class's own words is worth."""
    found: dict[str, int] = {}
    for source, texts in ((CONDITION, conditions), (WORD, words), (NAME, [name])):
        for text in texts:
            for gram in grams(text):
                found[gram] = max(found.get(gram, 0), source)
    return found


def fits(text: str, said: Iterable[Said], classes: int) -> list[Fit]:
    """The classes that fit the text best, at most five. What stands for few classes says more than what stands for
    many."""
    by_gram: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        by_gram[one.gram].append(one)
    scores: dict[int, dict[str, float]] = defaultdict(dict)
    for gram, ones in by_gram.items():
        told = [one for one in ones if one.weight]
        rarity = math.log(1 + classes / len(told)) / math.log(1 + classes) if told else 0.0
        seen = sum(one.count for one in ones)
        for one in ones:
            share = one.count / seen * min(1.0, seen / SURE) if seen else 0.0
            scores[one.class_id][gram] = rarity * one.weight / NAME + LEARNT * share**2
    best = sorted(scores, key=lambda found: (-sum(scores[found].values()), found))[:MOST_OFFERS]
    made = [Fit(found, sum(scores[found].values()), _because(text, scores[found])) for found in best]
    return [fit for fit in made if fit.score >= LEAST and fit.score >= made[0].score / 4]


def _because(text: str, parts: Mapping[str, float]) -> tuple[str, ...]:
    """The parts of the text that spoke most, neighbours put together."""
    strongest = sorted(parts, key=lambda gram: -parts[gram])[:4]
    lowered = text.lower()
    spans = sorted((lowered.find(gram), lowered.find(gram) + len(gram)) for gram in strongest if gram in lowered)
    return tuple(dict.fromkeys(text[start:end] for start, end in _joined(spans)))[:3]


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
