"""G38: whoever checks reads the trail of the own territory, and that look is on record too."""

import pytest

from linli.cases import actions as cases
from linli.cases.queries import audit
from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from tests.domain.asking import EYE, in_state, refused
from tests.world import GRID_PATH, NEXT_BUILDING, World

pytestmark = pytest.mark.postgres15


def seen(reader: Actor, /, **wanted: object) -> list[audit.Row]:
    with territory(reader):
        return list(audit.page(reader, audit.Filter(**wanted), limit=200).rows)  # type: ignore[arg-type]


def test_each_move_is_there_with_who_what_when_and_its_digest(world: World) -> None:
    number = in_state(world, "dispatched")
    rows = seen(world.auditor, number=number)
    assert [(row.action, row.actor_name) for row in rows] == [
        ("case.dispatch", "Chen"), ("case.file", "Chen"), ("case.report", ""),
    ]  # fmt: skip
    assert [row.version for row in rows] == [3, 2, 1]
    assert {len(row.digest) for row in rows} == {64}


def test_only_the_own_territory_is_there(world: World) -> None:
    here, there = world.report(), world.report(building=NEXT_BUILDING)
    assert {row.number for row in seen(world.next_auditor) if row.object_type == "case"} == {there}
    assert {row.number for row in seen(world.auditor) if row.object_type == "case"} == {here, there}
    assert seen(world.next_auditor, number=here) == []


def test_the_trail_is_narrowed_by_who_what_where_and_when(world: World) -> None:
    number = in_state(world, "dispatched", contact={"phone": "13800000067"})
    other = world.report(building=NEXT_BUILDING)
    cases.reveal(world.chen, number, field="phone", reason="To ask back.")
    assert {row.action for row in seen(world.auditor, actor="chen")} == {"case.file", "case.dispatch", "case.reveal"}
    assert [row.number for row in seen(world.auditor, action="case.reveal")] == [number]
    assert other not in {row.number for row in seen(world.auditor, area=GRID_PATH)}
    at = seen(world.auditor, action="case.reveal")[0].at
    assert seen(world.auditor, since=at)[0].action == "case.reveal"
    assert "case.reveal" not in {row.action for row in seen(world.auditor, until=at)}
    assert seen(world.auditor, actor="nobody at all") == []


def test_refused_attempts_are_there_for_whoever_checks_the_object(world: World) -> None:
    number = world.report()
    with pytest.raises(Refusal):
        world.act(number, "file", by=world.leader)
    (row,) = seen(world.auditor, kind="refused")
    assert (row.actor_name, row.action, row.number, row.code) == ("Leader", "case.file", number, "forbidden")
    assert seen(world.next_auditor, kind="refused") == []


def test_pages_follow_each_other_without_gap_or_repetition(world: World) -> None:
    for _ in range(4):
        in_state(world, "dispatched")
    found: list[int] = []
    cursor = None
    with territory(world.auditor):
        for _ in range(10):
            page = audit.page(world.auditor, audit.Filter(action="case.file"), cursor, limit=3)
            found += [row.id for row in page.rows]
            cursor = page.next_cursor
            if cursor is None:
                break
    assert len(found) == len(set(found)) == 4


def test_the_look_itself_is_on_record_but_does_not_bury_the_rest(world: World) -> None:
    cases.view_audit(world.auditor, None, sought=audit.Filter(action="case.reveal").as_record())
    assert "audit.view" not in {row.action for row in seen(world.auditor)}
    (look,) = seen(world.auditor, action="audit.view")
    assert look.actor_name == "Auditor"
    assert look.data.items() >= {"kind": "done", "action": "case.reveal"}.items()


def test_who_may_not_check_is_refused_and_sees_nothing(world: World) -> None:
    in_state(world, "filed")
    with refused("forbidden"):
        cases.view_audit(world.chen, None, sought={})
    assert seen(world.chen) == []


def test_a_machine_reads_it_as_well(world: World) -> None:
    number = world.report()
    assert number in {row.number for row in seen(EYE, action="case.report")}
