"""Staff out of a table: who is there, what differs, and what is refused."""

import pytest

from linli.accounts import actions as accounts
from linli.accounts.models import Account, Grant
from linli.accounts.queries import records
from linli.kernel.actions import trial
from linli.kernel.models import AuditEntry
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from tests.domain.accounts.administrators import administrator
from tests.domain.asking import EYE, refused
from tests.world import GRID, NEXT_STREET, STREET, World, new_key

pytestmark = pytest.mark.postgres15
QIAN = {
    "username": "qian", "name": "Qian", "title": "", "unit": "street/water", "active": "true",
    "grants": f"leader@area:{STREET}|handler@unit:street/water",
}  # fmt: skip


def told() -> list[dict[str, str]]:
    with territory(EYE):
        return [accounts.staff_told(record.account) for record in records(EYE)]


def test_a_row_adds_somebody_with_their_roles(world: World) -> None:
    accounts.bring_in_staff(administrator(world), new_key(), rows=[QIAN], area_path="/33/330110010/")
    assert QIAN | {"grants": f"handler@unit:street/water|leader@area:{STREET}"} in told()
    assert not Account.objects.get(username="qian").has_usable_password()


def test_what_was_written_comes_back_the_same_and_changes_nothing(world: World) -> None:
    before = told()
    accounts.bring_in_staff(EYE, None, rows=before)
    assert told() == before
    with territory(EYE):
        assert set(AuditEntry.objects.filter(action__startswith="account.").values_list("action", flat=True)) == {
            "account.load",
            "account.bring_in",
        }


def test_only_what_differs_is_changed_and_a_column_that_is_not_there_stays(world: World) -> None:
    accounts.bring_in_staff(EYE, None, rows=[{"username": "zhao", "title": "Chief"}])
    zhao = Account.objects.get(username="zhao")
    assert (zhao.name, zhao.title, zhao.unit and zhao.unit.code) == ("Zhao", "Chief", "street/water")
    assert Grant.objects.filter(account=zhao).count() == 1
    accounts.bring_in_staff(EYE, None, rows=[{"username": "zhao", "grants": "", "active": "false"}])
    zhao.refresh_from_db()
    assert (zhao.is_active, Grant.objects.filter(account=zhao).count()) == (False, 0)


def test_a_trial_tells_what_would_change_and_writes_nothing(world: World) -> None:
    before = told()
    rows = [QIAN, {"username": "lin", "grants": f"grid_worker@area:{GRID}|leader@area:{STREET}"}]
    said = trial(lambda: accounts.bring_in_staff(EYE, "k" * 16, rows=rows))
    lin = str(world.accounts["lin"].pk)
    assert (said["added"], said["changes"]) == (1, {lin: {"given": [f"leader@area:{STREET}"]}})
    assert told() == before
    accounts.bring_in_staff(EYE, "k" * 16, rows=rows)
    assert told() != before


def test_wrong_rows_are_told_by_their_lines_and_nothing_is_done(world: World) -> None:
    rows = [
        QIAN,
        {**QIAN, "username": "a b"},
        {**QIAN, "username": "sun", "grants": "leader@nowhere"},
        {**QIAN, "username": "lin", "grants": f"leader@area:{NEXT_STREET}"},
    ]
    with pytest.raises(Refusal) as caught:
        accounts.bring_in_staff(administrator(world), None, rows=rows, area_path="/33/330110010/")
    faults = [(line, refusal.code) for line, refusal in caught.value.words["rows"]]  # type: ignore[attr-defined]
    assert faults == [(3, "invalid"), (4, "invalid"), (5, "forbidden")]
    assert not Account.objects.filter(username="qian").exists()


def test_who_lacks_the_permission_there_brings_in_nobody(world: World) -> None:
    with refused("forbidden"):
        accounts.bring_in_staff(administrator(world), None, rows=[], area_path="/33/")
    with refused("forbidden"):
        accounts.bring_in_staff(world.chen, None, rows=[])
