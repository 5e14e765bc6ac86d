"""What one screen has not been told yet, in one frame however much it is. Pure."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

MOST_NUMBERS = 20
HEARTBEAT = b":\n\n"


class Pending:
    """Events gathered for one client: how many, by which facts, and the newest case numbers. Grows no further."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forgets all that was gathered."""
        self.count = 0
        self.facts: Counter[str] = Counter()
        self.numbers: dict[str, None] = {}

    def add(self, event: Mapping[str, Any]) -> None:
        """Takes a row of the event table in."""
        self.count += 1
        self.facts[event["name"]] += 1
        number = event["payload"].get("number", "")
        self.numbers.pop(number, None)
        self.numbers[number] = None
        if len(self.numbers) > MOST_NUMBERS:
            del self.numbers[next(iter(self.numbers))]

    def take(self, position: int) -> bytes:
        """The frame of all that was gathered, as told up to this position; begins anew."""
        data = {"count": self.count, "numbers": [*reversed(self.numbers)], "names": dict(self.facts)}
        self.clear()
        return block(position, "cases", data)


def block(position: int, event: str, data: Mapping[str, Any]) -> bytes:
    """One event in the words of Server-Sent Events."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"id: {position}\nevent: {event}\ndata: {text}\n\n".encode()
