"""G38: data about people taken away as a file leave an entry: who, when, what."""

import pytest

from linli.cases import actions as cases
from tests.domain.asking import refused
from tests.domain.cases.test_view_audit import seen
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_what_is_taken_away_is_told_to_whoever_checks_the_town_beside_everything_else(world: World) -> None:
    cases.export_personal(world.zhao, what=cases.Taken.BAD_ROWS, number="B00000007")
    (row,) = [row for row in seen(world.auditor) if row.action == "personal.export"]
    assert (row.actor_name, row.data["what"], row.data["number"]) == ("Zhao", "bad_rows", "B00000007")
    assert seen(world.next_auditor, action="personal.export") == []
    cases.view_audit(world.auditor, None, sought={})
    assert "audit.view" not in {row.action for row in seen(world.auditor)}
    with refused("invalid", field="what"):
        cases.export_personal(world.zhao, what="everything")
