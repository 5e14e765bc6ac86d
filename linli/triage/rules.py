"""How a text speaks for classes. Pure."""

import hmac
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
# What no reason begins or ends with.
PARTICLES = "的了在是"
STRONGEST, MOST_REASONS = 4, 3
# Below this nothing is offered.
LEAST = 0.5


Span = tuple[int, int]


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


def digest(secret: str, gram: str) -> int:
    """What is kept of a pair; without the server's secret nobody can try which pair it is."""
    return int.from_bytes(hmac.digest(secret.encode(), f"gram:{gram}".encode(), "sha256")[:8], signed=True)


def weights(name: str, words: Iterable[str], conditions: Iterable[str]) -> dict[str, int]:
    """What each pair of a class's own words is worth."""
    found: dict[str, int] = {}
    for source, texts in ((CONDITION, conditions), (WORD, words), (NAME, [name])):
        for text in texts:
            for gram in grams(text):
                found[gram] = max(found.get(gram, 0), source)
    return found


def fits(text: str, said: Iterable[Said], classes: int, terms: Mapping[int, Sequence[str]]) -> list[Fit]:
    """The classes that fit the text best, at most five. What stands for few classes says more than what stands for
    many. `terms` are the name of each class and what people call it, in which the reasons are told."""
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
    made = [
        Fit(found, sum(scores[found].values()), _because(text, scores[found], terms.get(found, ()))) for found in best
    ]
    return [fit for fit in made if fit.score >= LEAST and fit.score >= made[0].score / 4]


def _because(text: str, parts: Mapping[str, float], terms: Sequence[str]) -> tuple[str, ...]:
    """The parts of the text that spoke most, as the class's own words have them, or else neighbours put together."""
    lowered = text.lower()
    telling = [gram for gram in parts if gram == gram.strip(PARTICLES)] or [*parts]
    strongest = sorted(telling, key=lambda gram: -parts[gram])[:STRONGEST]
    spans = sorted((lowered.find(gram), lowered.find(gram) + len(gram)) for gram in strongest if gram in lowered)
    taken: list[Span] = []
    for whole in [*_spelt(lowered, terms), *_joined(spans)]:
        start, end = _trimmed(lowered, whole)
        is_strong = any(whole[0] <= left and right <= whole[1] for left, right in spans)
        if start < end and is_strong and all(end <= left or right <= start for left, right in taken):
            taken.append((start, end))
    return tuple(dict.fromkeys(text[start:end] for start, end in sorted(taken[:MOST_REASONS])))


def _spelt(lowered: str, terms: Sequence[str]) -> list[Span]:
    """Where the text says the class's own words: whole ones first, then parts of its name, then of the others."""
    found = []
    for place, term in enumerate(terms):
        word = term.lower()
        runs = [word] if word in lowered else [run for part in CHINESE.findall(word) for run in _runs(part, lowered)]
        found += [(run != word, place > 0, -len(run), lowered.find(run), run) for run in runs]
    return [(start, start + len(run)) for *_, start, run in sorted(found)]


def _runs(word: str, lowered: str) -> list[str]:
    """The longest parts of a word that the text says, of two characters at least."""
    found, start = [], 0
    for end in range(2, len(word) + 1):
        while end - start >= 2 and word[start:end] not in lowered:
            start += 1
        if end - start >= 2 and (end == len(word) or word[start : end + 1] not in lowered):
            found.append(word[start:end])
    return found


def _trimmed(lowered: str, span: Span) -> Span:
    start, end = span
    start += len(lowered[start:end]) - len(lowered[start:end].lstrip(PARTICLES))
    return start, start + len(lowered[start:end].rstrip(PARTICLES))


def _joined(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in spans:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
