"""The page of one case, and its moves."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases import actions, queries
from linli.cases.labels import VERBS
from linli.cases.models import Case
from linli.cases.rules import ANSWERS, GRANTING, HANDING_IN
from linli.cases.workflow import CASE, ONWARD
from linli.kernel.actions import Target
from linli.kernel.actor import Actor
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.triage import queries as triage
from linli.web.cases import beside, compare, replies
from linli.web.cases.intake import slip
from linli.web.cases.moves import FORMS, MoveForm
from linli.web.cases.preview import is_read, preview
from linli.web.cases.story import dossier
from linli.web.cases.tasks import parts_of
from linli.web.cases.today import way_back
from linli.web.entry import staff_only
from linli.web.fields import blame
from linli.web.labels import EXPLANATIONS
from linli.web.photos import picture
from linli.web.reports.views import bytes_of
from linli.web.request import Request

# What is said about a case is no step of its way; it has its places on the page.
TALK = frozenset({"send_message", "read_messages", "issue_code", "note", "call_back"})

# Beside which field a rule is told that names none.
FIELDS_OF_RULES = {"needs_after_photo": "photos"}

# Where on the page it goes on after a move.
PLACES = {"call_back": "#reports"}

# Which moves change a fact of the case, the straightest first.
BESIDE = {
    "class_code": ("file", "amend"),
    "place": ("file", "amend"),
    "unit": ("dispatch", "recall", "transfer_out"),
    "level": ("escalate",),
    "clock": ("approve_extension", "endorse_extension", "request_extension", "resume"),
}


@dataclass(frozen=True)
class Button:
    """A move that exists in this state, and why this actor cannot make it, if so."""

    verb: str
    tone: str
    why_not: str = ""

    @property
    def is_onward(self) -> bool:
        return self.verb in ONWARD | GRANTING


@staff_only
@require_safe
def show(request: Request, number: str) -> HttpResponse:
    """Everything about the case."""
    return _page(request, queries.one(request.actor, number))


@staff_only
@require_safe
def photo(request: Request, number: str, sha256: str) -> HttpResponse:
    """One picture of the case."""
    return picture(queries.photo(request.actor, queries.one(request.actor, number), sha256), number)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, number: str, word: str) -> HttpResponse:
    """The form of a move, and the move. A refusal comes back on the case's page with everything that was typed."""
    verb = word.replace("-", "_")
    if verb not in FORMS or word != verb.replace("_", "-"):
        raise Refusal("not_found")
    if request.method != "POST":
        return _ask(request, queries.one(request.actor, number), verb)
    if "preview" in request.POST and is_read(verb):
        return _look(request, number, verb)
    with territory(request.actor):
        case = queries.one(request.actor, number)
        form = MoveForm(request.actor, case, verb, request.POST, request.FILES)
        is_valid = form.is_valid()
    if not is_valid or verb == "add_photo":
        _refuse_the_forbidden(request.actor, case, verb)
    return _made(request, number, form) if is_valid else _again(request, number, form, 422)


def _made(request: Request, number: str, form: MoveForm) -> HttpResponse:
    """Where the move leads; a new code is shown at once, because it is shown once."""
    try:
        done = _carry_out(request.actor, number, form)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        return _refused(request, number, form, refusal)
    if isinstance(done, actions.Issued):
        return render(request, "web/cases/code_issued.html", slip(request, done.code))
    messages.success(request, gettext("Done: %(move)s") % {"move": VERBS[form.verb]})
    return redirect(way_back(request, number) or _after(request.actor, number) + PLACES.get(form.verb, ""))


@staff_only
@require_safe
def standards(request: Request, number: str) -> HttpResponse:
    """The conditions of the class that is being chosen, as a part of the form of filing."""
    case = queries.one(request.actor, number)
    form = MoveForm(request.actor, case, "file", request.GET)
    said = {"field": form["standard"] if "standard" in form.fields else None}
    return render(request, "web/cases/_standards.html", said)


@staff_only
@require_POST
def reveal(request: Request, number: str) -> HttpResponse:
    """The page with one contact value in clear, this once; who looked and why is in the history first."""
    field, reason, report = (request.POST.get(name, "") for name in ("field", "reason", "report"))
    report_id = int(report) if report.isascii() and report.isdigit() and len(report) < 16 else None
    try:
        value = actions.reveal(request.actor, number, field=field, reason=reason, report=report_id)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        with territory(request.actor):
            case = queries.one(request.actor, number)
            said = {"refused": sentence(refusal)}
            return _page(request, case, said, status=refusal.status)
    with territory(request.actor):
        case = queries.one(request.actor, number)
        shown = queries.report_of(request.actor, case, report_id).pk
        linked = queries.linked(request.actor, case, value) if field == "phone" else None
        return _page(request, case, {"revealed": {field: value}, "revealed_report": shown, "linked": linked})


def _refuse_the_forbidden(actor: Actor, case: Case, verb: str) -> None:
    """Whoever may not make the move is told so, and not what is missing in the form; else the action says it."""
    if not actor.may(f"case.{verb}", case):
        raise Refusal("forbidden")


def _carry_out(actor: Actor, number: str, form: MoveForm) -> object:
    """Pictures first, because a case that has ended takes none; the version seen moves on with each."""
    version = form.cleaned_data["version"]
    with territory(actor):
        if form.photos() and queries.one(actor, number).version != version:
            raise Refusal("stale")
    version += _add_photos(actor, number, form, version)
    if form.look.run is None:
        return None
    return form.look.run(actor, Target(number, version, form.cleaned_data["key"]), **form.inputs())


def _add_photos(actor: Actor, number: str, form: MoveForm, version: int) -> int:
    """Adds the pictures; returns how many of them are new."""
    new, is_after = 0, form.verb in HANDING_IN
    for chosen in form.photos():
        data = bytes_of(chosen)
        sha256 = hashlib.sha256(data).hexdigest()
        kept = actions.add_photo(actor, number, data=data, sha256=sha256, is_after=is_after)
        new += kept.version > version
    return new


def _after(actor: Actor, number: str) -> str:
    """Back to the case; to the list when the move took it out of the actor's sight."""
    with territory(actor):
        try:
            queries.one(actor, number)
        except Refusal:
            return "/cases/"
    return f"/cases/{number}/"


def _ask(request: Request, case: Case, verb: str) -> HttpResponse:
    """The form alone for a dialog, or a page of its own where there is no script."""
    if verb not in CASE.verbs(case.state):
        raise Refusal("illegal_move")
    standing = queries.obstacle(request.actor, case, verb)
    if standing:
        raise standing
    if verb == "merge":
        return compare.choose(request, case, EXPLANATIONS[verb])
    form = MoveForm(request.actor, case, verb)
    if verb == "call_back" and not form.called:
        raise Refusal("rule", rule="no_number_to_call")
    form.initial.update(replies.chosen(case, verb, request.GET.get("reply", "")))
    form.initial["report"] = request.GET.get("report", "")
    said = _form_said(request.actor, case, form) | {"is_dialog": bool(request.htmx)}
    name = "_move" if request.htmx else "move"
    return render(request, f"web/cases/{name}.html", said)


def _look(request: Request, number: str, verb: str) -> HttpResponse:
    """What the reporter would read of what was typed: alone beside the form, or above the form that is sent next."""
    with territory(request.actor):
        case = queries.one(request.actor, number)
        _refuse_the_forbidden(request.actor, case, verb)
        form = MoveForm(request.actor, case, verb, request.POST)
        said = _form_said(request.actor, case, form)
        if request.htmx:
            return render(request, "web/cases/_preview.html", said)
        return render(request, "web/cases/move.html", said, status=200 if form.is_valid() else 422)


def _refused(request: Request, number: str, form: MoveForm, refusal: Refusal) -> HttpResponse:
    field = FIELDS_OF_RULES.get(str(refusal.words.get("rule", "")), refusal.field or "")
    blame(form, Refusal(refusal.code, field=field, **refusal.words), sentence(refusal))
    return _again(request, number, form, refusal.status)


def _again(request: Request, number: str, form: MoveForm, status: int) -> HttpResponse:
    """The case as it is now with the form as it was."""
    with territory(request.actor):
        case = queries.one(request.actor, number)
        form.renew(case)
        return _page(request, case, _form_said(request.actor, case, form), status=status)


def _form_said(actor: Actor, case: Case, form: MoveForm) -> dict[str, object]:
    targets = queries.duplicates(actor, case, triage.common) if form.look.offers_targets else ()
    return {
        "case": case,
        "form": form,
        "verb": form.verb,
        "is_read": is_read(form.verb),
        "preview": preview(actor, case, form.verb, form.data if form.is_bound else form.initial),
        "explanation": EXPLANATIONS[form.verb],
        "replies": replies.prepared(case, form.verb),
        "reply_address": reverse("case_move", args=[case.number, form.verb.replace("_", "-")]) + "?reply=",
        "targets": targets,
        "why_without_photo": queries.why_without_photo(actor, case),
        "was_no_photo_asked": queries.was_no_photo_asked(case),
    }


def _page(request: Request, case: Case, more: Mapping[str, object] | None = None, *, status: int = 200) -> HttpResponse:
    buttons, told = _buttons(request.actor, case), dossier(request.actor, case)
    may_call = "call_back" in CASE.verbs(case.state) and queries.obstacle(request.actor, case, "call_back") is None
    said = {
        **told,
        **parts_of(request.actor, case),
        "case": case,
        "buttons": [button for button in buttons if not button.why_not],
        "barred": sorted((button for button in buttons if button.why_not), key=lambda button: button.why_not),
        "pencils": _pencils(buttons),
        "around": beside.around(case),
        "may_reveal": request.actor.may("case.reveal", case),
        "may_note": request.actor.may("case.note", case),
        "may_write": case.merged_into_id is None and request.actor.may("case.send_message", case),
        "may_issue": request.actor.may("case.issue_code", case),
        "may_call": may_call,
        "calls": may_call and "" in told["uncalled"].values(),
        "may_reopen": any(button.verb == "reopen" and not button.why_not for button in buttons),
    }
    return render(request, "web/cases/case.html", {**said, **(more or {})}, status=status)


def _pencils(buttons: Sequence[Button]) -> dict[str, Button]:
    """Beside each fact the move by which this person may change it now."""
    possible = {button.verb: button for button in buttons if not button.why_not}
    found = {fact: next((possible[verb] for verb in verbs if verb in possible), None) for fact, verbs in BESIDE.items()}
    return {fact: button for fact, button in found.items() if button}


def _buttons(actor: Actor, case: Case) -> list[Button]:
    """The moves of the state; one that has no occasion (nobody asked for more time) is not even barred. An answer that
    somebody waits for comes before the case's own next step."""
    found = []
    for verb in (verb for verb in CASE.verbs(case.state) if verb in FORMS and verb not in TALK):
        standing = queries.obstacle(actor, case, verb)
        if queries.has_occasion(case, verb):
            found.append(Button(verb, FORMS[verb].tone, sentence(standing) if standing else ""))
    is_awaited = any(button.verb in GRANTING and not button.why_not for button in found)
    return sorted(found, key=lambda button: button.verb not in ANSWERS) if is_awaited else found
