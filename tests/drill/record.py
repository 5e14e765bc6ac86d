"""Sequences that were played, kept from run to run in a file: a line for each as soon as it went well."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Record:
    """It tells of one state of the product: for another one, give it another file."""

    path: Path

    def add(self, seed: int, told: Mapping[str, int]) -> None:
        """One more sequence of this seed went well."""
        self._write({"seed": seed, "told": told})

    def fail(self, seed: int) -> None:
        """Nothing of this seed counts, and it is to be played again."""
        self._write({"seed": seed, "told": None})

    def seeds(self) -> dict[int, Counter[str]]:
        """What each came to. A seed that was cut off counts with what it finished."""
        found: dict[int, Counter[str]] = {}
        for line in self.path.read_text().splitlines() if self.path.exists() else []:
            seed, told = (each := json.loads(line))["seed"], each["told"]
            if told is None:
                found.pop(seed, None)
            else:
                found.setdefault(seed, Counter()).update(told)
        return found

    def total(self) -> Counter[str]:
        """Of all seeds."""
        return sum(self.seeds().values(), Counter())

    def _write(self, line: Mapping[str, object]) -> None:
        with self.path.open("a") as file:
            file.write(json.dumps(line) + "\n")
