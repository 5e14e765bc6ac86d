"""Registers: what a city keeps as data and an administrator may change, row by row.

Each register is one object, so that its changes are one chain: which row, what stood before, what stands after. Undoing
a change is one more change, to what stood before. A row is told by its values, texts by column as a file of the city
has them; None is a row that is not there.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import IntegrityError, connection, models, transaction
from django.utils.crypto import salted_hmac

from linli.kernel import actions
from linli.kernel.actions import Step, Target
from linli.kernel.actor import Actor, machine
from linli.kernel.batches import read_rows
from linli.kernel.models import AuditEntry, Batch, Register
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.territory import territory
from linli.kernel.workflow import SAME, T, Workflow

REGISTER_VIEW = "register.view"
KEPT = "kept"
# What begins the digest that stands for a personal value; no name and no number begins so.
MARK = "•"
KEEPER = machine("job:registers")
REGISTER = Workflow(
    "register",
    initial=KEPT,
    final=frozenset({KEPT}),
    moves=(T("change", (KEPT,), SAME), T("replace", (KEPT,), SAME)),
)
Values = Mapping[str, str]
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Kept(Generic[M]):
    """How the rows of one register are kept: `told` says a row as texts, `reader` makes rows out of texts again.

    The columns of `key` name a row for good. In a tree a row of a file may lie below one that stands before it in the
    same file. A `personal` column tells of a person: the audit says that it changed and never to what, so undoing a
    change leaves it as it stands.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    rows: Callable[[], models.QuerySet[M]]
    told: Callable[[M], dict[str, str]]
    reader: Callable[[], Callable[[Values], M]]
    found_by: tuple[str, ...] = ()
    is_tree: bool = False
    personal: tuple[str, ...] = ()

    def named(self, values: Values) -> str:
        """The row's name in the audit."""
        return "|".join(values.get(column, "") for column in self.key)

    def recorded(self, values: Values | None) -> Values | None:
        """The row as the audit has it."""
        if values is None:
            return None
        return {name: _mark(value) if name in self.personal else value for name, value in values.items()}

    def search(self, text: str) -> models.QuerySet[M]:
        """The rows that hold each of these words somewhere."""
        rows = self.rows()
        for word in text.split():
            found = models.Q()
            for column in self.found_by:
                found |= models.Q(**{f"{column}__icontains": word})
            rows = rows.filter(found)
        return rows

    def known(self) -> dict[str, M]:
        """Every row by its name."""
        return {self.named(self.told(row)): row for row in self.rows()}


def _mark(value: str) -> str:
    """What tells one personal value from another, and to nobody which it is."""
    return MARK + salted_hmac("registers", value, algorithm="sha256").hexdigest()[:8] if value else ""


def _as_it_stands(kept: Kept[Any], values: Values, before: Values | None) -> Values:
    """With what stands there in the place of a mark, and of a column that is not there: a file of before that column
    takes nothing back. An empty value is one."""
    standing = before or {}
    named = {
        name: standing.get(name, "") if name in kept.personal and value.startswith(MARK) else value
        for name, value in values.items()
    }
    return {**standing, **named}


def put(row: models.Model, before: models.Model | None) -> None:
    """Writes the row in the place of the one that stood there."""
    if before:
        row.pk = before.pk
    row.save()


@dataclass(frozen=True)
class Hand(Generic[M]):
    """How a register is written: of its own where no row is overwritten, or where more hangs on a row."""

    put: Callable[[M, M | None], None] = put
    take_out: Callable[[M], object] = field(default=lambda row: row.delete())


PLAIN: Hand[Any] = Hand()


@actions.create("register.open", of=Register, fact="register.opened")
def open_register(step: Step[Register], *, name: str, area_path: str) -> None:
    """Begins a register, before its first change."""
    step.obj = Register(id=step.next_id, number=name, state=KEPT, area_path=area_path)


def aim(name: str, area_path: str, key: str | None = None) -> Target:
    """What a change of this register is aimed at. `area_path` is the area whose administrators keep it."""
    with territory(KEEPER):
        is_open = Register.objects.visible_to(KEEPER).filter(number=name).exists()
    if not is_open:
        open_register(KEEPER, f"register:{name}", name=name, area_path=area_path)
    return Target(name, key=key)


def digest(values: Values | None) -> str:
    """What tells one state of a row from another."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:16]


def heed(before: Values | None, seen: str) -> None:
    """Raises Refusal `stale` when the row is not as whoever decides has seen it; '' is who has not looked."""
    if seen and seen != digest(before):
        raise Refusal("stale")


def change(
    step: Step[Register], kept: Kept[Any], row: str, values: Values | None, seen: str, hand: Hand[Any] = PLAIN
) -> None:
    """Adds a row (`row` is ''), changes the one of that name, or takes it out (`values` is None), and says so in the
    audit. Raises Refusal `not_found`, `stale`, `invalid`, `rule`."""
    stood = kept.known()
    standing = stood.get(row)
    if row and standing is None:
        raise Refusal("not_found")
    before = kept.told(standing) if standing else None
    heed(before if seen == digest(before) else kept.recorded(before), seen)
    after = None
    if values is None:
        _take_out(hand, standing)
    else:
        fresh = kept.reader()(_as_it_stands(kept, values, before))
        after = kept.told(fresh)
        name = kept.named(after)
        if name != row and (row or name in stood):
            raise invalid(kept.key[-1], "fixed" if row else "taken")
        hand.put(fresh, standing)
    name = row or kept.named(after or {})
    step.record(row=name, before=kept.recorded(before), after=kept.recorded(after))
    step.tell(row=name)


def _take_out(hand: Hand[Any], row: models.Model | None) -> None:
    if row is None:
        raise Refusal("not_found")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            hand.take_out(row)
            # Whoever keeps the register need not see what refers to the row; the database does.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except (models.ProtectedError, IntegrityError) as error:
        raise Refusal("rule", rule="in_use") from error


def load(step: Step[Batch], kept: Kept[M], rows: Sequence[Values], hand: Hand[M] = PLAIN) -> None:
    """Adds and changes rows out of a file; what stands there and is not in the file stays, rows and columns alike. The
    audit says how many are new, and of each that changed what it was. Raises Refusal `wrong_rows`."""
    stood, read = kept.known(), kept.reader()

    def read_whole(values: Values) -> M:
        standing = stood.get(kept.named({name: (values.get(name) or "").strip() for name in kept.key}))
        return read({**kept.told(standing), **values} if standing else values)

    fresh = {kept.named(kept.told(row)): row for row in read_rows(rows, read_whole)}
    new = [row for name, row in fresh.items() if name not in stood]
    changes = {}
    for name, row in fresh.items():
        before, after = kept.told(stood[name]) if name in stood else None, kept.told(row)
        if before is not None and before != after:
            changes[name] = {"before": kept.recorded(before), "after": kept.recorded(after)}
            hand.put(row, stood[name])
        elif before is None and kept.is_tree:
            hand.put(row, None)
    if not kept.is_tree:
        kept.rows().bulk_create(new)
    step.record(added=len(new), changes=changes)


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a register's history."""

    version: int
    at: datetime
    actor: str
    action: str
    row: str
    before: Values | None
    after: Values | None

    @property
    def differences(self) -> list[tuple[str, Any, Any]]:
        """Every value that differs: its name, before, after."""
        return differences(self.before, self.after)


def differences(before: Values | None, after: Values | None) -> list[tuple[str, Any, Any]]:
    """Every value that differs: its name, before, after."""
    before, after = before or {}, after or {}
    names = dict.fromkeys([*before, *after])
    return [(n, before.get(n), after.get(n)) for n in names if before.get(n) != after.get(n)]


def history(actor: Actor, name: str, *, before: int | None = None, limit: int = 50) -> Sequence[Change]:
    """The changes of a register, the latest first, of versions below `before`."""
    register = Register.objects.visible_to(actor).filter(number=name).first()
    if register is None:
        return []
    entries = AuditEntry.objects.filter(object_type="register", object_id=register.pk, version__gt=1)
    if before is not None:
        entries = entries.filter(version__lt=before)
    return [_change(entry) for entry in entries.order_by("-version")[:limit]]


def imports(actor: Actor, kind: str, limit: int = 20) -> Sequence[Batch]:
    """The latest files of this kind."""
    return list(Batch.objects.visible_to(actor).filter(kind=kind).order_by("-at")[:limit])


def change_of(actor: Actor, name: str, version: int) -> Change:
    """One change. Raises Refusal `not_found`."""
    found = history(actor, name, before=version + 1, limit=1)
    if not found or found[0].version != version:
        raise Refusal("not_found")
    return found[0]


def seen_after(kept: Kept[Any], change: Change) -> str:
    """What whoever undoes the change has seen of its row: as it left it, with columns that came later as they stand."""
    standing = kept.known().get(change.row)
    if change.after is None or standing is None:
        return digest(change.after)
    now = kept.recorded(kept.told(standing)) or {}
    return digest({**now, **change.after})


def _change(entry: AuditEntry) -> Change:
    data = json.loads(entry.data)
    return Change(
        entry.version, entry.at, entry.actor, entry.action, data["row"], data.get("before"), data.get("after")
    )
