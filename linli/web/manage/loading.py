"""A table that is brought in: tried first, so that one sees what it would change, then loaded."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext

from linli.kernel import actions
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.kernel.registers import Values
from linli.web.fields import blame, renewed
from linli.web.manage import files
from linli.web.manage.frame import FileForm
from linli.web.request import Request

# So many changed rows are shown one by one.
MOST_SHOWN = 100
# What is tried is sent back with the page, so that the file need not be chosen again.
MOST_KEPT = 500_000


@dataclass(frozen=True, slots=True)
class Changed:
    """A row that stands there already: its name, and label, before and after of what would differ."""

    row: str
    differences: Sequence[tuple[Any, Any, Any]]


@dataclass(frozen=True)
class Answer:
    """What the page says; or that all was loaded."""

    said: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    loaded: bool = False


def answer(
    request: Request,
    columns: Sequence[str],
    key: Sequence[str],
    load: Callable[[str, Sequence[Values]], object],
    changes: Callable[[Mapping[str, Any]], list[Changed]],
) -> Answer:
    """Tries or loads what was sent; `load` gets a key and the rows, `changes` what the trial's audit would say."""
    if request.method != "POST":
        return Answer({"form": FileForm(initial={"key": uuid.uuid4().hex}), "columns": columns})
    form = FileForm(request.POST, request.FILES)
    said: dict[str, Any] = {"form": form, "columns": columns}
    if not form.is_valid():
        return Answer(said, 422)
    try:
        rows = files.rows_of(form, columns, key)
        if "try" in request.POST:
            told = actions.trial(lambda: load(form.cleaned_data["key"], rows))
            return Answer(said | _tried(form, columns, rows, changes(told), told))
        load(form.cleaned_data["key"], rows)
    except Refusal as refusal:
        blame(form, refusal, sentence(refusal))
        return Answer(said, refusal.status)
    messages.success(request, gettext("Loaded: %(rows)s rows.") % {"rows": len(rows)})
    return Answer(loaded=True)


def _tried(
    form: FileForm, columns: Sequence[str], rows: Sequence[Values], changed: list[Changed], told: Mapping[str, Any]
) -> dict[str, Any]:
    text = files.written([column for column in columns if not rows or column in rows[0]], rows)
    is_kept = len(text.encode()) <= MOST_KEPT
    renewed(form, text=text if is_kept else "")
    # Else the browser asks for a file that need not be chosen again.
    form.fields["file"].required = not is_kept
    added = int(told.get("added", 0))
    return {
        "tried": {
            "rows": len(rows),
            "added": added,
            "changed": len(changed),
            "same": max(0, len(rows) - added - len(changed)),
        },
        "changed": changed[:MOST_SHOWN],
        "more": max(0, len(changed) - MOST_SHOWN),
        "is_kept": is_kept,
    }
