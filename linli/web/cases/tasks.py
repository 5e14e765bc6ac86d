"""Sub-tasks of assisting units: on the page of their case, in a list of their own, and one by one."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.queries import units_where
from linli.cases import actions, queries
from linli.cases.labels import INPUTS, TASK_STATES, TASK_VERBS
from linli.cases.models import Case, Task
from linli.cases.permissions import TASK_ACCEPT
from linli.cases.rules import LONGEST_REMARK, light
from linli.cases.workflow import CASE, OPEN_TASK, TASK
from linli.kernel.actions import Receipt, Target
from linli.kernel.actor import Actor
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.web.cases.today import way_back
from linli.web.entry import staff_only
from linli.web.fields import InstantField, Pick, blame, renewed, text_area
from linli.web.request import Request

# state → the icon and the tone in which it is shown
LOOKS = {
    "asked": ("send", "desk"),
    "working": ("tool", "unit"),
    "done": ("circle-check", "done"),
    "returned": ("arrow-back-up", "void"),
    "cancelled": ("circle-x", "void"),
}
OPEN, ENDED = "open", "ended"
TABS = {OPEN: _("Open sub-tasks"), ENDED: _("Ended sub-tasks")}


@dataclass(frozen=True)
class Look:
    """A move of a sub-task: what its form asks for and says, and how its button looks."""

    run: Callable[..., Receipt] | None
    words: str
    label: Any
    explanation: Any
    icon: str
    tone: str


MOVES: Mapping[str, Look] = {
    "accept": Look(
        actions.accept_task, "", "", _("Your unit takes this part on; you see the case until it has ended."),
        "user-check", "primary",
    ),
    "report_done": Look(
        actions.report_task_done, "result", _("What was done"),
        _("Say what was done. Your part has ended then, and the case is with the unit that leads."),
        "clipboard-check", "success",
    ),
    "return": Look(
        actions.return_task, "reason", _("Reason"), _("Your unit does not do this part; say why."),
        "arrow-back-up", "warning",
    ),
    "cancel": Look(
        actions.cancel_task, "reason", _("Reason"), _("This part is no longer needed; the other unit reads why."),
        "circle-x", "secondary",
    ),
}  # fmt: skip
ADD = Look(
    None,
    "text",
    _("What the other unit is asked to do"),
    _("The case stays with its unit. The other unit sees it until its part has ended."),
    "users",
    "primary",
)


@dataclass(frozen=True)
class Part:
    """A sub-task as it is shown, with the moves that this person may make."""

    task: Task
    case: str
    light: str
    buttons: Sequence[tuple[str, Look]]

    @property
    def state(self) -> str:
        return str(TASK_STATES[self.task.state])

    @property
    def look(self) -> tuple[str, str]:
        return LOOKS[self.task.state]

    @property
    def is_open(self) -> bool:
        return self.task.state in OPEN_TASK


class TaskForm(forms.Form):
    """The words of one move, the version that was seen, and a key of its own."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def __init__(self, look: Look, version: int, given: QueryDict | None = None) -> None:
        super().__init__(given, initial={"version": version, "key": uuid.uuid4().hex})
        self.look = look
        if look.words:
            words = text_area(4, LONGEST_REMARK)
            self.fields[look.words] = forms.CharField(label=look.label, max_length=LONGEST_REMARK, widget=words)


class AskForm(TaskForm):
    """Which unit, for what, until when."""

    def __init__(self, case: Case, given: QueryDict | None = None) -> None:
        super().__init__(ADD, case.version, given)
        rows = units_where(TASK_ACCEPT).filter(is_outside=False).exclude(pk=case.unit_id or 0)
        choices = [("", _("Choose a unit")), *((unit.code, unit.name) for unit in rows)]
        self.fields["unit"] = forms.ChoiceField(label=_("Assisting unit"), choices=choices, widget=Pick())
        self.fields["until"] = InstantField(
            label=INPUTS["until"], help_text=_("Without it the part is due with the case.")
        )
        self.order_fields(["version", "key", "unit", "text", "until"])


def parts(actor: Actor, rows: Sequence[Task], numbers: Mapping[int, str]) -> list[Part]:
    """The sub-tasks as they are shown; `numbers` are those of the cases that the actor sees."""
    now = timezone.now()
    return [
        Part(
            row,
            numbers.get(row.case_id, ""),
            light(row.asked_at, row.due_at, now) if row.state in OPEN_TASK else "",
            [(verb, MOVES[verb]) for verb in TASK.verbs(row.state) if queries.may_move(actor, row, verb)],
        )
        for row in rows
    ]


def parts_of(actor: Actor, case: Case) -> dict[str, object]:
    """What the page of a case shows of them, with one query."""
    rows = queries.tasks_of(actor, case)
    may_ask = "engage" in CASE.verbs(case.state) and actor.may("task.add", case)
    return {"parts": parts(actor, rows, {case.pk: case.number}), "may_ask": may_ask}


@staff_only
@require_safe
def tasks(request: Request) -> HttpResponse:
    """The sub-tasks that the actor may see: the open ones, or those that have ended."""
    tab = ENDED if request.GET.get("tab") == ENDED else OPEN
    found = queries.tasks(request.actor, is_open=tab == OPEN, cursor=request.GET.get("cursor") or None)
    shown = parts(request.actor, found.rows, queries.numbers_of(request.actor, found.rows))
    following = f"?{urlencode({'tab': tab, 'cursor': found.next_cursor})}" if found.next_cursor else ""
    first = f"?tab={tab}" if request.GET.get("cursor") else ""
    said = {"parts": shown, "tab": tab, "tabs": TABS, "next": following, "first": first}
    return render(request, "web/cases/tasks.html", said)


@staff_only
@require_safe
def task(request: Request, number: str) -> HttpResponse:
    """One sub-task; the case itself only while the actor sees it."""
    return _page(request, queries.task(request.actor, number))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, number: str) -> HttpResponse:
    """The form that asks another unit to assist, and the asking."""
    with territory(request.actor):
        case = queries.one(request.actor, number)
        form = AskForm(case, request.POST) if request.method == "POST" else AskForm(case)
    if not request.actor.may("task.add", case):
        raise Refusal("forbidden")
    if request.method != "POST":
        if "engage" not in CASE.verbs(case.state):
            raise Refusal("illegal_move")
        return _ask_unit(request, case, form)
    if not form.is_valid():
        return _ask_unit(request, case, form, status=422)
    given = {name: form.cleaned_data[name] for name in ("unit", "text", "until")}
    try:
        actions.add_task(request.actor, form.cleaned_data["key"], case=number, **given)
    except Refusal as refusal:
        blame(form, refusal, sentence(refusal))
        renewed(form, key=uuid.uuid4().hex)
        return _ask_unit(request, case, form, status=refusal.status)
    messages.success(request, gettext("Done: %(move)s") % {"move": TASK_VERBS["add"]})
    return redirect("case", number)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, number: str, word: str) -> HttpResponse:
    """The form of a move of a sub-task, and the move. A refusal comes back with everything that was typed."""
    verb = word.replace("-", "_")
    if verb not in MOVES or word != verb.replace("_", "-"):
        raise Refusal("not_found")
    with territory(request.actor):
        found = queries.task(request.actor, number)
    if not queries.may_move(request.actor, found, verb):
        raise Refusal("forbidden")
    look = MOVES[verb]
    if request.method != "POST":
        if verb not in TASK.verbs(found.state):
            raise Refusal("illegal_move")
        return _ask(request, found, verb, TaskForm(look, found.version))
    form = TaskForm(look, found.version, request.POST)
    if not form.is_valid():
        return _ask(request, found, verb, form, status=422)
    assert look.run is not None
    target = Target(number, form.cleaned_data["version"], form.cleaned_data["key"])
    given = {look.words: form.cleaned_data[look.words]} if look.words else {}
    try:
        look.run(request.actor, target, **given)
    except Refusal as refusal:
        blame(form, refusal, sentence(refusal))
        renewed(form, version=found.version, key=uuid.uuid4().hex)
        return _ask(request, found, verb, form, status=refusal.status)
    messages.success(request, gettext("Done: %(move)s") % {"move": TASK_VERBS[verb]})
    return redirect(way_back(request, number) or f"/tasks/{number}/")


def _ask_unit(request: Request, case: Case, form: TaskForm, *, status: int = 200) -> HttpResponse:
    said = {"case": case, "title": TASK_VERBS["add"], "back": f"/cases/{case.number}/", "back_words": case.number}
    return _form(request, form, said, status)


def _ask(request: Request, found: Task, verb: str, form: TaskForm, *, status: int = 200) -> HttpResponse:
    back = f"/tasks/{found.number}/"
    said = {"asked": found, "title": TASK_VERBS[verb], "back": back, "back_words": found.number}
    return _form(request, form, said, status)


def _form(request: Request, form: TaskForm, said: Mapping[str, object], status: int) -> HttpResponse:
    """The form alone for a dialog, or a page of its own; its address is that of the move."""
    name = "_task_move" if request.htmx and request.method == "GET" else "task_move"
    return render(request, f"web/cases/{name}.html", {**said, "form": form, "address": request.path}, status=status)


def _page(request: Request, found: Task) -> HttpResponse:
    (part,) = parts(request.actor, [found], queries.numbers_of(request.actor, [found]))
    return render(request, "web/cases/task.html", {"part": part})
