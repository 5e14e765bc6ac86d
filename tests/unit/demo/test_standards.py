"""The older classes with one city's conditions, the way to the classes of 2026, and what people call each matter."""

import csv
import os
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from linli.demo.classes import event_classes, read_text
from linli.kernel.calendar import Unit

SHARED = Path(os.environ.get("LINLI_SHARED_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
SOURCE = SHARED / "yuncheng_case_standards.csv"
KIND = {"部件": "管理部件", "事件": "管理事件"}
FIGURE = re.compile(r"\d+(?:\.\d+)?(?!、)")  # "1、" counts the points of a list


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(read_text(name).splitlines()))


CLASSES = rows("standards/gbt30428_2_2013.csv")
CONDITIONS = rows("standards/conditions_2013.csv")
CROSSWALK = rows("standards/crosswalk.csv")
SYNONYMS = rows("standards/synonyms.csv")
NAMES_2013 = {(row["kind"], row["code"]): row["name"] for row in CLASSES}
NAMES_2026 = {(row["kind"], row["code"]): row["name"] for row in rows("gbt47678_5_2026.csv")}


@pytest.fixture(scope="module")
def source() -> list[dict[str, str]]:
    if not SOURCE.exists():
        pytest.skip(f"the published table is not at {SOURCE}; LINLI_SHARED_DATA names its folder")
    return list(csv.DictReader(SOURCE.read_text(encoding="utf-8-sig").splitlines()))


def test_each_class_of_2013_stands_once() -> None:
    assert len(NAMES_2013) == len(CLASSES) == 190
    assert all(re.fullmatch(r"\d{4}", row["code"]) and row["code"][:2] == row["major_code"] for row in CLASSES)
    assert {row["kind"] for row in CLASSES} == set(KIND.values())


def test_519_conditions_belong_to_classes_and_every_class_has_some() -> None:
    assert len(CONDITIONS) == 519
    assert {(row["kind"], row["code"]) for row in CONDITIONS} == set(NAMES_2013)
    assert all(row["filing_condition"].strip() and row["closing_condition"].strip() for row in CONDITIONS)


def test_limits_are_positive_and_counted_in_known_units() -> None:
    assert {row["limit_unit"] for row in CONDITIONS} <= {unit.value for unit in Unit}
    assert all(int(row["limit_amount"]) > 0 for row in CONDITIONS)


def test_items_are_numbered_from_one_without_gaps() -> None:
    items: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in CONDITIONS:
        items[row["kind"], row["code"]].append(int(row["item"]))
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in items.values())


def test_codes_names_and_limits_are_those_of_the_table(source: list[dict[str, str]]) -> None:
    assert [
        (row["kind"], row["code"], NAMES_2013[row["kind"], row["code"]], row["limit_amount"], row["limit_unit"])
        for row in CONDITIONS
    ] == [
        (
            KIND[row["kind"]],
            row["major_code"] + row["minor_code"],
            row["minor_name"],
            row["limit_value"],
            row["limit_unit"],
        )
        for row in source
    ]


@pytest.mark.parametrize("column", ["filing_condition", "closing_condition"])
def test_conditions_keep_every_figure_but_no_sentence(source: list[dict[str, str]], column: str) -> None:
    published = [row[column] for row in source]
    told = [row[column] for row in CONDITIONS]
    copied = [ours for ours, theirs in zip(told, published, strict=True) if ours == theirs and len(theirs) > 4]
    assert copied == []
    altered = [ours for ours, theirs in zip(told, published, strict=True) if figures_of(ours) != figures_of(theirs)]
    assert altered == []


def figures_of(text: str) -> Counter[str]:
    return Counter(FIGURE.findall(text))


def test_every_class_of_2013_leads_somewhere_or_says_that_it_does_not() -> None:
    assert {(row["kind_2013"], row["code_2013"]) for row in CROSSWALK} == set(NAMES_2013)
    assert len({tuple(row.values()) for row in CROSSWALK}) == len(CROSSWALK)
    for row in CROSSWALK:
        if row["how"] == "none":
            assert (row["kind_2026"], row["code_2026"]) == ("", "")
        else:
            assert (row["kind_2026"], row["code_2026"]) in NAMES_2026


def test_only_a_class_without_another_line_leads_nowhere() -> None:
    lines = Counter((row["kind_2013"], row["code_2013"]) for row in CROSSWALK)
    assert all(lines[row["kind_2013"], row["code_2013"]] == 1 for row in CROSSWALK if row["how"] == "none")


def test_same_means_the_same_name() -> None:
    assert {row["how"] for row in CROSSWALK} == {"same", "renamed", "closest", "none"}
    for row in CROSSWALK:
        before = NAMES_2013[row["kind_2013"], row["code_2013"]]
        after = NAMES_2026.get((row["kind_2026"], row["code_2026"]))
        assert (row["how"] == "same") == (before == after), row


def test_each_of_the_250_matters_has_words_and_none_twice() -> None:
    assert [row["code"] for row in SYNONYMS] == list(event_classes())
    for row in SYNONYMS:
        words, english = row["words"].split("|"), row["words_en"].split("|")
        assert 3 <= len(words) <= 10, row["code"]
        assert len(english) >= 2, row["code"]
        assert len(set(words + english)) == len(words + english), row["code"]
        assert all(word and word == word.strip() for word in words + english), row["code"]
