"""Importing a file of reports: begun, taken in chunk by chunk, finished; undone and taken out chunk by chunk.

Whoever imports acts on the batch, which lies in the town's root area. The cases are brought in and taken back by the
machine `import:<batch>`: its name in their audit leads to the batch, whose chain names the person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from linli.cases import rules
from linli.cases.models import Case, ImportedRow, ImportFile
from linli.cases.queries import imports
from linli.cases.workflow import IMPORT
from linli.kernel import actions, together
from linli.kernel.actions import Step
from linli.kernel.actor import Actor, machine
from linli.kernel.batches import open_batch
from linli.kernel.models import Batch
from linli.kernel.refusals import Refusal
from linli.kernel.replay import Replay, reserve_ids
from linli.kernel.territory import territory
from linli.places.queries import root_path

# What the worker has to do for an import.
BRING_IN, TAKE_OUT = "bring_in", "take_out"
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Incoming:
    """A row of the file as it was understood. `given` is what `bring_in` takes, but for the origin."""

    row: int
    identity: str
    given: Mapping[str, Any]


@dataclass
class Outcome:
    """What became of a chunk, told by the action that was given it: rows by their number, cases by theirs.

    `known` rows are in already, some by this import itself; those that come `twice` in it name the row that came first.
    """

    brought_in: int = 0
    known: set[int] = field(default_factory=set)
    own: int = 0
    twice: dict[int, int] = field(default_factory=dict)
    refused: dict[int, Refusal] = field(default_factory=dict)
    taken_out: int = 0
    left: dict[str, str] = field(default_factory=dict)
    last_id: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the file is read with a chunk, and what is wrong in it that no use case has to judge."""

    rows: int
    read: int
    refused: int
    known: int


@actions.create("import.begin", of=Batch, fact="import.begun")
def begin_import(step: Step[Batch], *, file_sha256: str, mapping_sha256: str, name: str = "", upload: str = "") -> None:
    """Opens the import of a file, read with a mapping; both are told by their digests. With an upload it is for the
    worker to bring it in."""
    open_batch(step, imports.KIND, 0, state=IMPORT.initial, area_path=root_path(), file_sha256=file_sha256)
    step.also(ImportFile(batch=step.obj, name=name[:LONGEST_NAME], upload=upload, doing=BRING_IN if upload else ""))
    step.record(file=file_sha256, mapping=mapping_sha256)


@actions.move("import.take_in", of=Batch, table=IMPORT, fact="import.taken_in")
def take_in(step: Step[Batch], *, rows: Sequence[Incoming], outcome: Outcome, progress: Progress | None = None) -> None:
    """Brings in the rows that are not in yet. A row that is refused does not hinder the others; `outcome` tells."""
    replay = collect(step.obj, step.at, rows, outcome)
    # Every case lies below the batch's area, for which the person was asked; row security lets the machine write them.
    with territory(_importer(step.obj)):
        replay.save()
    step.obj.rows += outcome.brought_in
    if progress:
        _note_progress(step, progress, outcome)
    step.record(rows=outcome.brought_in, refused=len(outcome.refused))
    step.tell(rows=outcome.brought_in)


@actions.move("import.stop", of=Batch, table=IMPORT, fact="import.stopped")
def stop_import(step: Step[Batch], *, fault: str = "") -> None:
    """Stops it after the chunk that is under way; what came in stays. `fault` is what the worker could not read."""
    for file in imports.files_of(step.obj):
        file.fault = fault
        step.also(file)
    step.record(fault=fault)


@actions.move("import.go_on", of=Batch, table=IMPORT, fact="import.gone_on")
def go_on_with_import(step: Step[Batch]) -> None:
    """Goes on where it was stopped."""
    for file in imports.files_of(step.obj):
        file.fault = ""
        step.also(file)


@actions.move("import.finish", of=Batch, table=IMPORT, fact="import.finished")
def finish_import(step: Step[Batch], *, refused: int) -> None:
    """Ends the import once the file was read to its end."""
    for file in imports.files_of(step.obj):
        file.doing = ""
        step.also(file)
    step.record(rows=step.obj.rows, refused=refused)


@actions.move("import.undo", of=Batch, table=IMPORT, fact="import.undone")
def undo_import(step: Step[Batch], *, reason: str, by_worker: bool = False) -> None:
    """Decides that what the import brought in goes out again; `take_out` then does it, perhaps called by the worker."""
    kept = rules.clean_text("reason", reason, rules.LONGEST_REMARK)
    if not kept:
        raise Refusal("missing_input", field="reason")
    for file in imports.files_of(step.obj) or [ImportFile(batch=step.obj)]:
        waits = by_worker and bool(imports.rows_of(step.obj.pk, 0, 1))
        file.doing, file.reason = (TAKE_OUT, kept) if waits else ("", "")
        step.also(file)
    step.record(rows=step.obj.rows)


@actions.move("import.take_out", of=Batch, table=IMPORT, fact="import.taken_out")
def take_out(step: Step[Batch], *, reason: str, after: int, most: int, outcome: Outcome) -> None:
    """Takes back the next cases of the batch, but for those that somebody has worked on; `outcome` tells."""
    rows = imports.rows_of(step.obj.pk, after, most)
    importer = _importer(step.obj)
    with territory(importer):
        there = together.locked(Case, importer, [row.case_id for row in rows])
        cases = [there[row.case_id] for row in rows]
        since = imports.worked_on(there)
        known: dict[tuple[object, ...], Any] = {(imports.is_as_imported, case): case.pk not in since for case in cases}
        known |= {(imports.told, case): told for case, told in imports.told_of(cases).items()}
        given = {"reason": reason}
        refused = together.move("case.take_back", importer, step.at, cases, given, looked_up=known)
    outcome.left |= {there[pk].number: since.get(pk, refusal.code) for pk, refusal in refused.items()}
    gone = [row.pk for row in rows if row.case_id not in refused]
    ImportedRow.objects.filter(pk__in=gone).delete()
    outcome.taken_out, outcome.last_id = len(gone), rows[-1].pk if rows else 0
    step.obj.rows -= len(gone)
    if not imports.rows_of(step.obj.pk, outcome.last_id or after, 1):
        _forget_reason(step)
    step.record(rows=len(gone), left=len(rows) - len(gone))
    step.tell(rows=len(gone))


def collect(batch: Batch, at: datetime, rows: Sequence[Incoming], outcome: Outcome) -> Replay:
    """Brings in the rows in memory, as one tries them too."""
    known = imports.imported([row.identity for row in rows])
    importer, replay = _importer(batch), Replay()
    for case_id, row in zip(_ids(batch, len(rows)), rows, strict=True):
        first = known.get(row.identity)
        if first and first.batch_id == batch.pk and first.row != row.row:
            outcome.twice[row.row] = first.row
            continue
        if first:
            outcome.known.add(row.row)
            outcome.own += first.batch_id == batch.pk
            continue
        given = {**row.given, "origin": f"{batch.number}:{row.row}"}
        try:
            case = replay.create("case.bring_in", importer, at, case_id, row.identity, given)
        except Refusal as refusal:
            outcome.refused[row.row] = refusal
            continue
        known[row.identity] = ImportedRow(batch=batch, row=row.row, identity=row.identity, case=case)
        replay.belongings.append(known[row.identity])
        outcome.brought_in += 1
    return replay


def _note_progress(step: Step[Batch], progress: Progress, outcome: Outcome) -> None:
    for file in imports.files_of(step.obj):
        file.rows, file.read = progress.rows, progress.read
        file.refused = progress.refused + len(outcome.refused) + len(outcome.twice)
        file.known = progress.known + len(outcome.known) - outcome.own
        step.also(file)


def _forget_reason(step: Step[Batch]) -> None:
    """The last chunk went out: the worker is done, and the reason stands beside each case."""
    for file in imports.files_of(step.obj):
        file.doing = file.reason = ""
        step.also(file)


def _ids(batch: Batch, count: int) -> Sequence[int]:
    """Ids for as many cases; for a batch that is only tried, none are used up."""
    return reserve_ids(Case, count) if batch.pk else range(1, count + 1)


def _importer(batch: Batch) -> Actor:
    return machine(f"import:{batch.number}")
