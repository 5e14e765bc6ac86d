"""Limits of stages from a file."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from tests.domain.asking import refused
from tests.domain.cases.test_change_stage_limit import ROW
from tests.world import IMPORTER, World

pytestmark = pytest.mark.postgres15


def test_rows_come_in_and_change_what_stands_there(world: World) -> None:
    cases.load_stage_limits(IMPORTER, None, rows=[ROW])
    cases.load_stage_limits(IMPORTER, None, rows=[{**ROW, "limit_amount": "5"}])
    assert [row.amount for row in queries.STAGE_LIMITS.rows()] == [5]


def test_a_wrong_row_is_told_by_its_line_and_nothing_is_loaded(world: World) -> None:
    with refused("wrong_rows"):
        cases.load_stage_limits(IMPORTER, None, rows=[ROW, {**ROW, "stage": "nap"}])
    assert list(queries.STAGE_LIMITS.rows()) == []


def test_who_is_no_importer_loads_none(world: World) -> None:
    for somebody in (world.chen, world.stranger):
        with refused("forbidden"):
            cases.load_stage_limits(somebody, None, rows=[ROW])
