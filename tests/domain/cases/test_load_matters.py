"""The list of matters by authority from a file."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from tests.domain.asking import refused
from tests.domain.cases.test_change_matter import LISTS, ROW
from tests.world import IMPORTER, World

pytestmark = pytest.mark.postgres15
GOOD = ROW


@pytest.fixture(autouse=True)
def lists(world: World) -> None:
    cases.load_matter_lists(IMPORTER, None, rows=LISTS)


def test_rows_come_in_and_change_what_stands_there(world: World) -> None:
    cases.load_matters(IMPORTER, None, rows=[GOOD])
    cases.load_matters(IMPORTER, None, rows=[{**GOOD, "basis": "New"}])
    assert [row.basis for row in queries.MATTERS.rows()] == ["New"]


def test_a_wrong_row_is_told_by_its_line_and_nothing_is_loaded(world: World) -> None:
    with refused("wrong_rows"):
        cases.load_matters(IMPORTER, None, rows=[GOOD, {**GOOD, "number": "002", "list": "never"}])
    assert list(queries.MATTERS.rows()) == []


def test_who_is_no_importer_loads_none(world: World) -> None:
    for somebody in (world.chen, world.stranger):
        with refused("forbidden"):
            cases.load_matters(somebody, None, rows=[GOOD])
