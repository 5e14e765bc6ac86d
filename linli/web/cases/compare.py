"""Two cases side by side, and which of them goes on when they are one matter (合并)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.cases import actions, queries, rules
from linli.cases.labels import CHANNELS, LEVELS, STATES, VERBS
from linli.cases.models import Case, Photo
from linli.cases.rules import LONGEST_REMARK
from linli.cases.workflow import AT_THE_DESK, CASE, OPEN
from linli.kernel.actions import Target
from linli.kernel.actor import Actor
from linli.kernel.attempts import remember
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.territory import territory
from linli.triage import queries as triage
from linli.web.cases.story import Face, place_and_clock
from linli.web.entry import staff_only, this_town
from linli.web.fields import blame, renewed, text_area, text_line
from linli.web.request import Request
from linli.web.templatetags.linli import deadline, moment


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, and what would go with it."""

    case: Case
    area: str
    address: str
    face: Face | None
    photos: Sequence[Photo]
    reports: int
    messages: int
    ratings: int


@dataclass(frozen=True, slots=True)
class Row:
    """One fact about both; `kind` says how it is drawn."""

    kind: str
    words: Any
    cells: Sequence[tuple[Side, Any]]

    @property
    def differs(self) -> bool:
        return bool(self.cells[0][1] != self.cells[1][1])


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to decide: this one stays, that one goes; `why_not` when it cannot be decided so."""

    stays: Side
    goes: Side
    why_not: str


class MergeForm(forms.Form):
    """Which of the two goes on, and why; with the versions that were seen and a key of its own."""

    seen_left = forms.IntegerField(widget=forms.HiddenInput)
    seen_right = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    stays = forms.CharField(error_messages={"required": _("Choose the case that goes on.")})
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REMARK, required=False, widget=text_area(2, LONGEST_REMARK)
    )
    whatever_class = forms.BooleanField(
        label=_("The same matter, although the classes differ"),
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    def renew(self, sides: Sequence[Side]) -> None:
        """Whoever decides again has seen both cases as they are now."""
        left, right = (side.case.version for side in sides)
        renewed(self, seen_left=left, seen_right=right, key=uuid.uuid4().hex)


class ChooseForm(forms.Form):
    """The number of the other case."""

    into = forms.CharField(
        label=_("Number of the other case"),
        max_length=20,
        help_text=_("Open cases that may be the same are offered; any number that you may see will do."),
        widget=text_line(inputmode="numeric", autocomplete="off"),
    )


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: Request, number: str, other: str) -> HttpResponse:
    """Both cases line by line, and the merge. A refusal comes back here with everything that was typed."""
    if number == other:
        raise Refusal("not_found")
    with territory(request.actor):
        sides = _sides(request.actor, number, other)
    if request.method != "POST":
        return _page(request, sides, _blank(request.actor, sides))
    if not request.actor.holds("case.merge"):
        raise Refusal("forbidden")
    form = MergeForm(request.POST)
    if not form.is_valid():
        return _again(request, sides, form, 422)
    try:
        stays = _merge(request.actor, sides, form)
    except Refusal as refusal:
        blame(form, refusal, sentence(refusal))
        return _again(request, sides, form, refusal.status)
    messages.success(request, gettext("Done: %(move)s") % {"move": VERBS["merge"]})
    return redirect("case", stays)


def choose(request: Request, case: Case, explanation: str) -> HttpResponse:
    """Where the other case is named, and from there the comparison with it."""
    form = ChooseForm(request.GET if "into" in request.GET else None)
    if form.is_valid():
        try:
            other = queries.target(request.actor, form.cleaned_data["into"]).number
            if other == case.number:
                raise Refusal("rule", rule="merge_into_itself")
            return redirect("case_compare", case.number, other)
        except Refusal as refusal:
            remember(refusal)
            form.add_error("into", sentence(refusal))
    said = {
        "case": case,
        "form": form,
        "verb": "merge",
        "explanation": explanation,
        "targets": queries.duplicates(request.actor, case, triage.common),
        "part": "web/cases/_merge.html",
    }
    name = "_merge" if request.htmx else "move"
    return render(request, f"web/cases/{name}.html", said, status=422 if form.errors else 200)


def _merge(actor: Actor, sides: Sequence[Side], form: MergeForm) -> str:
    """Ends the one in the other; returns the number of the one that goes on. Raises Refusal."""
    given = form.cleaned_data
    seen = dict(zip((side.case.number for side in sides), (given["seen_left"], given["seen_right"]), strict=True))
    by_number = {side.case.number: side.case for side in sides}
    if given["stays"] not in by_number:
        raise invalid("stays", "unknown_choice")
    (goes,) = (case for number, case in by_number.items() if number != given["stays"])
    stays = by_number[given["stays"]]
    # The same form sent twice is answered as before; else nobody decides by what has changed meanwhile.
    if goes.merged_into_id != stays.pk and stays.version != seen[stays.number]:
        raise Refusal("stale")
    words = {"reason": given["reason"], "whatever_class": given["whatever_class"]}
    actions.merge(actor, Target(goes.number, seen[goes.number], given["key"]), into=stays.number, **words)
    return stays.number


def _sides(actor: Actor, *numbers: str) -> list[Side]:
    """Both cases. Raises Refusal `not_found` for one that is not the actor's to see."""
    street = this_town().name
    return [_side(actor, queries.one(actor, number), street) for number in numbers]


def _side(actor: Actor, case: Case, street: str) -> Side:
    area, face = place_and_clock(case)
    return Side(
        case,
        area,
        case.address.removeprefix(street),
        face,
        queries.photos(actor, case),
        reports=queries.reports_of(actor, case).count(),
        messages=len(queries.messages(actor, case)),
        ratings=len(queries.ratings_of(actor, case)),
    )


def _rows(sides: Sequence[Side]) -> list[Row]:
    def row(kind: str, words: Any, values: Sequence[Any]) -> Row:
        return Row(kind, words, list(zip(sides, values, strict=True)))

    cases = [side.case for side in sides]
    return [
        row("state", _("State"), [case.state for case in cases]),
        row("text", _("The matter"), [case.text for case in cases]),
        row("photos", _("Pictures"), [[photo.file_id for photo in side.photos] for side in sides]),
        row("", _("Class"), [_class_words(case) for case in cases]),
        row("", _("Place"), [" · ".join(filter(None, (side.address, side.area))) for side in sides]),
        row("", _("Number of reporters"), [str(side.reports) for side in sides]),
        row("clock", _("Clock"), [deadline(side.face.clock.due_at) if side.face else "" for side in sides]),
        row("", _("Unit"), [case.unit.name if case.unit else "" for case in cases]),
        row("", _("Level"), [str(LEVELS[case.level]) for case in cases]),
        row("", _("Came in"), [f"{CHANNELS[case.channel]} · {moment(case.reported_at)}" for case in cases]),
        row("", _("Messages"), [str(side.messages) for side in sides]),
        row("text", _("Result"), [case.result for case in cases]),
    ]


def _class_words(case: Case) -> str:
    return f"{case.event_class.code} {case.event_class.name}" if case.event_class else ""


def _choices(actor: Actor, sides: Sequence[Side]) -> list[Choice]:
    left, right = sides
    return [Choice(stays, goes, _why_not(actor, stays, goes)) for stays, goes in ((left, right), (right, left))]


def _why_not(actor: Actor, stays: Side, goes: Side) -> str:
    """Why it cannot be decided so; '' when nothing is in the way."""
    named = {"goes": goes.case.number, "stays": stays.case.number}
    states = {"goes_state": STATES[goes.case.state], "stays_state": STATES[stays.case.state]}
    if "merge" not in CASE.verbs(goes.case.state):
        return gettext("%(goes)s is %(goes_state)s: only a case at the desk can end in another one.") % (named | states)
    if stays.case.state not in OPEN:
        return gettext("%(stays)s is %(stays_state)s: it takes no other case in.") % (named | states)
    standing = queries.obstacle(actor, goes.case, "merge")
    return sentence(standing) if standing else ""


def _blank(actor: Actor, sides: Sequence[Side]) -> MergeForm:
    """The form with the likelier way chosen: of two ways the one in which a unit goes on, else the older."""
    possible = [choice for choice in _choices(actor, sides) if not choice.why_not]
    possible.sort(key=lambda choice: (choice.stays.case.state in AT_THE_DESK, choice.stays.case.reported_at))
    left, right = (side.case.version for side in sides)
    chosen = possible[0].stays.case.number if possible else ""
    return MergeForm(initial={"seen_left": left, "seen_right": right, "key": uuid.uuid4().hex, "stays": chosen})


def _again(request: Request, sides: Sequence[Side], form: MergeForm, status: int) -> HttpResponse:
    """Both cases as they are now with the form as it was."""
    with territory(request.actor):
        now = _sides(request.actor, *(side.case.number for side in sides))
        form.renew(now)
        return _page(request, now, form, status=status)


def _page(request: Request, sides: Sequence[Side], form: MergeForm, *, status: int = 200) -> HttpResponse:
    left, right = (side.case for side in sides)
    choices = _choices(request.actor, sides)
    said: Mapping[str, object] = {
        "case": left,
        "sides": sides,
        "rows": _rows(sides),
        "alike": queries.compared(left, right, triage.common),
        "choices": choices,
        "is_possible": any(not choice.why_not for choice in choices),
        "is_other_class": rules.is_other_class(left.event_class_id, right.event_class_id),
        "form": form,
    }
    return render(request, "web/cases/compare.html", said, status=status)
