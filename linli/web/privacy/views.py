"""What is kept about people and what is not done, for everybody to read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from linli.accounts.models import Role
from linli.accounts.queries import roles_by_permission
from linli.cases.jobs import RETENTION
from linli.cases.queries import retention
from linli.kernel import register
from linli.kernel.personal import Kind, PersonalField
from linli.kernel.territory import territory
from linli.web.privacy.labels import FIELDS, KEPT_AS_RECORD, NOBODY, SINCE, TABLES
from linli.web.request import Request
from linli.web.templatetags.linli import role_name


@dataclass(frozen=True, slots=True)
class Row:
    """One declared field as people read it."""

    table: str
    field: str
    declared: PersonalField
    kept: str
    readers: str


@require_safe
def privacy(request: Request) -> HttpResponse:
    """The register, what is not done, everybody's rights and whom to turn to."""
    rows = _rows()
    said = {
        "of_residents": [row for row in rows if row.declared.kind is not Kind.STAFF],
        "of_staff": [row for row in rows if row.declared.kind is Kind.STAFF],
        "looked_through": looked_through(),
        "contact": settings.LINLI_PRIVACY_CONTACT,
    }
    return render(request, "web/privacy/privacy.html", said)


def _rows() -> list[Row]:
    days, roles = retention.days(), roles_by_permission()
    return [
        Row(
            str(TABLES.get(table, table)),
            str(FIELDS.get(field.name, field.name)),
            field,
            kept_words(field, days.get((table, field.name), field.retention_days)),
            _readers(field, roles),
        )
        for table, field in register.entries()
        # What every object has is told once for all of them.
        if table in TABLES and not (field in register.OF_EVERY_LOOP and table != "cases_case")
    ]


def kept_words(field: PersonalField, days: int | None) -> str:
    """How long, in words."""
    return str(KEPT_AS_RECORD) if days is None else str(SINCE[field.since]) % {"days": days}


def _readers(field: PersonalField, roles: Mapping[str, Sequence[Role]]) -> str:
    if not field.permission:
        return str(NOBODY)
    is_english = (get_language() or "").startswith("en")
    holding = roles.get(field.permission, ())
    return ("; " if is_english else "、").join(role_name(role) for role in holding)


def looked_through() -> datetime | None:
    """When the software last looked for columns that must not be there, and found none."""
    with territory(RETENTION):
        last = retention.last_run(RETENTION)
    return last.at if last and not last.faults else None
