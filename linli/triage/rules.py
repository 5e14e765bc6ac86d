"""How a text speaks for classes. Pure."""

import hmac
import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from linli.kernel.telling import Words, telling

MOST_OFFERS, MOST_GRAMS, LONGEST_GRAM = 5, 120, 20
# What the source of a pair is worth.
NAME, WORD, CONDITION = 4, 3, 1
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
LATIN = re.compile(r"[a-z]{3,20}")
# How much the city's own cases count beside the tables, and how sure many of them are.
LEARNT, SURE = 2.0, 20.0
# What it counts that a class says a pair in several of its words, and not in one by chance.
SAID_OFTEN = 0.6
# Closed cases of many classes say it: of a pair that no class has in so great a part of its cases, that many tell
# nothing apart.
LEAST_SHARE = 0.2
# What no reason begins or ends with.
PARTICLES = "的了在是都没也就还很太"
# What stands at the end of the word before, where a reason seems to begin with it.
ENDS = "上里到子个"
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
    many; a piece of a longer word stands for those classes alone that say the longer word; what everybody writes is no
    reason, and without a reason nothing is offered. `terms` are the name of each class and what people call it, in
    which the reasons are told."""
    by_gram: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        by_gram[one.gram].append(one)
    lowered, words = text.lower(), Words(term for each in terms.values() for term in each)
    own = {class_id: [term.lower() for term in each] for class_id, each in terms.items()}
    scores: dict[int, dict[str, float]] = defaultdict(dict)
    for gram, ones in by_gram.items():
        for one, score in _scores(ones, words.wholes(lowered, gram), classes, own):
            scores[one.class_id][gram] = score
    spread = {gram for gram, ones in by_gram.items() if _is_spread(ones)}
    made = []
    for found in sorted(scores, key=lambda found: (-sum(scores[found].values()), found))[:MOST_OFFERS]:
        because = _because(text, {g: s for g, s in scores[found].items() if g not in spread}, own.get(found, ()), words)
        made.append(Fit(found, sum(scores[found].values()), because))
    return [fit for fit in made if fit.because and fit.score >= LEAST and fit.score >= made[0].score / 4]


def _scores(
    ones: Sequence[Said], wholes: Collection[str], classes: int, own: Mapping[int, Sequence[str]]
) -> Iterable[tuple[Said, float]]:
    """What a pair is worth for each class."""
    told, seen = sum(one.weight > 0 for one in ones), sum(one.count for one in ones)
    rarity = math.log(1 + classes / told) / math.log(1 + classes) if told else 0.0
    for one in ones:
        its = own.get(one.class_id, ())
        if wholes and not one.count and not any(whole in term for whole in wholes for term in its):
            continue
        often = 1 + SAID_OFTEN * math.log(max(2, 1 + sum(one.gram in term for term in its)) / 2)
        share = one.count / seen * min(1.0, seen / SURE) if seen else 0.0
        yield one, rarity * one.weight / NAME * often + LEARNT * share**2


def _is_spread(ones: Sequence[Said]) -> bool:
    """Whether the closed cases say it of all and sundry."""
    seen = sum(one.count for one in ones)
    return seen >= SURE and max(one.count for one in ones) < LEAST_SHARE * seen


def _because(text: str, parts: Mapping[str, float], terms: Sequence[str], words: Words) -> tuple[str, ...]:
    """The parts of the text that spoke most, as the class's own words have them, or else neighbours put together; none
    that everybody writes, and none of a single character."""
    told = telling(text)
    strongest = sorted((gram for gram in parts if gram in told), key=lambda gram: -parts[gram])
    strongest = [gram for gram in strongest if gram == gram.strip(PARTICLES)] or strongest
    spans = sorted((told.find(gram), told.find(gram) + len(gram)) for gram in strongest[:STRONGEST])
    taken: list[Span] = []
    for whole in [*_spelt(told, terms), *_joined(spans)]:
        start, end = _trimmed(told, words.whole(told, whole))
        is_strong = any(whole[0] <= left and right <= whole[1] for left, right in spans)
        if end - start > 1 and is_strong and all(end <= left or right <= start for left, right in taken):
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
    start += len(lowered[start:end]) - len(lowered[start:end].lstrip(PARTICLES + ENDS))
    return start, start + len(lowered[start:end].rstrip(PARTICLES))


def _joined(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in spans:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
