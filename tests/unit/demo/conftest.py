"""One built city folder for all tests of the demo town."""

import csv
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from linli.demo.hours import CHINA
from linli.demo.town import Summary, build

NOW = datetime(2026, 11, 18, 15, 20, tzinfo=CHINA)


@dataclass(frozen=True)
class City:
    """The folder as a reader sees it."""

    folder: Path
    summary: Summary

    def rows(self, name: str) -> list[dict[str, Any]]:
        text = (self.folder / name).read_text(encoding="utf-8")
        if name.endswith(".jsonl"):
            return [json.loads(line) for line in text.splitlines()]
        if name.endswith(".csv"):
            return [dict(row) for row in csv.DictReader(text.splitlines())]
        rows: list[dict[str, Any]] = json.loads(text)
        return rows

    def areas(self, level: str) -> dict[str, dict[str, Any]]:
        return {row["code"]: row for row in self.rows("areas.jsonl") if row["level"] == level}


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    folder = tmp_path_factory.mktemp("demo") / "city"
    return City(folder, build(folder, NOW))
