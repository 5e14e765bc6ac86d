"""Published tables of classes from a file, one in force after another."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel.territory import territory
from tests.domain.asking import case_of, refused
from tests.world import IMPORTER, World

pytestmark = pytest.mark.postgres15
SCHEMES = [
    {"code": "old", "name": "Old", "in_force_from": "2014-01-01", "in_force_to": "2026-06-30"},
    {"code": "new", "name": "New", "in_force_from": "2026-07-01", "in_force_to": ""},
]


def row(scheme: str, kind: str, name: str) -> dict[str, str]:
    return {
        "scheme": scheme, "kind": kind, "code": "0101", "name": name, "major_code": "01", "major_name": "Major",
        "limit_amount": "1", "limit_unit": "work_day",
    }  # fmt: skip


@pytest.fixture
def two_tables(world: World) -> None:
    cases.load_schemes(IMPORTER, None, rows=SCHEMES)
    rows = [row("old", "part", "Old cover"), row("old", "matter", "Old shed"), row("new", "part", "New cover")]
    cases.load_classes(IMPORTER, None, rows=rows)


@pytest.mark.parametrize(
    ("code", "on", "name"),
    [
        ("0101", date(2026, 6, 30), "Old shed"),
        ("part:0101", date(2026, 6, 30), "Old cover"),
        ("matter:0101", date(2026, 6, 30), "Old shed"),
        ("0101", date(2026, 7, 1), "New cover"),
        ("part:0101", date(2030, 1, 1), "New cover"),
    ],
)
def test_the_table_in_force_on_the_day_is_meant(two_tables: None, code: str, on: date, name: str) -> None:
    assert queries.event_class(code, on).name == name


def test_a_list_tells_a_part_from_a_matter_of_the_same_code(two_tables: None, world: World) -> None:
    with time_machine.travel(datetime(2026, 6, 30, 4, tzinfo=UTC), tick=False):
        shed, cover = world.report(class_code="0101"), world.report(class_code="part:0101")
        assert {"part:0101", "matter:0101", "06025"} < {code for code, _ in queries.class_choices()}
    with territory(world.chen):
        for wanted, numbers in (("part:0101", {cover}), ("matter:0101", {shed}), ("0101", {shed, cover})):
            found = queries.page(world.chen, queries.read({"class": [wanted]}))
            assert {case.number for case in found.rows} == numbers
    for unknown in ("part:06025", "row:0101", "part:"):
        with refused("invalid", field="class", reason="unknown_class"):
            queries.read({"class": [unknown]})


def test_one_kind_of_matter_is_one_in_two_tables_that_follow_one_another(two_tables: None, world: World) -> None:
    cases.load_classes(IMPORTER, None, rows=[row("new", "matter", "Old shed") | {"code": "0909"}])
    with time_machine.travel(datetime(2026, 6, 30, 12, tzinfo=UTC)) as clock:
        before, cover = world.report(class_code="0101"), world.report(class_code="part:0101")
        clock.shift(8 * 3600)
        since = case_of(world.report(class_code="matter:0909"))
        with territory(world.chen):
            told = {found.case.number: found.is_same_class for found in queries.duplicates(world.chen, since)}
    assert told == {before: True, cover: False}


def test_a_kind_that_the_table_in_force_does_not_know_is_unknown(two_tables: None) -> None:
    with refused("invalid", reason="unknown_class"):
        queries.event_class("matter:0101", date(2026, 7, 1))
    with refused("invalid", reason="unknown_class"):
        queries.event_class("0101", date(2013, 12, 31))


def test_only_classes_in_force_can_be_chosen(two_tables: None) -> None:
    assert "Old shed" not in [found.name for found in queries.event_classes(date(2026, 7, 1))]
    assert "Old shed" in [found.name for found in queries.event_classes(date(2026, 6, 30))]


def test_a_table_does_not_end_before_it_begins(world: World) -> None:
    with refused("wrong_rows"):
        cases.load_schemes(IMPORTER, None, rows=[{**SCHEMES[0], "in_force_to": "2013-01-01"}])


def test_who_is_no_importer_loads_no_schemes(world: World) -> None:
    with refused("forbidden"):
        cases.load_schemes(world.chen, None, rows=SCHEMES)
