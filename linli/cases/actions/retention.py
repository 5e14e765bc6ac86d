"""Erasing what has been kept long enough, and for how long that is."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from linli.cases import rules
from linli.cases.actions.own_data import forget_digests
from linli.cases.actions.parts import remember_call
from linli.cases.models import Case, Retention, RetentionRun
from linli.cases.queries import own_data, retention
from linli.cases.queries.retention import Kept
from linli.cases.workflow import CASE
from linli.kernel import actions
from linli.kernel.actions import Step
from linli.kernel.actor import EVERYWHERE, Actor
from linli.kernel.batches import open_batch, read_rows
from linli.kernel.models import Batch, LoopModel
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.texts import text, whole
from linli.places.queries import town

SHORTEST, LONGEST = 1, 3650
LONGEST_NAME = 120
DONE = "done"


@actions.move("case.expire", of=Case, table=CASE, fact="case.expired")
def expire(step: Step[Case]) -> None:
    """Erases what of an ended case has been kept long enough (到期删除). Raises Refusal `rule` when nothing has."""
    counts: dict[str, int] = {}
    for kept in retention.kept_long_enough(step.actor, step.obj, step.at):
        erased = _erase_of_case(step.obj, kept) if kept.model is Case else _erase_rows(step, kept)
        if erased:
            counts[".".join(kept.key)] = erased
    if not counts:
        raise Refusal("rule", rule="nothing_due")
    step.obj.unread_messages = own_data.unread_in(step.obj)
    remember_call(step)
    forget_digests(step.obj)
    step.record(**counts)


def _erase_of_case(case: Case, kept: Kept) -> int:
    """The object itself is saved by the runner."""
    if getattr(case, kept.field) == kept.value:
        return 0
    setattr(case, kept.field, kept.value)
    return 1


def _erase_rows(step: Step[Case], kept: Kept) -> int:
    rows = kept.of(step.actor, step.obj)
    if kept.is_row:
        return rows.delete()[0]
    # An object of its own has digests of its own.
    forgotten = {"digest_key": rules.new_digest_key()} if issubclass(kept.model, LoopModel) else {}
    return rows.update(**{kept.field: kept.value}, **forgotten)


@actions.create("retention.change", of=Batch, fact="retention.changed")
def change_retention(step: Step[Batch], *, table: str, field: str, days: int, area_path: str = EVERYWHERE) -> None:
    """Sets how many days after the end of its matter a field is kept here; it holds for what is kept already too.

    Raises Refusal `invalid`.
    """
    open_batch(step, retention.BY_HAND, 1, area_path)
    if (table, field) not in {(known, declared.name) for known, declared in retention.fields()}:
        raise invalid("field", "unknown_field")
    if not SHORTEST <= days <= LONGEST:
        raise invalid("days", "out_of_range", least=SHORTEST, most=LONGEST)
    before = retention.days()[table, field]
    Retention.objects.update_or_create(table=table, field=field, defaults={"days": days, "changed_at": step.at})
    step.record(table=table, field=field, before=before, days=days)


@actions.create("retention.load", of=Batch, fact="retention.loaded")
def load_retention(step: Step[Batch], *, rows: Sequence[Mapping[str, str]], area_path: str = EVERYWHERE) -> None:
    """Sets the days of the fields in a file, each that differs by `retention.change`; a field that is not in it keeps
    its days. A row has field (table.field) and days. Raises Refusal `wrong_rows`."""
    open_batch(step, retention.BY_FILE, len(rows), area_path)
    standing = retention.days()
    changes: dict[str, dict[str, dict[str, str]]] = {}
    seen: set[tuple[str, str]] = set()

    def read(row: Mapping[str, str]) -> None:
        key, days = _read_row(row)
        if key in seen:
            raise invalid("field", "given_twice")
        seen.add(key)
        if standing.get(key) != days:
            _set(step.actor, key, days, area_path)
            changes[".".join(key)] = {"before": {"days": str(standing[key])}, "after": {"days": str(days)}}

    read_rows(rows, read)
    step.record(changes=changes)


def _read_row(row: Mapping[str, str]) -> tuple[tuple[str, str], int]:
    table, _, field = text(row, "field", LONGEST_NAME).partition(".")
    return (table, field), whole(row, "days")


def _set(actor: Actor, key: tuple[str, str], days: int, area_path: str) -> None:
    change_retention(actor, None, table=key[0], field=key[1], days=days, area_path=area_path)


@actions.create("retention.run", of=RetentionRun, fact="retention.ran")
def run_retention(step: Step[RetentionRun], *, numbers: Sequence[str], began: datetime, faults: Sequence[str]) -> None:
    """Puts on record what one round of erasing did: how much, of which cases, and what should not have been there."""
    known = town()
    counts = retention.erased_since(step.actor, numbers, began)
    step.obj = RetentionRun(
        id=step.next_id,
        number=f"R{step.next_id:08d}",
        state=DONE,
        area_path=known.root.path if known else EVERYWHERE,
        at=step.at,
        cases=len(numbers),
        faults=len(faults),
        **counts,
    )
    step.record(cases=sorted(numbers), faults=sorted(faults), **counts)
