"""Words at which nobody should fill in a form first, and whom one calls then. Pure.

A city writes them as one line: telephone numbers, then the words at which they are called, then the next numbers:
`119 着火 冒烟 120 晕倒 昏迷`.
"""

import re
from collections.abc import Sequence

NUMBER = re.compile(r"[0-9][0-9-]{2,19}")
BETWEEN = re.compile(r"[\s,，、;；:：|/]+")
Calls = Sequence[tuple[Sequence[str], Sequence[str]]]


def calls(line: str) -> Calls:
    """The groups of a line: whom one calls, at which words."""
    groups: list[tuple[list[str], list[str]]] = []
    for part in filter(None, BETWEEN.split(line.lower())):
        is_number = bool(NUMBER.fullmatch(part))
        if not groups or (is_number and groups[-1][1]):
            groups.append(([], []))
        groups[-1][0 if is_number else 1].append(part)
    return groups


def whom_to_call(text: str, line: str) -> list[str]:
    """The numbers for what a text tells, in the order of the line, each once; none where nothing is pressing."""
    lowered = "".join(text.lower().split())
    found = [number for numbers, words in calls(line) if any(word in lowered for word in words) for number in numbers]
    return list(dict.fromkeys(found))
