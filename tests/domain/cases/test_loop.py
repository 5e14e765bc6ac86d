"""A report goes round the whole loop."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from tests.world import TO_THE_END, World


def test_a_report_driven_to_its_end_leaves_one_entry_a_step(world: World) -> None:
    number = world.drive(world.report(), *TO_THE_END)
    with territory(world.chen):
        case = queries.one(world.chen, number)
        lines = queries.timeline(world.chen, case)
    assert case.state == "closed"
    assert [line.verb for line in lines] == ["report", *TO_THE_END]
    assert [line.version for line in lines] == list(range(1, len(lines) + 1))


def test_the_stranger_cannot_tell_a_case_from_nothing(world: World) -> None:
    number = world.report()
    for unknown in (number, "20260101000000"):
        with pytest.raises(Refusal) as refused:
            cases.file(world.stranger, unknown, class_code="06025")
        assert refused.value.code == "not_found"
