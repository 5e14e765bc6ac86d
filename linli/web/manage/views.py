"""The pages of every register: list, row, history, import, export."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial, update_wrapper
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.queries import names_of_actors
from linli.kernel import registers
from linli.kernel.actions import Target, trial
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.kernel.registers import REGISTER_VIEW, Change, Values, differences
from linli.kernel.territory import territory
from linli.places.queries import root_path
from linli.web.entry import staff_only
from linli.web.fields import blame
from linli.web.manage import files, loading
from linli.web.manage.beginning.steps import leads
from linli.web.manage.frame import Cell, Line, Page, RowForm
from linli.web.manage.pages import PAGES, drawn, groups_for, may
from linli.web.request import Request

ROWS = 50


def of_a_register(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Finds the register by its name, for those who may see registers. Raises Refusal `not_found`, `forbidden`."""

    @staff_only
    def entered(request: Request, /, name: str, **kwargs: Any) -> HttpResponse:
        if name not in PAGES:
            raise Refusal("not_found")
        if not may(request, REGISTER_VIEW):
            raise Refusal("forbidden")
        return view(request, PAGES[name], **kwargs)

    update_wrapper(entered, view)
    return entered


@staff_only
@require_safe
def index(request: Request) -> HttpResponse:
    """Everything that one may administer."""
    groups = groups_for(request.actor)
    if not groups:
        raise Refusal("forbidden")
    return render(request, "web/manage/index.html", {"groups": groups, "is_unfinished": leads(request.actor)})


@of_a_register
@require_safe
def rows(request: Request, page: Page) -> HttpResponse:
    """The rows that hold the words, page by page."""
    q, only_changed = request.GET.get("q", "").strip()[:60], bool(request.GET.get("changed"))
    wanted = _with_unset(page, q, only_changed=only_changed) if page.unset else page.kept.search(q)
    found = Paginator(wanted, ROWS).get_page(request.GET.get("page"))
    said = {
        "q": q,
        "only_changed": only_changed,
        "found": found,
        "headings": [page.labels[column] for column in page.shown],
        "rows": [_cells(page, pk, values) for pk, values in _shown(page, list(found))],
        "query": urlencode({name: value for name, value in (("q", q), ("changed", "1" * only_changed)) if value}),
        "more": [way[:2] for way in page.more if all(may(request, permission) for permission in way[2:])],
    }
    return _page(request, page, "list", said)


def _shown(page: Page, rows: Sequence[Any]) -> Sequence[tuple[Any, Values]]:
    """The rows with their keys, dressed for the list; those of a register with unset rows are dressed already."""
    if page.unset:
        return rows
    dressed = page.dressed([page.kept.told(row) for row in rows])
    return [(row.pk, values) for row, values in zip(rows, dressed, strict=True)]


def _with_unset(page: Page, q: str, *, only_changed: bool) -> list[tuple[Any, Values]]:
    """What somebody changed, and what holds by itself (without a key), in the latter's order, by what is shown."""
    assert page.unset is not None
    own = {page.kept.named(page.kept.told(row)): row for row in page.kept.rows()}
    pairs = [(own.get(page.kept.named(values)), values) for values in page.unset()]
    pairs = [(row, page.kept.told(row) if row else values) for row, values in pairs if row or not only_changed]
    dressed = page.dressed([values for _, values in pairs])
    listed = [(row.pk if row else None, values) for (row, _), values in zip(pairs, dressed, strict=True)]
    words = q.lower().split()
    return [(pk, values) for pk, values in listed if all(word in _haystack(page, values) for word in words)]


def _haystack(page: Page, values: Values) -> str:
    return " ".join(str(show(values)) for show in page.shown.values()).lower()


def _cells(page: Page, pk: Any, values: Values) -> list[Cell]:
    """The first leads to the row's form; where nobody changed it yet, to a new one of that name."""
    named = {column: values[column] for column in page.kept.key}
    new = f"{reverse('manage_new', args=[page.name])}?{urlencode(named)}" if pk is None else ""
    address = new or reverse("manage_row", args=[page.name, pk])
    shown = [(page.labels[column], show(values)) for column, show in page.shown.items()]
    return [Cell(label, words, address="" if at else address) for at, (label, words) in enumerate(shown)]


@of_a_register
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: Request, page: Page, pk: str | None = None) -> HttpResponse:
    """The form of one row, or of a new one."""
    standing = _standing(page, pk)
    if request.method != "POST":
        return _form(request, page, pk, RowForm(page, standing, begun=_begun(request, page)))
    form = RowForm(page, standing, request.POST)
    _refuse_the_forbidden(request, page)
    if not form.is_valid():
        return _form(request, page, pk, form, status=422)
    given = form.values()
    question = page.asked(standing, given) if standing and "sure" not in request.POST else ""
    save = partial(page.change, request.actor, _aim(request, page), row=_name(page, standing), values=given)
    try:
        if question or "look" in request.POST:
            trial(lambda: save(seen=form.cleaned_data["seen"]))
            return _form(request, page, pk, form, given=given, question=question)
        save(seen=form.cleaned_data["seen"])
    except Refusal as refusal:
        blame(form, refusal, sentence(refusal))
        return _form(request, page, pk, form, status=refusal.status)
    messages.success(request, gettext("Saved. The change is in the history and can be undone there."))
    return redirect("manage_rows", page.name)


def _begun(request: Request, page: Page) -> dict[str, str]:
    """What the address of a new row says that it is called."""
    return {column: request.GET[column][:200] for column in page.kept.key if column in request.GET}


@of_a_register
@require_POST
def retire(request: Request, page: Page, pk: str) -> HttpResponse:
    """Retires the row, or takes it out where the register knows no retired rows."""
    standing = _standing(page, pk)
    assert standing is not None
    _change(request, page, _name(page, standing), page.retired(standing), request.POST.get("seen", ""))
    messages.success(request, gettext("Retired. The change is in the history and can be undone there."))
    return redirect("manage_rows", page.name)


@of_a_register
@require_http_methods(["GET", "HEAD", "POST"])
def history(request: Request, page: Page) -> HttpResponse:
    """Who changed what, the latest first, and what came in by file; takes a change back."""
    if request.method == "POST":
        return _undo(request, page, _whole(request.POST.get("undo", "")))
    before = _whole(request.GET.get("before", "")) or None
    changes = registers.history(request.actor, page.name, before=before, limit=ROWS)
    batches = registers.imports(request.actor, page.kind)
    names = names_of_actors({*(c.actor for c in changes), *(k for b in batches for k in b.participants)})
    said = {
        "lines": [_line(page, change, names) for change in changes],
        "batches": [(batch, " ".join(names.get(key, key) for key in batch.participants)) for batch in batches],
        "older": changes[-1].version if len(changes) == ROWS else 0,
    }
    return _page(request, page, "history", said)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _line(page: Page, change: Change, names: Mapping[str, str]) -> Line:
    told = [(page.labels.get(column, column), before, after) for column, before, after in change.differences]
    return Line(change, names.get(change.actor, change.actor), told)


@of_a_register
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: Request, page: Page) -> HttpResponse:
    """Rows from a file: all of them, or none when one is wrong."""
    if page.load is None:
        raise Refusal("not_found")
    if request.method == "POST":
        _refuse_the_forbidden(request, page)
    answer = loading.answer(request, page.kept.columns, page.kept.key, partial(_load, request, page), _changes(page))
    if answer.loaded:
        return redirect("manage_rows", page.name)
    said = {**answer.said, "title": page.title, "back": page.address}
    return _page(request, page, "import", said, status=answer.status)


def _load(request: Request, page: Page, key: str, rows: Sequence[Values]) -> object:
    assert page.load is not None
    return page.load(request.actor, key, rows=rows, area_path=root_path())


def _changes(page: Page) -> Callable[[Mapping[str, Any]], list[loading.Changed]]:
    def read(told: Mapping[str, Any]) -> list[loading.Changed]:
        return [
            loading.Changed(row, [(page.labels.get(name, name), old, new) for name, old, new in differences(**change)])
            for row, change in told.get("changes", {}).items()
        ]

    return read


@of_a_register
@require_safe
def export(request: Request, page: Page) -> HttpResponse:
    """All rows as a table."""
    return files.sent(page.name, page.kept.columns, map(page.kept.told, page.kept.rows()))


def _undo(request: Request, page: Page, version: int) -> HttpResponse:
    """Sets a row back to what stood before a change, unless it was changed again since."""
    with territory(request.actor):
        change = registers.change_of(request.actor, page.name, version)
    name = change.row if change.after is not None else ""
    _change(request, page, name, change.before, registers.seen_after(page.kept, change))
    messages.success(request, gettext("Undone."))
    return redirect("manage_history", page.name)


def _standing(page: Page, pk: str | None) -> Values | None:
    """What the row says now, None for a new one. Raises Refusal `not_found`."""
    if pk is None:
        return None
    try:
        found = page.kept.rows().filter(pk=pk).first()
    except ValueError:
        found = None
    if found is None:
        raise Refusal("not_found")
    return page.kept.told(found)


def _name(page: Page, standing: Values | None) -> str:
    return page.kept.named(standing) if standing else ""


def _refuse_the_forbidden(request: Request, page: Page) -> None:
    """Whoever may not change it is told so, and not what is missing in the form."""
    if not may(request, page.permission):
        raise Refusal("forbidden")


def _change(request: Request, page: Page, name: str, values: Values | None, seen: str) -> None:
    page.change(request.actor, _aim(request, page), row=name, values=values, seen=seen)


def _aim(request: Request, page: Page) -> Target:
    """The register as the page's form means it."""
    return registers.aim(page.name, root_path(), request.POST.get("key") or None)


def _form(
    request: Request,
    page: Page,
    pk: str | None,
    form: RowForm,
    *,
    given: Values | None = None,
    question: Any = "",
    status: int = 200,
) -> HttpResponse:
    """With what is `given` told as if it were saved, and the `question` before it is."""
    standing, values = form.standing, given or form.standing
    said = {
        "form": form,
        "is_new": standing is None,
        "pk": pk,
        "seen": registers.digest(standing),
        "hanging": [each for each in page.hanging(standing) if each.count] if standing else [],
        "told": page.told(values) if values else [],
        "is_look": given is not None,
        "question": question,
        "offer": page.offered(standing) if standing else None,
        "row_name": " ".join((standing or {}).get(column, "") for column in _naming(page)),
    }
    return _page(request, page, "row", said, status=status)


def _naming(page: Page) -> list[str]:
    """The columns that head a row's page: its name, and what names it for good."""
    return [*(["name"] if "name" in page.fields else []), *page.kept.key]


def _page(request: Request, page: Page, name: str, said: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    return drawn(request, page, name, {"may_change": may(request, page.permission), **said}, status=status)
