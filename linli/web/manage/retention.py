"""How long personal data are kept after the end of a matter."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.cases import actions
from linli.cases.queries import retention
from linli.kernel.labels import sentence
from linli.kernel.personal import PersonalField
from linli.kernel.refusals import Refusal, invalid
from linli.places.queries import root_path
from linli.web.entry import staff_only
from linli.web.manage.pages import RETENTION, drawn
from linli.web.privacy.labels import FIELDS, TABLES
from linli.web.request import Request


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
    if not RETENTION.opens_to(request.actor):
        raise Refusal("forbidden")
    if request.method != "POST":
        return _page(request, _rows())
    table, _, field = request.POST.get("field", "").partition(".")
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
    if not (typed.isascii() and typed.isdigit() and len(typed) < 8):
        raise invalid("days", "not_a_number")
    return int(typed)


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


def _page(request: Request, rows: Sequence[Row], *, status: int = 200) -> HttpResponse:
    return drawn(request, RETENTION, "retention", {"rows": rows, "key": uuid.uuid4().hex}, status=status)
