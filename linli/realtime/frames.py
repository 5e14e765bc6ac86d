"""What one screen has not been told yet, in one frame however much it is. Pure."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

MOST_NUMBERS = 20
HEARTBEAT = b":\n\n"


class Pending:
    """Events gathered for one client: how many, by which facts, and the newest cases, each with the version that it has
    come to, so that a page can tell what it shows already. Grows no further.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forgets all that was gathered."""
        self.count = 0
        self.facts: Counter[str] = Counter()
        self.versions: dict[str, int] = {}

    def add(self, event: Mapping[str, Any]) -> None:
        """Takes a row of the event table in."""
        self.count += 1
        self.facts[event["name"]] += 1
        number = event["payload"].get("number", "")
        self.versions[number] = max(event["version"], self.versions.pop(number, 0))
        if len(self.versions) > MOST_NUMBERS:
            del self.versions[next(iter(self.versions))]

    def take(self, position: int) -> bytes:
        """The frame of all that was gathered, as told up to this position; begins anew."""
        numbers = [*reversed(self.versions)]
        data = {"count": self.count, "numbers": numbers, "versions": self.versions, "names": dict(self.facts)}
        frame = block(position, "cases", data)
        self.clear()
        return frame


def block(position: int, event: str, data: Mapping[str, Any]) -> bytes:
    """One event in the words of Server-Sent Events."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"id: {position}\nevent: {event}\ndata: {text}\n\n".encode()
