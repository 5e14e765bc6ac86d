"""A part of the trail taken away as a table: on record, and harmless in a spreadsheet."""

import pytest

from linli.cases import actions as cases
from linli.cases.queries import audit
from linli.kernel.formulas import guarded
from linli.kernel.territory import territory
from tests.domain.asking import in_state, refused
from tests.domain.cases.test_view_audit import seen
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_taking_it_away_is_on_record(world: World) -> None:
    cases.export_audit(world.auditor, None, sought={"action": "case.reveal"})
    assert seen(world.auditor, action="audit.export")[0].data.items() >= {"action": "case.reveal"}.items()
    with refused("forbidden"):
        cases.export_audit(world.chen, None, sought={})


def test_it_holds_every_page_up_to_the_most(world: World) -> None:
    for _ in range(3):
        in_state(world, "dispatched")
    with territory(world.auditor):
        everything = list(audit.everything(world.auditor, audit.Filter(action="case.file"), 100))
        few = list(audit.everything(world.auditor, audit.Filter(action="case.file"), 2))
    assert (len(everything), len(few)) == (3, 2)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "＝1", "\ufeff=1", "|x"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert guarded(text).startswith("'")


def test_other_text_stays_as_it_is() -> None:
    assert guarded('{"a": 1}') == '{"a": 1}'
