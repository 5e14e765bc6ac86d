"""Writes the tables of a city folder: classes, standards, routes, what the street says, and who may do what."""

import csv
import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from linli.demo.classes import BEGINS, OLDER, OLDER_BEGINS, EventClass, older_classes

BETWEEN = "|"
# Prepared replies, the street's own wording, the list of matters by authority: as they are.
WORDS = Path(__file__).parent / "data" / "words"


def write_classes(folder: Path, classes: Iterable[EventClass], *, since: date) -> None:
    """Schemes, classes and standards. The newer table is in force since its day, in a history that begins earlier since
    then (`since`)."""
    newer, begins = list(classes), min(BEGINS, since)
    past = older_classes()
    write_table(folder / "schemes.csv", [_scheme(newer[0].scheme, begins, None), _scheme(OLDER, OLDER_BEGINS, begins)])
    write_table(folder / "event_classes.csv", [_class(row) for row in (*newer, *past)])
    routes = {"scheme": newer[0].scheme, "kind": "matter", "area": ""}
    write_table(folder / "routes.csv", [{**routes, "class_code": row.code, "unit": row.unit} for row in newer])
    standards = [*_standards(newer, begins), *_standards(past, OLDER_BEGINS)]
    write_table(folder / "standards.csv", standards)


def copy_words(folder: Path) -> None:
    """What the street says in its own words, and who may do what."""
    for table in WORDS.glob("*.csv"):
        shutil.copyfile(table, folder / table.name)


def write_table(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """A table with headings."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _scheme(code: str, begins: date, followed_on: date | None) -> Mapping[str, str]:
    ends = followed_on - timedelta(days=1) if followed_on else ""
    return {"code": code, "name": _named(code, begins), "in_force_from": begins.isoformat(), "in_force_to": str(ends)}


def _named(code: str, begins: date) -> str:
    """With the true day where the demo's year begins before it: nobody should take the demo's day for the law's."""
    if code == OLDER or begins == BEGINS:
        return code
    return f"{code}（演示自 {begins} 起用；标准 {BEGINS} 起施行）"


def _class(row: EventClass) -> Mapping[str, Any]:
    return {
        "scheme": row.scheme,
        "kind": row.kind,
        "major_code": row.major_code,
        "major_name": row.major_name,
        "code": row.code,
        "name": row.name,
        "limit_amount": row.limit_amount,
        "limit_unit": row.limit_unit,
        "self_handling": str(row.self_handling).lower(),
        "after_photo": str(row.after_photo).lower(),
        "words": BETWEEN.join(row.words),
    }


def _standards(classes: Iterable[EventClass], begins: date) -> Iterable[Mapping[str, Any]]:
    for row in classes:
        for standard in row.standards:
            yield {
                "scheme": row.scheme,
                "kind": row.kind,
                "code": row.code,
                "item": standard.item,
                "filing_condition": standard.filing_condition,
                "limit_amount": standard.limit_amount,
                "limit_unit": standard.limit_unit,
                "closing_condition": standard.closing_condition,
                "valid_from": begins.isoformat(),
            }
