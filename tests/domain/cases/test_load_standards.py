"""Standards from a file."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.cases.models import Standard
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from tests.domain.asking import refused, standard
from tests.world import IMPORTER, World

pytestmark = pytest.mark.postgres15


def test_standards_are_loaded_and_loaded_again_without_a_change(world: World) -> None:
    rows = [standard(1), standard(2)]
    for _ in range(2):
        cases.load_standards(IMPORTER, None, rows=rows)
    found = queries.standards_of_code("06025")
    assert [(row.item, row.limit_amount, row.closing_condition) for row in found] == [
        (1, 1, "Clean again"),
        (2, 2, "Clean again"),
    ]
    assert Standard.objects.count() == 2


def test_a_standard_that_changed_is_a_new_version(world: World) -> None:
    cases.load_standards(IMPORTER, None, rows=[standard(1, valid_from="2026-01-01")])
    cases.load_standards(IMPORTER, None, rows=[standard(1, limit_amount="9")])
    assert [row.limit_amount for row in queries.standards_of_code("06025")] == [9]
    assert [row.limit_amount for row in Standard.objects.order_by("id")] == [1, 9]


def test_each_wrong_row_is_told_by_its_line(world: World) -> None:
    wrong = [standard(1, code="99999"), standard(2), standard(3, limit_unit="soon"), standard(4, valid_from="today")]
    with pytest.raises(Refusal) as caught:
        cases.load_standards(IMPORTER, None, rows=wrong)
    assert [(line, refusal.field) for line, refusal in caught.value.words["rows"]] == [  # type: ignore[attr-defined]
        (2, "code"),
        (4, "limit_unit"),
        (5, "valid_from"),
    ]
    assert "4" in sentence(caught.value)
    assert Standard.objects.count() == 0


def test_who_is_no_importer_loads_no_standards(world: World) -> None:
    with refused("forbidden"):
        cases.load_standards(world.chen, None, rows=[standard(1)])
