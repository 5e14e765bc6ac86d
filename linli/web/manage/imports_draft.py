"""A table that was uploaded: what its columns are, what would become of its rows, and the beginning of its import."""

import time
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases import actions
from linli.cases.adapters.tables import guess, mapping, run, uploads
from linli.cases.adapters.tables.faults import TableError
from linli.cases.adapters.tables.run import Order, Tally
from linli.cases.adapters.tables.source import look
from linli.cases.adapters.tables.uploads import Upload
from linli.cases.labels import CHANNELS
from linli.cases.queries import imports
from linli.cases.queries.imports import WORKER
from linli.kernel.personal import mask
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.places.queries import names_of
from linli.web.entry import staff_only
from linli.web.manage.imports import BEGIN, FAULTS_A_PAGE, bad_rows, faults, told
from linli.web.manage.imports_forms import MapFileForm, MappingForm
from linli.web.manage.pages import IMPORTS, drawn, may
from linli.web.request import Request

# So many rows and seconds a trial may take; beyond that it tells of the rows up to there.
MOST_TRIED, MOST_SECONDS, ROWS_SHOWN = 20_000, 20.0, 10


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: Request, token: str) -> HttpResponse:
    """The mapping and the trial. What is sent says by its button what is to be done."""
    upload = _own(request, token)
    if request.method != "POST":
        return _page(request, upload, _form(upload))
    if "discard" in request.POST:
        uploads.discard(upload)
        messages.success(request, gettext("The upload was thrown away."))
        return redirect("imports")
    if "start" in request.POST:
        return _start(request, upload)
    return _take_map(request, upload) if "take" in request.POST else _take_form(request, upload)


@staff_only
@require_safe
def map_file(request: Request, token: str) -> HttpResponse:
    """The mapping, as the command line takes it."""
    upload = _own(request, token)
    response = HttpResponse(upload.map_file.read_bytes(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="map.toml"'
    return response


@staff_only
@require_safe
def draft_errors(request: Request, token: str) -> HttpResponseBase:
    """The rows that would not come in."""
    return bad_rows(_own(request, token))


def _own(request: Request, token: str) -> Upload:
    """The uploads of others do not exist. Raises Refusal `forbidden`, `not_found`."""
    if not may(request, BEGIN):
        raise Refusal("forbidden")
    upload = uploads.find(token)
    if upload is None or upload.owner != request.actor.key or upload.is_started:
        raise Refusal("not_found")
    return upload


def _form(upload: Upload, data: Any = None) -> MappingForm:
    given = mapping.read_loosely(upload.map_file)
    headings, samples = guess.sampled(upload.table, given.file)
    return MappingForm(given, headings, samples, run.classes(), data)


def _take_form(request: Request, upload: Upload) -> HttpResponse:
    """Keeps the mapping that was chosen and tries it."""
    form = _form(upload, request.POST)
    if not form.is_valid():
        return _page(request, upload, form, status=422)
    try:
        upload.keep_mapping(mapping.written(form.mapping()))
        _try(upload)
    except TableError as error:
        form.add_error(None, told(error))
        return _page(request, upload, form, status=422)
    return redirect("imports_draft", upload.token)


def _take_map(request: Request, upload: Upload) -> HttpResponse:
    """Keeps a mapping that was uploaded, when it fits the table."""
    form = MapFileForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["map_file"].read(mapping.LARGEST + 1)
        try:
            given = mapping.parsed_text(sent)
            run.first_rows(Order(request.actor, upload.table, given), 1)
        except TableError as error:
            form.add_error("map_file", told(error))
        else:
            upload.keep_mapping(mapping.written(given))
            messages.success(request, gettext("The mapping was taken over. Try it now."))
            return redirect("imports_draft", upload.token)
    return _page(request, upload, _form(upload), status=422, map_form=form)


def _try(upload: Upload) -> None:
    """Tries the import as far as a page may wait, and keeps what it told."""
    begun, so_far = time.monotonic(), Tally()

    def hear(tally: Tally) -> None:
        so_far.rows = tally.rows

    def is_enough() -> bool:
        return so_far.rows >= MOST_TRIED or time.monotonic() - begun > MOST_SECONDS

    with upload.faults_heard() as fault:
        order = Order(
            WORKER, upload.table, upload.mapping(), tell=hear, stop=is_enough, fault=fault, keeps_bad_rows=True
        )
        tally = run.try_out(order)
    counts = {"rows": tally.rows, "brought_in": tally.brought_in, "known": tally.known, "bad": tally.bad.total()}
    upload.keep_trial({**counts, "odd": tally.odd_rows, "past": tally.past, "is_part": tally.is_stopped})


def _start(request: Request, upload: Upload) -> HttpResponse:
    """Begins the import; the worker does it."""
    if upload.trial() is None:
        messages.error(request, gettext("Try it first, so that you see what would become of the rows."))
        return redirect("imports_draft", upload.token)
    sha256 = look(upload.table).sha256
    with territory(request.actor):
        begun = imports.unfinished_batch(request.actor, sha256)
    if begun:
        messages.error(request, gettext("This file is being imported already. Let that import go on, or undo it."))
        return redirect("imports_one", begun.number)
    mapping_sha256 = upload.mapping().digest()
    upload.tell(is_started=True)
    try:
        receipt = actions.begin_import(
            request.actor, None, file_sha256=sha256, mapping_sha256=mapping_sha256, name=upload.name,
            upload=upload.token,
        )  # fmt: skip
    except Refusal:
        upload.tell(is_started=False)
        raise
    return redirect("imports_one", receipt.number)


def _page(
    request: Request, upload: Upload, form: MappingForm, *, status: int = 200, map_form: MapFileForm | None = None
) -> HttpResponse:
    trial = upload.trial() if not form.errors else None
    found = Paginator(range(upload.count_faults() if trial else 0), FAULTS_A_PAGE).get_page(request.GET.get("page"))
    said = {
        "upload": upload,
        "form": form,
        "map_form": map_form or MapFileForm(),
        "trial": trial,
        "first": _first(request, upload) if trial else [],
        "found": found,
        "faults": faults(upload, found.start_index(), FAULTS_A_PAGE) if trial else [],
        "has_bad_rows": upload.bad_rows.exists(),
    }
    return drawn(request, IMPORTS, "imports_draft", said, status=status)


def _first(request: Request, upload: Upload) -> list[dict[str, Any]]:
    """The first rows as they would become; of contacts only the ends are shown."""
    with transaction.atomic():
        understood = run.first_rows(Order(request.actor, upload.table, upload.mapping()), ROWS_SHOWN)
    areas = names_of([row.given["spot"].area_path for row in understood.incoming])
    classes = dict(run.classes())
    return [
        {
            **row.given,
            "row": row.row,
            "class": classes.get(row.given["class_code"], ""),
            "channel": CHANNELS[row.given["channel"]],
            "area": areas.get(row.given["spot"].area_path, ""),
            "contact": " ".join(mask(value) for value in row.given["contact"].values() if value),
        }
        for row in understood.incoming
    ]
