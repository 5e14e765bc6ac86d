"""Versions of the list of matters from a file."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from tests.domain.asking import refused
from tests.domain.cases.test_change_matter import LISTS
from tests.world import IMPORTER, World

pytestmark = pytest.mark.postgres15
GOOD = LISTS[1]


def test_rows_come_in_and_change_what_stands_there(world: World) -> None:
    cases.load_matter_lists(IMPORTER, None, rows=[GOOD])
    cases.load_matter_lists(IMPORTER, None, rows=[{**GOOD, "title": "New"}])
    assert [row.title for row in queries.MATTER_LISTS.rows()] == ["New"]


def test_a_wrong_row_is_told_by_its_line_and_nothing_is_loaded(world: World) -> None:
    with refused("wrong_rows"):
        cases.load_matter_lists(IMPORTER, None, rows=[GOOD, {**GOOD, "version": "b", "published_on": "soon"}])
    assert list(queries.MATTER_LISTS.rows()) == []


def test_who_is_no_importer_loads_none(world: World) -> None:
    for somebody in (world.chen, world.stranger):
        with refused("forbidden"):
            cases.load_matter_lists(somebody, None, rows=[GOOD])
