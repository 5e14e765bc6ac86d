"""Whoever checks reads words: for who it was, for each key, for each value."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime

import pytest
from django.utils import translation

from linli.cases.actions import Taken
from linli.cases.actions.own_data import COUNTED
from linli.cases.queries import Filter, retention
from linli.cases.queries.audit import Filter as Sought
from linli.cases.queries.audit import Row
from linli.web.audit import details, labels
from tests.contracts.source import ROOT
from tests.domain.asking import in_state
from tests.web.conftest import Browse, Markup
from tests.world import GRID_PATH, World

# What actions record by names that are no words of the code, and where those names come from.
BY_OTHERS = {
    "_told(step, wanted)": {field.name for field in fields(Filter)},
    "counts": {*COUNTED.values(), *(".".join(kept.key) for kept in retention.KEPT)},
    "{name: count for name, count in counts.items() if count}": set(COUNTED.values()),
    "sought": set(
        Sought(number="x", action="x", area="x", since=datetime.now(UTC), until=datetime.now(UTC)).as_record()
    ),
    "done": {"followed", "added", "kept"},
    "{name: code for name, code in codes.items() if code}": {"role", "area", "unit", "until", "changed"},
}


def recorded() -> Iterator[str]:
    """Every name under which an action records something."""
    for path in (ROOT / "linli").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "record":
                for given in node.keywords:
                    yield from {given.arg} if given.arg else BY_OTHERS[ast.unparse(given.value)]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_key_that_an_action_records_has_a_word(language: str) -> None:
    names = {"from", "to", *recorded()}
    assert len(names) > 80
    with translation.override(language):
        said = {name: details.word_of(name) for name in names}
    assert {name for name, word in said.items() if not word} == set()
    if language != "en":
        assert {name for name, word in said.items() if not re.search("[\u4e00-\u9fff]", word)} == set()


def test_every_machine_and_every_kind_of_actor_has_a_name() -> None:
    made = re.compile(r"machine\(f?\"([a-z]+):([a-z_-]*)")
    found = {hit for path in (ROOT / "linli").rglob("*.py") for hit in made.findall(path.read_text())}
    assert {job for kind, job in found if kind == "job"} - {"access", "routing"} <= set(labels.JOBS)
    assert {kind for kind, _ in found} <= set(labels.ACTORS)
    assert set(labels.TAKEN) == set(Taken)
    with translation.override("en"):
        assert [details.called(key) for key in ("public", "code:9f", "job:retention", "job:x", "x")] == [
            "A resident", "Who holds the code of a report", "The nightly erasing", "The system", "",
        ]  # fmt: skip


def test_values_are_told_in_words(world: World) -> None:
    at = datetime(2026, 3, 2, 8, tzinfo=UTC)
    data = {
        "left": GRID_PATH,
        "by_unit": "/street/water/",
        "roles": "handler,registrar",
        "field": "phone",
        "until": at.isoformat(),
        "text": "9" * 32,
        "drawn": False,
        "to": "looked",
        "after": {"name": "New", "kind": ""},
        "added": ["a", "b"],
        "changes": {},
        "cases_case.result": 1,
    }
    row = Row(1, at, "job:retention", "", "case.expire", "case", "2", 1, "", "", data)
    with translation.override("en"):
        told = details.told([row])[1]
    assert told.who == "The nightly erasing"
    assert dict(told.details) == {
        "Left": "Grid 1",
        "From the unit": "Water Unit",
        "Roles": "handler, registrar",
        "Field": "Phone",
        "Until": "2 Mar, 16:00",
        "Words": "kept apart; here only a sealed mark of it",
        "Drawn for a check": "No",
        "After": "On record",
        "Afterwards": "Name New, Kind —",
        "Added": "a, b",
        "The matter · result": "1",
    }


def test_whether_something_was_so_is_said_as_such_in_chinese(world: World) -> None:
    row = Row(
        1, datetime.now(UTC), "public", "", "case.report", "case", "2", 1, "", "", {"anonymous": True, "late": False}
    )
    with translation.override("zh-hans"):
        assert list(details.told([row])[1].details) == [("匿名", "是"), ("逾期", "否")]


def test_the_page_names_the_resident_and_the_seal(browse: Browse, world: World) -> None:
    number = in_state(world, "filed")
    page = browse("auditor").get(f"/audit/?number={number}")
    text = page.content.decode()
    assert all(said in text for said in ("A resident", "Seal of the chain:"))
    assert Markup(page).faults == []
