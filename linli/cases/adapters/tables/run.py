"""An import from the first row to the last, and its undoing: chunk by chunk, so that it can be stopped anywhere."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.db import IntegrityError
from django.utils import timezone

from linli.cases import actions, queries
from linli.cases.actions.tables import Incoming, Outcome, Progress, collect
from linli.cases.adapters.tables.faults import Fault
from linli.cases.adapters.tables.mapping import TableMap
from linli.cases.adapters.tables.records import Record
from linli.cases.adapters.tables.refused import RefusedRows
from linli.cases.adapters.tables.rows import Reader, Understood
from linli.cases.adapters.tables.source import Bytes, look, opened
from linli.cases.queries import imports, retention
from linli.cases.workflow import STOPPED, UNDONE
from linli.kernel.actor import Actor
from linli.kernel.models import Batch
from linli.kernel.territory import territory

ROWS_AT_ONCE, CASES_AT_ONCE = 500, 500
MOST_EXAMPLES, MOST_NAMES = 20, 1000


class UnfinishedError(Exception):
    """The file was begun before and not finished."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        super().__init__(batch.number)


@dataclass
class Tally:
    """How far it has come. Of each kind of fault the number of rows and the first of them; a row may have several that
    are odd, and is one of `odd_rows`. `past` are those of a trial of which the night would erase something again."""

    rows: int = 0
    empty: int = 0
    brought_in: int = 0
    known: int = 0
    own: int = 0
    odd_rows: int = 0
    past: int = 0
    bad: Counter[str] = field(default_factory=Counter)
    odd: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[tuple[int, Fault]]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    batch: str = ""
    errors: Path | None = None
    is_stopped: bool = False

    def note(self, counter: Counter[str], row: int, fault: Fault) -> None:
        """Counts a fault; of unknown classes and places also the words."""
        counter[fault.code] += 1
        if len(self.examples[fault.code]) < MOST_EXAMPLES:
            self.examples[fault.code].append((row, fault))
        words = self.names[fault.code]
        if counter is self.odd and fault.value and (fault.value in words or len(words) < MOST_NAMES):
            words[fault.value] += 1


@dataclass(frozen=True)
class Order:
    """What is to be done with which file. `tell` hears how far it is, `fault` each fault of a row and whether the row
    stays outside for it; `stop` is asked between chunks. `batch` is the import where it has begun already; of a trial
    the bad rows become a file when it `keeps_bad_rows`."""

    actor: Actor
    path: Path
    mapping: TableMap
    tell: Callable[[Tally], None] = lambda tally: None
    stop: Callable[[], bool] = lambda: False
    fault: Callable[[int, Fault, bool], object] = lambda row, fault, is_bad: None
    batch: str = ""
    keeps_bad_rows: bool = False


def bring_in(order: Order, *, resume: bool = False) -> Tally:
    """Imports the file. Rows that are in already stay as they are, so that it may be run again at any time.

    Raises TableError, UnfinishedError unless it is to be resumed, and Refusal for whoever may not import.
    """
    told, tally = look(order.path, order.mapping.file.encoding), Tally()
    tally.batch = order.batch or _begun(order, told.sha256, resume=resume)
    rows = count(order, told) if order.batch else 0
    with opened(order.path, order.mapping.file, told) as table:
        reader = Reader(order.mapping, table, told.sha256, classes())
        with closing(RefusedRows(order.path, table.headings)) as refused:
            for records in chunks(table.rows, ROWS_AT_ONCE):
                if order.stop():
                    tally.is_stopped = True
                    break
                understood = reader.read(records)
                outcome = _take_in(order, told.sha256, understood, tally, rows)
                _count(understood, outcome, reader, tally, order.fault, refused)
                order.tell(tally)
            tally.errors = refused.path if refused.file else None
    if tally.batch and not tally.is_stopped:
        actions.finish_import(order.actor, tally.batch, refused=tally.bad.total())
    return tally


def try_out(order: Order) -> Tally:
    """Says what `bring_in` would do, and writes nothing into the database."""
    told, tally = look(order.path, order.mapping.file.encoding), Tally()
    with (
        opened(order.path, order.mapping.file, told) as table,
        closing(Seen()) as seen,
        closing(RefusedRows(order.path, table.headings)) as refused,
    ):
        reader, lasting = Reader(order.mapping, table, told.sha256, classes()), retention.days()
        for records in chunks(table.rows, ROWS_AT_ONCE):
            if order.stop():
                tally.is_stopped = True
                break
            understood, outcome = reader.read(records), Outcome()
            _sort_out(understood, seen, outcome)
            collect(Batch(), timezone.now(), understood.incoming, outcome)
            gone = outcome.refused.keys() | outcome.twice.keys() | outcome.known
            come = [row for row in understood.incoming if row.row not in gone]
            seen.add(come)
            tally.past += sum(_goes_at_once(row, lasting) for row in come)
            _count(understood, outcome, reader, tally, order.fault, refused if order.keeps_bad_rows else None)
            order.tell(tally)
    return tally


def _goes_at_once(row: Incoming, lasting: retention.Days) -> bool:
    """Whether the night erases something of the row again, because its matter ended long ago."""
    given = row.given
    told = [("cases_contact", name) for name, value in given["contact"].items() if value]
    told += [("cases_report", "text"), *(("cases_case", name) for name in ("text", "result") if given[name])]
    told += [("cases_case", "address")] if given["spot"].address else []
    return retention.goes_at_once(given["closed_at"], told, lasting, timezone.now())


def count(order: Order, told: Bytes) -> int:
    """How many rows the file has, but for empty ones."""
    with opened(order.path, order.mapping.file, told) as table:
        return sum(not row.is_empty for row in table.rows)


def _begun(order: Order, file_sha256: str, *, resume: bool) -> str:
    """The number of the import of this file that was not finished, going on again; '' when there is none."""
    with territory(order.actor):
        begun = imports.unfinished_batch(order.actor, file_sha256)
    if begun is None:
        return ""
    if not resume:
        raise UnfinishedError(begun)
    if begun.state == STOPPED:
        actions.go_on_with_import(order.actor, begun.number)
    return begun.number


def _take_in(order: Order, file_sha256: str, understood: Understood, tally: Tally, rows: int) -> Outcome:
    """One chunk. The import is begun with the first one that brings something in."""
    if not tally.batch:
        outcome = Outcome()
        collect(Batch(), timezone.now(), understood.incoming, outcome)
        if not outcome.brought_in:
            return outcome
        mapping_sha256 = order.mapping.digest()
        begun = actions.begin_import(
            order.actor, None, file_sha256=file_sha256, mapping_sha256=mapping_sha256, name=order.path.name
        )
        tally.batch = begun.number
    read, refused = tally.rows + len(understood.records), tally.bad.total() + len(understood.bad)
    progress = Progress(rows, read, refused, tally.known - tally.own)
    outcome = Outcome()
    try:
        actions.take_in(order.actor, tally.batch, rows=understood.incoming, outcome=outcome, progress=progress)
    except IntegrityError:
        # Somebody brought in the same rows meanwhile; now they are seen.
        outcome = Outcome()
        actions.take_in(order.actor, tally.batch, rows=understood.incoming, outcome=outcome, progress=progress)
    return outcome


def _count(
    understood: Understood,
    outcome: Outcome,
    reader: Reader,
    tally: Tally,
    tell: Callable[[int, Fault, bool], object],
    refused: RefusedRows | None,
) -> None:
    """Adds a chunk to the tally, and its bad rows to their file."""
    bad = dict(understood.bad)
    bad |= {row: reader.refused(refusal, understood.records[row]) for row, refusal in outcome.refused.items()}
    bad |= {row: reader.twice(understood.records[row], first) for row, first in outcome.twice.items()}
    tally.known, tally.own = tally.known + len(outcome.known), tally.own + outcome.own
    for row, fault in sorted(bad.items()):
        tally.note(tally.bad, row, fault)
        tell(row, fault, True)
        if refused:
            refused.add(understood.records[row], fault)
    for row, faults in understood.odd.items():
        if row not in bad and row not in outcome.known:
            tally.odd_rows += 1
            for fault in faults:
                tally.note(tally.odd, row, fault)
                tell(row, fault, False)
    tally.rows += len(understood.records)
    tally.empty += understood.empty
    tally.brought_in += outcome.brought_in


def _sort_out(understood: Understood, seen: "Seen", outcome: Outcome) -> None:
    """Leaves to the trial only the rows that did not come before."""
    first = {row.row: seen.first_row(row.identity) for row in understood.incoming}
    outcome.twice |= {row: before for row, before in first.items() if before}
    understood.incoming = [row for row in understood.incoming if row.row not in outcome.twice]


class Seen:
    """The rows that would have come in, on disk: a million of them take no memory."""

    def __init__(self) -> None:
        self.database = sqlite3.connect("")
        self.database.execute("CREATE TABLE seen (identity TEXT PRIMARY KEY, row INTEGER) WITHOUT ROWID")

    def first_row(self, identity: str) -> int:
        """The row that came in with this identity, 0 for none."""
        found = self.database.execute("SELECT row FROM seen WHERE identity = ?", [identity]).fetchone()
        return int(found[0]) if found else 0

    def add(self, rows: Sequence[Incoming]) -> None:
        self.database.executemany("INSERT INTO seen VALUES (?, ?)", [(row.identity, row.row) for row in rows])

    def close(self) -> None:
        self.database.close()


def undo(
    actor: Actor,
    number: str,
    reason: str,
    *,
    tell: Callable[[Outcome], None] = lambda outcome: None,
    stop: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Takes out what the import brought in; goes on where it was stopped. `left` tells the cases that stay and what
    was done to them. Raises Refusal."""
    with territory(actor):
        batch = imports.batch(actor, number)
    if batch.state != UNDONE:
        actions.undo_import(actor, number, reason=reason)
    whole, after = Outcome(), 0
    while imports.rows_of(batch.pk, after, 1) and not stop():
        part = Outcome()
        actions.take_out(actor, number, reason=reason, after=after, most=CASES_AT_ONCE, outcome=part)
        whole.taken_out += part.taken_out
        whole.left |= part.left
        after = part.last_id
        tell(whole)
    return whole


def classes() -> list[tuple[str, str]]:
    """Code and name of every class that may be given today."""
    return [(each.code, each.name) for each in queries.event_classes()]


def chunks(rows: Iterable[Record], size: int) -> Iterator[list[Record]]:
    """The rows in lists of this size."""
    iterator = iter(rows)
    while found := list(islice(iterator, size)):
        yield found


def first_rows(order: Order, most: int) -> Understood:
    """The first rows as they would become. Raises TableError."""
    told = look(order.path, order.mapping.file.encoding)
    with opened(order.path, order.mapping.file, told) as table:
        return Reader(order.mapping, table, told.sha256, classes()).read(list(islice(table.rows, most)))
