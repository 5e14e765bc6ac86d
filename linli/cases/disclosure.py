"""Numbers in a text by which somebody could be found: telephones, identity cards, plates. Whoever writes is told of
them and may take them out; nothing is taken out by itself. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from phonenumbers import Leniency, PhoneNumberMatcher

REGION = "CN"
# What is looked through at once; a report is not longer.
LONGEST = 4000
# Full-width letters and digits, as Chinese keyboards write them, read like the plain ones; every place stays.
PLAIN = {ord("　"): " "} | {code: chr(code - 0xFEE0) for code in range(ord("！"), ord("～") + 1)}
IDENTITY = re.compile(r"(?<![0-9])[1-8][0-9]{5}[ -]?[0-9]{8}[ -]?[0-9]{3}[0-9Xx](?![0-9])")
PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
PLATE = re.compile(
    rf"[{PROVINCES}][A-HJ-NP-Z][ ·•.-]?(?=[A-Z]{{0,4}}[0-9])[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳](?![A-Z0-9])",
    re.IGNORECASE,
)
# GB 11643 · ISO 7064, MOD 11-2.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"


class Kind(StrEnum):
    """What a number belongs to."""

    PHONE = "phone"
    IDENTITY = "identity"
    PLATE = "plate"


@dataclass(frozen=True, slots=True)
class Disclosed:
    """A number as it stands in the text."""

    kind: Kind
    text: str


def disclosed(text: str) -> list[Disclosed]:
    """The numbers that a text gives away, each once, in its order."""
    plain = text[:LONGEST].translate(PLAIN)
    found: list[tuple[int, int, Kind]] = []
    for start, end, kind in (*_identities(plain), *_plates(plain), *_phones(plain)):
        if all(end <= left or right <= start for left, right, _ in found):
            found.append((start, end, kind))
    return list(dict.fromkeys(Disclosed(kind, text[start:end]) for start, end, kind in sorted(found)))


def without(text: str, number: str, instead: str) -> str:
    """The text with other words wherever the number stood."""
    return text.replace(number, instead) if number else text


def is_identity(number: str) -> bool:
    """Whether these are 18 places with a day of birth and the check digit that belongs to them."""
    digits = number.upper()
    if not re.fullmatch(r"[0-9]{17}[0-9X]", digits):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=False))
    return CHECK_DIGITS[total % 11] == digits[-1] and _is_day(digits[6:14])


def _is_day(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return born.year >= 1900


def _identities(plain: str) -> Iterator[tuple[int, int, Kind]]:
    for found in IDENTITY.finditer(plain):
        if is_identity(re.sub(r"[ -]", "", found[0])):
            yield found.start(), found.end(), Kind.IDENTITY


def _plates(plain: str) -> Iterator[tuple[int, int, Kind]]:
    for found in PLATE.finditer(plain):
        yield found.start(), found.end(), Kind.PLATE


def _phones(plain: str) -> Sequence[tuple[int, int, Kind]]:
    matches = PhoneNumberMatcher(plain, REGION, leniency=Leniency.VALID)
    return [(found.start, found.end, Kind.PHONE) for found in matches]
