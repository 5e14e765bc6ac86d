"""The event classes of the demo town: the 250 matters of the national list, each with a limit and a unit."""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

URGENT_HOUR, WORK_HOUR, WORK_DAY, CALENDAR_DAY = "urgent_hour", "work_hour", "work_day", "calendar_day"
URGENT_DAY = "urgent_day"


OLDER = "GB/T 30428.2-2013"
BEGINS, OLDER_BEGINS = date(2026, 7, 1), date(2014, 1, 1)
KINDS = {"管理部件": "part", "管理事件": "matter", "管理事项": "matter"}
# A class that merely lies close passes no limit on.
PASSING_ON = ("same", "renamed")


@dataclass(frozen=True)
class Standard:
    """One condition under which a matter is filed."""

    item: int
    filing_condition: str
    limit_amount: int
    limit_unit: str
    closing_condition: str


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
    after_photo: bool
    unit: str
    words: tuple[str, ...] = ()
    standards: tuple[Standard, ...] = field(default=())

    @property
    def days(self) -> float:
        """About how long the limit is."""
        return self.limit_amount * {URGENT_HOUR: 1 / 24, WORK_HOUR: 1 / 8}.get(self.limit_unit, 1.0)


def read_text(name: str) -> str:
    """A file of content that the demo town ships with."""
    return files("linli.demo").joinpath("data", name).read_text(encoding="utf-8")


@cache
def shown_afterwards() -> frozenset[str]:
    """The classes that need a picture of afterwards."""
    return frozenset(tomllib.loads(read_text("class_rules.toml"))["after_photo"])


def event_classes() -> dict[str, EventClass]:
    """All matters by code; the parts of the national list (lamps, benches) are things and stay out."""
    rules = tomllib.loads(read_text("class_rules.toml"))
    words = {row["code"]: (*row["words"].split("|"), *row["words_en"].split("|")) for row in read_rows("synonyms")}
    handed_on = _handed_on(standards_2013())
    return {
        row["code"]: _event_class(row, rules, words[row["code"]], handed_on.get(row["code"], ()))
        for row in csv.DictReader(read_text("gbt47678_5_2026.csv").splitlines())
        if row["kind"] == "管理事项"
    }


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of one table of standards."""
    return list(csv.DictReader(read_text(f"standards/{name}.csv").splitlines()))


def standards_2013() -> dict[tuple[str, str], list[Standard]]:
    """The conditions of each older class, by kind and code."""
    found: dict[tuple[str, str], list[Standard]] = {}
    for row in read_rows("conditions_2013"):
        found.setdefault((row["kind"], row["code"]), []).append(
            Standard(
                int(row["item"]),
                row["filing_condition"],
                int(row["limit_amount"]),
                row["limit_unit"],
                row["closing_condition"],
            )
        )
    return found


def older_classes() -> list[EventClass]:
    """The classes of 2013, which are past: cases of old may have them."""
    standards = standards_2013()
    return [
        EventClass(
            scheme=OLDER,
            kind=KINDS[row["kind"]],
            major_code=row["major_code"],
            major_name=row["major_name"],
            code=row["code"],
            name=row["name"],
            limit_amount=standards[row["kind"], row["code"]][0].limit_amount,
            limit_unit=standards[row["kind"], row["code"]][0].limit_unit,
            self_handling=False,
            after_photo=False,
            unit="",
            standards=tuple(standards[row["kind"], row["code"]]),
        )
        for row in read_rows("gbt30428_2_2013")
    ]


def _handed_on(standards: Mapping[tuple[str, str], Sequence[Standard]]) -> dict[str, tuple[Standard, ...]]:
    """The conditions that a matter of 2026 has from the older classes which it continues, numbered anew."""
    found: dict[str, list[Standard]] = {}
    for line in read_rows("crosswalk"):
        if line["how"] in PASSING_ON and line["kind_2026"] == "管理事项":
            found.setdefault(line["code_2026"], []).extend(standards[line["kind_2013"], line["code_2013"]])
    return {code: tuple(replace(row, item=at) for at, row in enumerate(rows, 1)) for code, rows in found.items()}


def _event_class(
    row: Mapping[str, str], rules: Mapping[str, Any], words: tuple[str, ...], standards: tuple[Standard, ...]
) -> EventClass:
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
        after_photo=row["code"] in rules["after_photo"],
        unit=_unit(row["code"], row["major_code"], rules["units"]),
        words=words,
        standards=standards,
    )


def _limit(code: str, major: str, limits: Mapping[str, Any]) -> tuple[int, str]:
    special = (rule["limit"] for rule in limits["codes"] if code in rule["codes"])
    amount, unit = next(special, limits["majors"][major])
    return int(amount), str(unit)


def _unit(code: str, major: str, units: Mapping[str, Any]) -> str:
    special = (unit for unit, codes in units["codes"].items() if code in codes)
    return str(next(special, units["majors"][major]))
