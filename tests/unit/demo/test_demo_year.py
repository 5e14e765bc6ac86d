"""What the made-up year looks like from above: seasons, weeks that stand out, kinds of places."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from random import Random
from typing import Any

import pytest

from linli.demo.classes import event_classes
from linli.demo.hours import published_calendar
from linli.demo.sentences import topics
from linli.demo.year import Year, characters, plan

from .conftest import NOW, City

WATER_AND_ICE = ("水管", "水表", "结冰", "薄冰", "暗冰", "积雪", "冻")
NOISE = ("吵", "响", "唱", "广场舞", "划拳", "篮球")
BARBECUE = ("烧烤",)
TREES = ("树",)
LEAVES = ("落叶", "树叶")
STORM = {date(2026, 8, day) for day in range(8, 12)}


@pytest.fixture(scope="module")
def reports(city: City) -> list[dict[str, Any]]:
    return [row["report"] for row in city.rows("history.jsonl")]


def months(reports: list[dict[str, Any]], words: Collection[str]) -> Counter[int]:
    """How many reports of each month hold one of the words."""
    return Counter(month(report) for report in reports if any(word in report["text"] for word in words))


def month(report: dict[str, Any]) -> int:
    return datetime.fromisoformat(report["at"]).month


def day(report: dict[str, Any]) -> date:
    return datetime.fromisoformat(report["at"]).date()


@pytest.mark.parametrize(
    ("words", "season", "against"),
    [
        (WATER_AND_ICE, (12, 1, 2), (6, 7, 8)),
        (NOISE, (6, 7, 8), (12, 1, 2)),
        (BARBECUE, (6, 7, 8), (12, 1, 2)),
        (LEAVES, (10, 11), (3, 4)),
    ],
)
def test_every_season_has_its_matters(
    reports: list[dict[str, Any]], words: Collection[str], season: Collection[int], against: Collection[int]
) -> None:
    found, all_of_them = months(reports, words), Counter(map(month, reports))
    in_season = sum(found[each] for each in season) / sum(all_of_them[each] for each in season)
    out_of_season = sum(found[each] for each in against) / sum(all_of_them[each] for each in against)
    assert in_season > 1.4 * out_of_season


def test_a_storm_brings_many_more_reports_and_fallen_trees(reports: list[dict[str, Any]]) -> None:
    days = Counter(map(day, reports))
    usual = len(reports) / len(days)
    assert sum(days[each] for each in STORM) / len(STORM) > 1.6 * usual
    trees = [any(word in report["text"] for word in TREES) for report in reports if day(report) in STORM]
    on_other_days = [any(word in report["text"] for word in TREES) for report in reports if day(report) not in STORM]
    assert sum(trees) / len(trees) > 2 * sum(on_other_days) / len(on_other_days)


def test_no_day_but_a_stormy_one_stands_out_too_far(reports: list[dict[str, Any]]) -> None:
    days = Counter(map(day, reports))
    assert len(days) > 355
    assert max(days.values()) < 4 * len(reports) / len(days)


def test_villages_report_other_things_than_estates(city: City, reports: list[dict[str, Any]]) -> None:
    names = {code: row["name"] for code, row in city.areas("community").items()}
    villages = {code for code, name in names.items() if name.endswith("村委会")}
    lifts, fowl = Counter[bool](), Counter[bool]()
    for report in reports:
        in_village = report["building"][:12] in villages
        lifts[in_village] += "电梯" in report["text"]
        fowl[in_village] += any(word in report["text"] for word in ("养鸡", "鹅", "鸽"))
    assert lifts[False] > 3 * lifts[True]
    assert fowl[True] > 1.5 * fowl[False]


def test_every_community_has_a_character_and_every_character_a_community(city: City) -> None:
    names = {code: row["name"] for code, row in city.areas("community").items()}
    found = characters(Random(1), names)
    assert found.keys() == names.keys()
    assert set(found.values()) == set(plan()["characters"])


def test_the_figures_name_only_what_there_is() -> None:
    known = {topic.key for topic in topics()} | {topic.code for topic in topics()} | set(event_classes())
    tables = [row["topics"] for row in plan()["events"]] + [row["topics"] for row in plan()["characters"].values()]
    assert {name for table in tables for name in table} <= known
    assert set(plan()["hours"]["of"]) <= known
    assert set(plan()["hours"]["of"].values()) <= set(plan()["hours"])


def test_a_year_without_published_holidays_is_a_year_too() -> None:
    year = Year(published_calendar(), NOW.replace(year=2031))
    assert {year.day(Random(n)).year for n in range(50)} == {2030, 2031}
