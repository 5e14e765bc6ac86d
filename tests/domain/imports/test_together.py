"""Taken out together, cases leave the very rows that taking back one by one leaves."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from linli.cases import actions, rules
from linli.cases.actions.tables import Outcome
from linli.cases.adapters.tables import run
from linli.kernel.actions import Target
from linli.kernel.actor import machine
from linli.kernel.refusals import Refusal
from linli.kernel.replay import keep
from linli.kernel.territory import territory
from tests.domain.asking import EYE, facts
from tests.domain.imports.tables import CLOSED, bring_in, cases, importer, row, written
from tests.world import World

pytestmark = pytest.mark.postgres15
# What is each fact's own.
OWN = {"_state", "id", "object_id", "at", "position"}
AT = datetime(2026, 6, 1, 8, tzinfo=UTC)


def rows(statement: str) -> list[tuple[Any, ...]]:
    with territory(EYE), connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def left_behind() -> dict[str, list[tuple[Any, ...]]]:
    """Everything that taking back writes, without ids that a sequence gives."""
    return {
        "case": rows("SELECT * FROM cases_case ORDER BY id"),
        "report": rows("SELECT * FROM cases_report ORDER BY id"),
        "contact": rows("SELECT * FROM cases_contact ORDER BY id"),
        "remark": rows("SELECT case_id, version, text, is_shown FROM cases_remark ORDER BY case_id, version"),
        "clock": rows("SELECT * FROM kernel_clock ORDER BY id"),
        "entry": rows(
            "SELECT object_id, version, at, actor, action, data, digest FROM kernel_auditentry"
            " WHERE object_type = 'case' ORDER BY object_id, version"
        ),
    }


def test_together_and_one_by_one_leave_the_same(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contact = {"姓名": "Somebody", "电话": "13800000067"}
    rows_told = [row(1, **contact), row(2, **CLOSED), row(3, **contact), row(4, 地址="Nowhere"), row(5)]
    path = written(tmp_path / "a.csv", rows_told)
    batch = bring_in(path).batch
    numbers = [case.number for case in cases().values()]
    world.act(numbers[2], "file")
    monkeypatch.setattr(rules, "new_digest_key", lambda: b"the next key")
    actions.undo_import(importer(), batch, reason="The wrong file.")
    with time_machine.travel(AT, tick=False):
        outcome, before = Outcome(), transaction.savepoint()
        actions.take_out(importer(), batch, reason="The wrong file.", after=0, most=10, outcome=outcome)
        as_one = left_behind()
        transaction.savepoint_rollback(before)
        refused = {}
        for number in numbers:
            try:
                actions.take_back(machine(f"import:{batch}"), Target(number, version=1), reason="The wrong file.")
            except Refusal as refusal:
                refused[number] = refusal.code
        alone = left_behind()
    assert as_one == alone
    assert (outcome.taken_out, refused) == (4, {numbers[2]: "stale"})


def test_together_and_one_by_one_the_same_is_announced(committed: World, tmp_path: Path) -> None:
    batch = bring_in(written(tmp_path / "a.csv", [row(1), row(2, **CLOSED), row(3)])).batch
    alone = cases()["3"].number
    actions.take_back(machine(f"import:{batch}"), alone, reason="The wrong file.")
    actions.undo_import(importer(), batch, reason="The wrong file.")
    outcome = Outcome()
    actions.take_out(importer(), batch, reason="The wrong file.", after=0, most=10, outcome=outcome)
    assert (outcome.taken_out, outcome.left) == (2, {alone: "case.take_back"})
    told = [{n: v for n, v in vars(each).items() if n not in OWN} for each in facts("case.taken_back")]
    numbers = [each["payload"].pop("number") for each in told]
    assert numbers == [alone, cases()["1"].number, cases()["2"].number]
    assert told[0] == told[1] == told[2]


def test_killed_in_the_middle_of_a_chunk_it_goes_on_from_the_last_one(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "CASES_AT_ONCE", 2)
    batch = bring_in(written(tmp_path / "a.csv", [row(n) for n in range(5)])).batch
    with monkeypatch.context() as context:
        context.setattr("linli.kernel.together.keep", killing_the_second(keep))
        with pytest.raises(ZeroDivisionError):
            run.undo(importer(), batch, "The wrong file.")
    assert [case.state for case in cases().values()] == [*["voided"] * 2, *["reported"] * 3]
    assert run.undo(importer(), batch, "The wrong file.").taken_out == 3
    assert {(case.state, case.version) for case in cases().values()} == {("voided", 2)}


def killing_the_second(save: Callable[[Any], None]) -> Callable[[Any], None]:
    """The same, but for the second chunk."""
    calls: list[int] = []

    def kill(rows: Any) -> None:
        calls.append(0)
        1 // (len(calls) - 2)
        save(rows)

    return kill
