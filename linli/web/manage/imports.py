"""Imports of reports: the list, a new one, how far one is, stopping, going on, undoing."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.queries import names_of_actors
from linli.cases import actions
from linli.cases.actions.tables import TAKE_OUT
from linli.cases.adapters.tables import uploads
from linli.cases.adapters.tables.faults import SENTENCES, TableError
from linli.cases.adapters.tables.uploads import Upload
from linli.cases.models import ImportFile
from linli.cases.queries import imports
from linli.cases.workflow import LOADED, LOADING, STOPPED, UNDONE
from linli.kernel.labels import sentence
from linli.kernel.models import Batch
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.web.entry import staff_only
from linli.web.fields import blame
from linli.web.manage.imports_forms import LARGEST, ReasonForm, TableForm
from linli.web.manage.pages import IMPORTS, drawn, may
from linli.web.request import Request

FAULTS_A_PAGE, MOST_TOUCHED = 50, 20
BEGIN, STOP, GO_ON, UNDO = "import.begin", "import.stop", "import.go_on", "import.undo"
STATES: Mapping[str, Any] = {
    LOADING: pgettext_lazy("import", "Coming in"),
    STOPPED: pgettext_lazy("import", "Stopped"),
    LOADED: pgettext_lazy("import", "Brought in"),
    TAKE_OUT: pgettext_lazy("import", "Going out"),
    UNDONE: pgettext_lazy("import", "Undone"),
}


ICONS = {LOADING: "loader", STOPPED: "player-pause", LOADED: "circle-check", UNDONE: "arrow-back-up"}


class Standing:
    """One import as the pages tell it."""

    def __init__(self, batch: Batch, file: ImportFile | None, names: Mapping[str, str]) -> None:
        self.batch, self.file = batch, file
        self.who = " ".join(names.get(key, key) for key in batch.participants)
        self.is_going_out = batch.state == UNDONE and bool(file and file.doing)
        self.state_name = STATES[TAKE_OUT if self.is_going_out else batch.state]
        self.is_at_work = bool(file and file.doing) and batch.state in (LOADING, UNDONE)
        self.rows, self.read = (file.rows, file.read) if file else (0, 0)
        self.refused, self.known = (file.refused, file.known) if file else (0, 0)
        self.waiting = max(0, self.rows - self.read) if batch.state in (LOADING, STOPPED) else 0
        self.icon = ICONS[batch.state]

    @property
    def fault(self) -> str:
        """Why the worker could not go on."""
        pair = SENTENCES.get(self.file.fault if self.file else "")
        return pair[0 if _is_chinese() else 1] if pair and "{" not in pair[0] else ""


@staff_only
@require_safe
def rows(request: Request) -> HttpResponse:
    """Every import, the newest first, and what one has uploaded and not yet begun."""
    _enter(request)
    found = imports.batches(request.actor)
    names = names_of_actors({key for batch, _file in found for key in batch.participants})
    said = {
        "imports": [Standing(batch, file, names) for batch, file in found],
        "drafts": uploads.drafts(request.actor.key) if may(request, BEGIN) else [],
        "may_begin": may(request, BEGIN),
    }
    return drawn(request, IMPORTS, "imports", said)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Takes a table, and leads to what its columns are."""
    _enter(request, BEGIN)
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    if form.is_bound and form.is_valid():
        sent = form.cleaned_data["file"]
        if sent.size > LARGEST:
            form.add_error("file", gettext("The file is too large: at most 15 MB. The command line takes larger ones."))
        else:
            try:
                upload = uploads.keep(request.actor.key, sent.name, sent.chunks())
            except TableError as error:
                form.add_error("file", told(error))
            else:
                return redirect("imports_draft", upload.token)
    return drawn(request, IMPORTS, "imports_new", {"form": form}, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, number: str) -> HttpResponse:
    """How far it is; stops it, and lets it go on."""
    if request.method == "POST":
        act = {"stop": actions.stop_import, "go-on": actions.go_on_with_import}.get(request.POST.get("act", ""))
        if act is None:
            raise Refusal("malformed")
        act(request.actor, number)
        return redirect("imports_one", number)
    standing = _standing(request, number)
    if request.htmx:
        response = render(request, "web/manage/_import_progress.html", {"one": standing})
        if not standing.is_at_work:
            # What can be done with it now stands beside.
            response["HX-Refresh"] = "true"
        return response
    upload = _upload(standing)
    pages = Paginator(range(upload.count_faults()) if upload else (), FAULTS_A_PAGE)
    found = pages.get_page(request.GET.get("page"))
    left, touched = imports.touched(standing.batch, MOST_TOUCHED) if standing.batch.state == UNDONE else (0, {})
    said = {
        "one": standing,
        "found": found,
        "faults": faults(upload, found.start_index(), FAULTS_A_PAGE) if upload else [],
        "has_bad_rows": bool(upload and upload.bad_rows.exists()),
        "left": left,
        "touched": touched,
        "may_stop": standing.batch.state == LOADING and may(request, STOP),
        "may_go_on": standing.batch.state == STOPPED and may(request, GO_ON),
        "may_undo": standing.batch.state != UNDONE and may(request, UNDO),
    }
    return drawn(request, IMPORTS, "imports_one", said)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: Request, number: str) -> HttpResponse:
    """Tells what will happen, asks why, and undoes it."""
    form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm()
    if form.is_bound and form.is_valid():
        try:
            actions.undo_import(request.actor, number, reason=form.cleaned_data["reason"], by_worker=True)
        except Refusal as refusal:
            if refusal.field is None:
                raise
            blame(form, refusal, sentence(refusal))
        else:
            messages.success(request, gettext("The import is being undone."))
            return redirect("imports_one", number)
    with territory(request.actor):
        standing = _standing(request, number)
        if not may(request, UNDO):
            raise Refusal("forbidden")
        stay, touched = imports.touched(standing.batch, MOST_TOUCHED)
    said = {"one": standing, "form": form, "go": standing.batch.rows - stay, "stay": stay, "touched": touched}
    return drawn(request, IMPORTS, "imports_undo", said, status=422 if form.errors else 200)


@staff_only
@require_safe
def errors(request: Request, number: str) -> HttpResponseBase:
    """The rows that did not come in, to be mended and imported by themselves."""
    upload = _upload(_standing(request, number))
    if upload is None:
        raise Refusal("not_found")
    response = bad_rows(upload)
    actions.export_personal(request.actor, what=actions.Taken.BAD_ROWS, number=number)
    return response


def bad_rows(upload: Upload) -> HttpResponseBase:
    """The file of bad rows; formulas in it are guarded. Raises Refusal `not_found`."""
    if not upload.bad_rows.exists():
        raise Refusal("not_found")
    name = f"{upload.name.rpartition('.')[0] or upload.name}.errors.csv"
    return FileResponse(upload.bad_rows.open("rb"), as_attachment=True, filename=name, content_type="text/csv")


def faults(upload: Upload, first: int, most: int) -> list[dict[str, Any]]:
    """Faults of rows from this one on, counted from 1, in the reader's language."""
    language = "zh" if _is_chinese() else "en"
    return [{**each, "why": each[language]} for each in upload.faults(max(0, first - 1), most)]


def told(error: TableError) -> str:
    """What is wrong with a file or a mapping, in the reader's language."""
    return " ".join(fault.said()[0 if _is_chinese() else 1] for fault in error.faults)


def _is_chinese() -> bool:
    return str(get_language()).startswith("zh")


def _enter(request: Request, permission: str = "") -> None:
    """Raises Refusal `forbidden`."""
    if not IMPORTS.opens_to(request.actor) or (permission and not may(request, permission)):
        raise Refusal("forbidden")


def _standing(request: Request, number: str) -> Standing:
    """Raises Refusal `forbidden`, `not_found`."""
    _enter(request)
    with territory(request.actor):
        batch = imports.batch(request.actor, number)
        file = next(iter(imports.files_of(batch)), None)
    return Standing(batch, file, names_of_actors(batch.participants))


def _upload(standing: Standing) -> Upload | None:
    return uploads.find(standing.file.upload) if standing.file else None
