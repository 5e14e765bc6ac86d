"""The pages of the first steps: overview, the street, a file for each of the others, and files to begin with."""

import uuid
from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal, invalid
from linli.web.entry import staff_only, this_town
from linli.web.fields import blame, renewed
from linli.web.manage.beginning import steps, street, taken
from linli.web.manage.beginning.afterwards import afterwards
from linli.web.manage.beginning.examples import EXAMPLES
from linli.web.manage.beginning.forms import StepForm
from linli.web.manage.beginning.steps import BEGIN, NAMED, STEPS, STREET, Standing
from linli.web.manage.beginning.tables import TABLES, Table, Tried, digest, rows_of, take, text_of, told_changes, tried
from linli.web.manage.loading import MOST_KEPT, MOST_SHOWN
from linli.web.manage.pages import drawn
from linli.web.request import Request

Said = dict[str, Any]
MOST_READ = 5 * 1024 * 1024


def for_beginners(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """For those who may take one of the steps somewhere. Raises Refusal `forbidden`."""

    @staff_only
    def entered(request: Request, /, **kwargs: Any) -> HttpResponseBase:
        if not BEGIN.opens_to(request.actor):
            raise Refusal("forbidden")
        return view(request, **kwargs)

    update_wrapper(entered, view)
    return entered


@for_beginners
@require_safe
def overview(request: Request) -> HttpResponse:
    """How far it has come, which step is the next, and what comes then."""
    found = steps.standing()
    undone = next((each for each in found if not each.is_done), None)
    open_to = [(each, steps.may(request.actor, each.step)) for each in found]
    said = {"standing": open_to, "undone": undone, "afterwards": [] if undone else afterwards()}
    return drawn(request, BEGIN, "beginning/overview", said)


@for_beginners
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: Request) -> HttpResponse:
    """The first step: the street."""
    here = _here(STREET)
    if refused := _refused(request, here):
        return refused
    form = street.StreetForm(request.POST if request.method == "POST" else None, initial=street.begun())
    if request.method != "POST" or not form.is_valid():
        return _street(request, here, form, 422 if form.is_bound else 200)
    try:
        street.settle(request, form.cleaned_data)
    except Refusal as refusal:
        blame(form, refusal, sentence(refusal))
        return _street(request, here, form, refusal.status)
    messages.success(request, gettext("The street stands. Its grids come next."))
    return redirect("begin_file", STEPS[1].name)


def _street(request: Request, here: Standing, form: street.StreetForm, status: int) -> HttpResponse:
    return _page(request, here, "street", {"form": form, "is_movable": street.is_movable()}, status)


@for_beginners
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: Request, step: str) -> HttpResponse:
    """A step that is taken by file: tried, taken, shown, and taken out again."""
    if step not in TABLES:
        raise Refusal("not_found")
    here = _here(step)
    if refused := _refused(request, here):
        return refused
    if request.method != "POST":
        return _file(request, here, StepForm(initial={"key": uuid.uuid4().hex}))
    if "roles" in request.POST and step == steps.STAFF_STEP:
        taken.take_roles(request)
        return redirect("begin_file", step)
    if "undo" in request.POST:
        taken.take_out(request, step)
        return redirect("begin_file", step)
    return _taken_or_tried(request, here)


def _taken_or_tried(request: Request, here: Standing) -> HttpResponse:
    table, form = TABLES[here.step.name], StepForm(request.POST, request.FILES)
    if not form.is_valid():
        return _file(request, here, form, status=422)
    try:
        text = _text(form)
        rows = rows_of(table, text)
        seen = form.lines_left_out(digest(text))
        count = "take" in request.POST and take(table, request.actor, form.cleaned_data["key"], rows, seen)
        # Nobody leaves rows out to whom nobody has shown them.
        if not count:
            found = tried(table, request.actor, rows)
            return _file(request, here, form, _tried(form, table, found, text), 422 if found.faults else 200)
    except Refusal as refusal:
        blame(form, refusal, sentence(refusal))
        return _file(request, here, form, status=refusal.status)
    messages.success(request, gettext("Taken: %(rows)s rows.") % {"rows": count})
    return redirect("begin_file", here.step.name)


def _text(form: StepForm) -> str:
    """The file that was chosen, else what was tried before. Raises Refusal `invalid`."""
    upload = form.cleaned_data["file"]
    if upload is None:
        return str(form.cleaned_data["text"])
    if (upload.size or 0) > MOST_READ:
        raise invalid("file", "file_too_large")
    return text_of(upload.read())


def _tried(form: StepForm, table: Table, found: Tried, text: str) -> Said:
    is_kept = len(text.encode()) <= MOST_KEPT
    left_out = ",".join(str(fault.line) for fault in found.faults)
    renewed(form, text=text if is_kept else "", seen=digest(text), left_out=left_out)
    form.fields["file"].required = not is_kept
    changes = told_changes(table, found)
    return {
        "tried": found,
        "faults": found.faults[:MOST_SHOWN],
        "more_faults": max(0, len(found.faults) - MOST_SHOWN),
        "changes": changes[:MOST_SHOWN],
        "more_changes": max(0, len(changes) - MOST_SHOWN),
        "is_kept": is_kept,
    }


def _here(name: str) -> Standing:
    return next(each for each in steps.standing() if each.step is NAMED[name])


def _refused(request: Request, here: Standing) -> HttpResponse | None:
    """The step's page with why it cannot be taken: not by this person, or not before another one."""
    why = steps.why_not(request.actor, here.step)
    if why:
        return _page(request, here, "barred", {"why": why}, 403)
    if here.first is not None:
        status = 409 if request.method == "POST" else 200
        return _page(request, here, "barred", {"why": "", "first": here.first}, status)
    return None


def _file(
    request: Request, here: Standing, form: StepForm, said: Said | None = None, status: int = 200
) -> HttpResponse:
    name = here.step.name
    shown = {
        "form": form,
        "columns": TABLES[name].columns,
        "examples": [example for example, of in EXAMPLES.items() if of.step == name],
        "taken": taken.shown(request, name),
        "roles": taken.roles_missing() if name == steps.STAFF_STEP else [],
        "after": next((step for step in STEPS[here.number :]), None),
    }
    return _page(request, here, "file", {**shown, **(said or {})}, status)


def _page(request: Request, here: Standing, name: str, said: Said, status: int = 200) -> HttpResponse:
    known = {"here": here, "step": here.step, "titles": [step.title for step in STEPS]}
    return drawn(request, BEGIN, f"beginning/{name}", {**known, **said}, status=status)


@for_beginners
@require_safe
def example(request: Request, name: str) -> HttpResponse:
    """A file to begin with. Raises Refusal `not_found`, `no_town`."""
    if name not in EXAMPLES:
        raise Refusal("not_found")
    response = HttpResponse(EXAMPLES[name].made(this_town()), content_type=EXAMPLES[name].kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
