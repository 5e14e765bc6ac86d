"""What is erased in a case is erased in the one that was merged into it (关联案件一并删除): only along with that."""

import pytest

from linli.cases import actions as cases
from linli.cases.models import Report
from tests.domain.asking import case_of, refused
from tests.world import World

pytestmark = pytest.mark.postgres15


@pytest.mark.parametrize("by", ["chen", "lin", "leader"])
def test_nobody_erases_a_merged_case_by_itself(world: World, by: str) -> None:
    number = world.merged()
    with refused("forbidden"):
        cases.forget(getattr(world, by), number, report=Report(), rows=())
    assert case_of(number).text == "The tap leaks."


def test_its_own_reporter_does_it_where_the_report_is_now(world: World) -> None:
    number = world.merged()
    with refused("not_found"):
        cases.forget(world.holder(number), number, report=Report(), rows=())
