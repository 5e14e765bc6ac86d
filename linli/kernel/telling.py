"""What of a text says something: not the words that everybody writes, and no piece of a longer word; and how alike two
texts are in what they say. Pure."""

import re
from collections.abc import Collection, Iterable
from importlib.resources import files

LISTED = files("linli.kernel").joinpath("says_nothing.txt").read_text("utf-8").splitlines()
SILENT = sorted((line for line in LISTED if line and not line.startswith("#")), key=len, reverse=True)
# A Latin word is one only between what is no letter.
SAYS_NOTHING = re.compile("|".join(rf"\b{word}\b" if word.isascii() else word for word in SILENT))
# A piece and its neighbour are one word when the tables say them together twice, and in so many of a hundred places
# where they say the piece.
TWICE, OFTEN = 2, 20


def telling(text: str) -> str:
    """The text in small letters, as long as it was, with a gap for each word that says nothing."""
    lowered = "".join(small if len(small := sign.lower()) == 1 else sign for sign in text)
    return SAYS_NOTHING.sub(lambda found: "\n" * len(found[0]), lowered)


class Words:
    """The words of the tables, by which a piece of a longer word is told from a word."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._said = "\n".join(dict.fromkeys(terms)).lower()
        self._known: dict[str, int] = {}

    def wholes(self, text: str, piece: str) -> set[str]:
        """The longer words of which the piece is a part wherever the text says it; none where it once stands alone."""
        found, at = set[str](), text.find(piece)
        while at >= 0:
            end = at + len(piece)
            longer = [text[at - 1 : end] if at else "", text[at : end + 1]]
            wholes = {each for each in longer if self._is_word(each, piece)}
            if not wholes:
                return set()
            found |= wholes
            at = text.find(piece, at + 1)
        return found

    def whole(self, text: str, span: tuple[int, int]) -> tuple[int, int]:
        """The span with what belongs to its first and to its last word."""
        start, end = span
        if start and self._is_word(text[start - 1 : start + 2], text[start : start + 2]):
            start -= 1
        if self._is_word(text[end - 2 : end + 1], text[end - 2 : end]):
            end += 1
        return start, end

    def _is_word(self, longer: str, piece: str) -> bool:
        together = self._times(longer) if longer.isalnum() and len(longer) > len(piece) else 0
        return together >= TWICE and together * 100 >= OFTEN * self._times(piece)

    def _times(self, piece: str) -> int:
        if piece not in self._known:
            self._known[piece] = self._said.count(piece)
        return self._known[piece]


def pairs(text: str) -> set[str]:
    """Every two characters that stand beside each other within a word; Chinese has no spaces to count words by."""
    kept = "".join(c if c.isalnum() else " " for c in text.casefold())
    return {word[at : at + 2] for word in kept.split() for at in range(len(word) - 1)}


class Alike:
    """How alike two texts are, without the words that everybody writes: those that are listed, the pairs that a city
    writes in most of its cases (`common`), and numbers, which are of houses and hours. By `terms` a word is told from a
    piece of a longer one."""

    def __init__(self, terms: Iterable[str] = (), common: Collection[str] = ()) -> None:
        self._words, self._common = Words(terms), frozenset(common)

    def likeness(self, one: str, other: str) -> float:
        """From 0, nothing in common, to 1, the same pairs of characters."""
        first, second = self._pairs(telling(one)), self._pairs(telling(other))
        return 2 * len(self._both(one, other)) / (len(first) + len(second)) if first and second else 0.0

    def shared(self, one: str, other: str, most: int = 3) -> list[str]:
        """The longest pieces of the one text that also stand in the other, in their order."""
        text, common = telling(one), self._both(one, other)
        found: list[str] = []
        start = 0
        for at in range(len(text)):
            if text[at : at + 2] not in common:
                if at > start:
                    found.append(one[start : at + 1])
                start = at + 1
        longest = sorted(dict.fromkeys(found), key=len, reverse=True)[:most]
        return [piece for piece in dict.fromkeys(found) if piece in longest]

    def _pairs(self, told: str) -> set[str]:
        return {pair for pair in pairs(told) if not any(sign.isdigit() for sign in pair)} - self._common

    def _both(self, one: str, other: str) -> set[str]:
        """The pairs of both that are in neither a piece of a longer word which the other does not say."""
        told, too = telling(one), telling(other)
        both = self._pairs(told) & self._pairs(too)
        return {pair for pair in both if self._is_same(told, too, pair) and self._is_same(too, told, pair)}

    def _is_same(self, told: str, too: str, pair: str) -> bool:
        wholes = self._words.wholes(told, pair)
        return not wholes or any(whole in too for whole in wholes)
