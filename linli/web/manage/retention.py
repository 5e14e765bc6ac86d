"""How long personal data are kept after the end of a matter: by hand, by file, and who set it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.queries import names_of_actors
from linli.cases import actions
from linli.cases.queries import retention
from linli.kernel.labels import sentence
from linli.kernel.personal import PersonalField
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.registers import Change, Values
from linli.places.queries import root_path
from linli.web.entry import staff_only
from linli.web.manage import files, loading
from linli.web.manage.frame import Line
from linli.web.manage.pages import RETENTION, drawn, may
from linli.web.privacy.labels import FIELDS, TABLES
from linli.web.request import Request

ROWS = 50
KEY = ("field",)
# What a field is called and what holds by itself is there to be read; what the file says of it is not taken in.
COLUMNS = ("field", "what", "by_itself", "days")
LEAD = _(
    "Fields that are in the table get its days, all others keep theirs. When one row is wrong, nothing is set. Only"
    " field and days are read; the other columns are there for you."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One field, how long the law of the product keeps it, and how long this street does."""

    table: str
    declared: PersonalField
    what: Any
    field: Any
    days: str
    fault: str = ""

    @property
    def name(self) -> str:
        return f"{self.table}.{self.declared.name}"

    @property
    def is_own(self) -> bool:
        return self.days != str(self.declared.retention_days)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: Request) -> HttpResponse:
    """Every field with its days; changes those of one."""
    _refuse_others(request)
    if request.method != "POST":
        return _page(request, _rows())
    table, _dot, field = request.POST.get("field", "").partition(".")
    typed = request.POST.get("days", "").strip()
    try:
        key = request.POST.get("key") or None
        actions.change_retention(
            request.actor, key, table=table, field=field, days=_whole(typed), area_path=root_path()
        )
    except Refusal as refusal:
        if refusal.field != "days":
            raise
        return _page(request, _rows((f"{table}.{field}", typed, sentence(refusal))), status=refusal.status)
    messages.success(
        request, gettext("Kept for %(days)s days from now on. The change is in the audit trail.") % {"days": typed}
    )
    return redirect("manage_retention")


def _whole(typed: str) -> int:
    """Raises Refusal `invalid`."""
    if not _is_number(typed):
        raise invalid("days", "not_a_number")
    return int(typed)


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 10


def _rows(wrong: tuple[str, str, str] = ("", "", "")) -> Sequence[Row]:
    """The fields in their order; the one that was wrong as it was typed, with the sentence."""
    days = retention.days()
    rows = []
    for table, field in retention.fields():
        name, typed, fault = wrong
        is_wrong = name == f"{table}.{field.name}"
        shown = typed if is_wrong else str(days[table, field.name])
        what, word = TABLES.get(table, table), FIELDS.get(field.name, field.name)
        rows.append(Row(table, field, what, word, shown, fault if is_wrong else ""))
    return rows


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def history(request: Request) -> HttpResponse:
    """Who set which days, the latest first, and what came in by file; sets a field back to what stood before."""
    _refuse_others(request)
    if request.method == "POST":
        return _undo(request, _change_of(request.POST.get("undo", "")))
    older = request.GET.get("before", "")
    changes = retention.changes(int(older) if _is_number(older) else None, ROWS)
    batches = retention.files()
    names = names_of_actors({*(c.actor for c in changes), *(k for b in batches for k in b.participants)})
    said = {
        "lines": [_line(change, names) for change in changes],
        "batches": [(batch, " ".join(names.get(key, key) for key in batch.participants)) for batch in batches],
        "older": changes[-1].version if len(changes) == ROWS else 0,
        "may_change": True,
    }
    return drawn(request, RETENTION, "history", said)


def _change_of(number: str) -> Change:
    """Raises Refusal `not_found`."""
    if not _is_number(number):
        raise Refusal("not_found")
    return retention.change_of(int(number))


def _undo(request: Request, change: Change) -> HttpResponse:
    table, _dot, field = change.row.partition(".")
    assert change.before is not None
    assert change.after is not None
    if str(retention.days().get((table, field))) != change.after["days"]:
        raise Refusal("stale")
    days = int(change.before["days"])
    actions.change_retention(request.actor, None, table=table, field=field, days=days, area_path=root_path())
    messages.success(request, gettext("Undone."))
    return redirect("manage_retention_history")


def _line(change: Change, names: Mapping[str, str]) -> Line:
    told = [(gettext("Days"), before, after) for _name, before, after in change.differences]
    return Line(replace(change, row=str(_what(change.row))), names.get(change.actor, change.actor), told)


def _what(name: str) -> str:
    """A field in the reader's words."""
    table, _dot, field = name.partition(".")
    return f"{TABLES.get(table, table)} · {FIELDS.get(field, field)}"


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: Request) -> HttpResponse:
    """Days from a table: tried first, then all of it or nothing."""
    if not may(request, "retention.load"):
        raise Refusal("forbidden")
    area_path = root_path()

    def bring_in(key: str, rows: Sequence[Values]) -> object:
        return actions.load_retention(request.actor, key, rows=rows, area_path=area_path)

    answer = loading.answer(request, COLUMNS, KEY, bring_in, _changes)
    if answer.loaded:
        return redirect("manage_retention")
    said = {**answer.said, "title": RETENTION.title, "back": RETENTION.address, "lead": LEAD}
    return drawn(request, RETENTION, "import", said, status=answer.status)


def _changes(told: Mapping[str, Any]) -> list[loading.Changed]:
    return [
        loading.Changed(_what(name), [(gettext("Days"), each["before"]["days"], each["after"]["days"])])
        for name, each in told["changes"].items()
    ]


@staff_only
@require_safe
def export(request: Request) -> HttpResponse:
    """Every field with its days here and by itself, as a table that can be brought in again."""
    _refuse_others(request)
    rows: list[Values] = [
        {"field": row.name, "what": _what(row.name), "by_itself": str(row.declared.retention_days), "days": row.days}
        for row in _rows()
    ]
    return files.sent("retention", COLUMNS, rows)


def _refuse_others(request: Request) -> None:
    if not RETENTION.opens_to(request.actor):
        raise Refusal("forbidden")


def _page(request: Request, rows: Sequence[Row], *, status: int = 200) -> HttpResponse:
    said = {"rows": rows, "key": uuid.uuid4().hex, "may_load": may(request, "retention.load")}
    return drawn(request, RETENTION, "retention", said, status=status)
