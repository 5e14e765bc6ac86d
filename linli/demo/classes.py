"""The event classes of the demo town: the 250 matters of the national list, each with a limit and a unit."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

URGENT_HOUR, WORK_HOUR, WORK_DAY, CALENDAR_DAY = "urgent_hour", "work_hour", "work_day", "calendar_day"


@dataclass(frozen=True)
class EventClass:
    """One matter that can be reported, as a row of event_classes.csv."""

    scheme: str
    kind: str
    major_code: str
    major_name: str
    code: str
    name: str
    limit_amount: int
    limit_unit: str
    self_handling: bool
    unit: str

    @property
    def days(self) -> float:
        """About how long the limit is."""
        return self.limit_amount * {URGENT_HOUR: 1 / 24, WORK_HOUR: 1 / 8}.get(self.limit_unit, 1.0)


def read_text(name: str) -> str:
    """A file of content that the demo town ships with."""
    return files("linli.demo").joinpath("data", name).read_text(encoding="utf-8")


def event_classes() -> dict[str, EventClass]:
    """All matters by code; the parts of the national list (lamps, benches) are things and stay out."""
    rules = tomllib.loads(read_text("class_rules.toml"))
    rows = csv.DictReader(read_text("gbt47678_5_2026.csv").splitlines())
    return {row["code"]: _event_class(row, rules) for row in rows if row["kind"] == "管理事项"}


def _event_class(row: Mapping[str, str], rules: Mapping[str, Any]) -> EventClass:
    amount, unit = _limit(row["code"], row["major_code"], rules["limits"])
    return EventClass(
        scheme=rules["scheme"],
        kind="matter",
        major_code=row["major_code"],
        major_name=row["major_name"],
        code=row["code"],
        name=row["name"],
        limit_amount=amount,
        limit_unit=unit,
        self_handling=row["code"] in rules["self_handling"],
        unit=_unit(row["code"], row["major_code"], rules["units"]),
    )


def _limit(code: str, major: str, limits: Mapping[str, Any]) -> tuple[int, str]:
    special = (rule["limit"] for rule in limits["codes"] if code in rule["codes"])
    amount, unit = next(special, limits["majors"][major])
    return int(amount), str(unit)


def _unit(code: str, major: str, units: Mapping[str, Any]) -> str:
    special = (unit for unit, codes in units["codes"].items() if code in codes)
    return str(next(special, units["majors"][major]))
