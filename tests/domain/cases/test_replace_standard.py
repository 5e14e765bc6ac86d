"""A standard is replaced: new cases have the new one, those in hand keep theirs."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel import registers
from linli.kernel.actor import Actor
from linli.kernel.territory import territory
from linli.places.queries import root_path
from tests.domain.asking import case_of, clocks_of, refused, standard
from tests.world import IMPORTER, World

pytestmark = pytest.mark.postgres15
NAME = "world|matter|06025|1"


@pytest.fixture(autouse=True)
def one_standard(world: World) -> None:
    cases.load_standards(IMPORTER, None, rows=[standard(1, valid_from="2026-01-01")])


def replace(by: Actor, values: dict[str, str] | None, row: str = NAME) -> None:
    cases.replace_standard(by, registers.aim("standards", root_path()), row=row, values=values)


def test_a_case_keeps_the_limit_it_was_filed_by(world: World) -> None:
    before = world.drive(world.report(), "file")
    replace(world.admin, standard(1, limit_amount="7", limit_unit="calendar_day"))
    after = world.drive(world.report(), "file")
    world.drive(before, "dispatch")
    world.drive(after, "dispatch")
    assert [(clocks_of(n)["handle"].amount, clocks_of(n)["handle"].unit) for n in (before, after)] == [
        (1, "work_hour"),
        (7, "calendar_day"),
    ]
    assert case_of(before).standard_id != case_of(after).standard_id


def test_what_is_ended_can_be_undone(world: World) -> None:
    replace(world.admin, None)
    assert queries.standards_of_code("06025") == []
    with territory(world.admin):
        (line,) = registers.history(world.admin, "standards")
    replace(world.admin, dict(line.before or {}), row="")
    assert [row.filing_condition for row in queries.standards_of_code("06025")] == ["Condition 1"]


def test_who_does_not_keep_the_register_does_not_see_it(world: World) -> None:
    for by in (world.chen, world.stranger):
        with refused("not_found"):
            replace(by, None)
