"""One move on several cases: first what it would do to each, then each by its own action."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.accounts.queries import units, units_where
from linli.cases import queries
from linli.cases.models import Case
from linli.cases.permissions import CASE_ACCEPT
from linli.cases.workflow import CASE
from linli.kernel import attempts
from linli.kernel.actions import REGISTRY, Target
from linli.kernel.actor import Actor
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.territory import territory
from linli.kernel.workflow import SAME
from linli.web.cases.listing import Listing
from linli.web.cases.moves import FORMS
from linli.web.entry import staff_only
from linli.web.fields import Pick
from linli.web.labels import EXPLANATIONS
from linli.web.request import Request

MOST = 50
# What can be decided alike for many. A class, a picture, or into which case another goes is decided for each by itself.
VERBS = (
    *("dispatch", "accept", "start", "check_pass", "check_fail", "close", "return", "void", "ask_to_verify"),
    *("endorse_extension", "approve_extension", "refuse_extension", "approve_suspension", "refuse_suspension"),
    *("resume", "recall", "receive", "escalate", "note"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One of the cases: what the move makes of it, or why it does not; `done` says whether it was made."""

    number: str
    case: Case | None = None
    state: str = ""
    unit: str = ""
    why_not: str = ""
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that some of the cases may make, and how many."""

    verb: str
    may: int


class BulkForm(forms.Form):
    """The inputs of the move, once for all; the key is the stem of a key for each case."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, verb: str, cases: Sequence[Case], given: QueryDict | None = None) -> None:
        super().__init__(given, initial={"key": uuid.uuid4().hex})
        self.verb = verb
        possible = [case for case in cases if verb in CASE.verbs(case.state)]
        needed = {name for case in possible for name in CASE.requires(case.state, verb)}
        for name, make in FORMS[verb].fields.items():
            if name not in ("unit", "condition_met"):
                field = make(Case())
                assert field is not None
                field.required = name in needed
                self.fields[name] = field
        if verb == "dispatch":
            self.fields["unit"] = _unit()
        if verb == "close" and any(map(_condition, possible)):
            self.fields["condition_met"] = forms.BooleanField(
                label=_("The closing condition of each is met"),
                required=False,
                widget=forms.CheckboxInput({"class": "form-check-input"}),
            )
        self.order_fields(FORMS[verb].fields)

    def inputs(self, case: Case, routes: Mapping[str, str]) -> dict[str, Any]:
        """What the action is given for this case."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        if self.verb == "dispatch":
            given["unit"] = given["unit"] or routes.get(case.number, "")
        if "condition_met" in given and not _condition(case):
            del given["condition_met"]
        return given


def held(actor: Actor) -> list[str]:
    """The moves that the actor could make on several cases somewhere."""
    return [verb for verb in VERBS if actor.holds(f"case.{verb}")]


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: Request) -> HttpResponse:
    """Choose a move, see what it would do to each, and have it done."""
    given = request.POST if request.method == "POST" else request.GET
    verb = given.get("verb", "")
    if verb and verb not in VERBS:
        raise invalid("verb", "unknown_choice")
    if given.get("do") == "run":
        return _run(request, verb)
    with territory(request.actor):
        numbers = _numbers(given.getlist("number"))
        cases = {case.number: case for case in queries.several(request.actor, numbers)}
        form = BulkForm(verb, list(cases.values()), given if given.get("do") == "look" else None) if verb else None
        if form and form.is_bound:
            # Whoever tries again decides anew.
            form = _again(form, cases.values())
        return _look(request, numbers, cases, form)


def _run(request: Request, verb: str) -> HttpResponse:
    """Each case by its own action, with its own key and the version that was seen; one refusal stops no other."""
    if not verb:
        raise invalid("verb", "unknown_choice")
    versions = _versions(request.POST.getlist("case"))
    left = [number for number in _numbers(request.POST.getlist("number")) if number not in versions]
    with territory(request.actor):
        cases = {case.number: case for case in queries.several(request.actor, [*versions, *left])}
        form = BulkForm(verb, list(cases.values()), request.POST)
        if not form.is_valid():
            return _look(request, [*versions, *left], cases, form, status=422)
        routes = _routes(cases.values()) if verb == "dispatch" else {}
        done = [_barred(request.actor, number, cases.get(number), verb) for number in left]
    done = [*(_made(request.actor, form, cases.get(n), Target(n, v), routes) for n, v in versions.items()), *done]
    with territory(request.actor):
        return _result(request, form, done)


def _made(actor: Actor, form: BulkForm, case: Case | None, target: Target, routes: Mapping[str, str]) -> Row:
    """The move on one case, and what came of it."""
    number, run = target.number, FORMS[form.verb].run
    assert run is not None
    try:
        given = form.inputs(case or Case(), routes)
        if form.verb == "dispatch" and not given["unit"]:
            raise invalid("unit", "no_route")
        key = f"{form.cleaned_data['key']}-{number}"
        receipt = run(actor, Target(number, target.version, key), **given)
    except Refusal as refusal:
        attempts.remember(refusal)
        return Row(number, case, case.state if case else "", why_not=sentence(refusal))
    return Row(number, case, receipt.state, is_done=True)


def _numbers(given: Iterable[str]) -> list[str]:
    """The numbers, each once. Raises Refusal `invalid` for too many."""
    numbers = list(dict.fromkeys(number.strip() for number in given if number.strip()))
    if len(numbers) > MOST:
        raise invalid("number", "too_many_at_once", most=MOST)
    return numbers


def _versions(given: Iterable[str]) -> dict[str, int]:
    """`number:version` of each case as it was seen. Raises Refusal `invalid`."""
    found = {}
    for text in given:
        number, _colon, version = text.partition(":")
        if not (version.isascii() and version.isdigit() and len(version) < 10):
            raise invalid("case", "not_a_number")
        found[number] = int(version)
    _numbers(found)
    return found


def _look(
    request: Request, numbers: Sequence[str], cases: Mapping[str, Case], form: BulkForm | None, *, status: int = 200
) -> HttpResponse:
    for number in numbers:
        if number not in cases:
            attempts.remember(attempts.unseen(request.actor, Case, number))
    routes = _routes(cases.values()) if form and form.verb == "dispatch" else {}
    named = {unit.code: unit.name for unit in units()} if routes else {}
    ways = {number: named[code] for number, code in routes.items()}
    rows = [_foreseen(request.actor, n, cases.get(n), form.verb if form else "", ways) for n in numbers]
    said = {
        **_said(request, form),
        "numbers": numbers,
        "rows": [row for row in rows if not row.why_not],
        "barred": [row for row in rows if row.why_not],
        "offers": _offers(request.actor, cases.values()),
        "explanation": EXPLANATIONS[form.verb] if form else "",
        "conditions": form and "condition_met" in form.fields,
    }
    return render(request, "web/cases/bulk.html", said, status=status)


def _result(request: Request, form: BulkForm, rows: Sequence[Row]) -> HttpResponse:
    said = {
        **_said(request, form),
        "made": [row for row in rows if row.is_done],
        "failed": [row for row in rows if not row.is_done],
    }
    return render(request, "web/cases/bulk_done.html", said)


def _said(request: Request, form: BulkForm | None) -> dict[str, Any]:
    given = request.POST if request.method == "POST" else request.GET
    back = Listing.read(QueryDict(given.get("back", "").removeprefix("?"))).address()
    return {"form": form, "verb": form.verb if form else "", "back": back, "most": MOST}


def _again(form: BulkForm, cases: Iterable[Case]) -> BulkForm:
    """The form with what was typed before and a key of its own."""
    fresh = BulkForm(form.verb, list(cases))
    for name in fresh.fields:
        if name != "key":
            fresh.initial[name] = form.data.get(name, "")
    return fresh


def _offers(actor: Actor, cases: Iterable[Case]) -> list[Offer]:
    """The moves that at least one of the cases may make, in the order of the way."""
    known = list(cases)
    counted = [Offer(verb, sum(not _obstacle(actor, case, verb) for case in known)) for verb in VERBS]
    return [offer for offer in counted if offer.may]


def _obstacle(actor: Actor, case: Case, verb: str) -> Refusal | None:
    """What the move itself would be refused for, as the page of the case tells it."""
    if verb not in CASE.verbs(case.state):
        return Refusal("illegal_move") if actor.may(f"case.{verb}", case) else Refusal("forbidden")
    return queries.obstacle(actor, case, verb)


def _foreseen(actor: Actor, number: str, case: Case | None, verb: str, routes: Mapping[str, str]) -> Row:
    """What the move would do to the case; a row without a move only shows it."""
    if case is None or (verb and _obstacle(actor, case, verb)):
        return _barred(actor, number, case, verb)
    if not verb:
        return Row(number, case, case.state)
    target = _state_after(case, verb)
    return Row(number, case, case.state if target == SAME else target, unit=routes.get(number, ""))


def _barred(actor: Actor, number: str, case: Case | None, verb: str) -> Row:
    """A case that stays as it is, and why."""
    if case is None:
        return Row(number, why_not=sentence(Refusal("not_found")))
    refusal = _obstacle(actor, case, verb)
    words = _elsewhere(case) if refusal and refusal.code == "illegal_move" else sentence(refusal) if refusal else ""
    return Row(number, case, case.state, why_not=words or gettext("It was left out."))


def _elsewhere(case: Case) -> str:
    return gettext("There is no such step in its state.")


def _state_after(case: Case, verb: str) -> str:
    """Where the table of moves leads the case."""
    facts = REGISTRY[f"case.{verb}"].facts
    typed = dict.fromkeys(CASE.requires(case.state, verb), True)
    return CASE.step(case.state, verb, {**typed, **(facts(case) if facts else {})}).target


def _routes(cases: Iterable[Case]) -> dict[str, str]:
    """The unit to which each case's own route leads, with one query for all."""
    ways = queries.ways()
    found = {case.number: queries.way_of(case, ways) for case in cases}
    return {number: way.unit for number, way in found.items() if way}


def _unit() -> forms.Field:
    rows = units_where(CASE_ACCEPT).filter(is_outside=False)
    choices: list[tuple[str, Any]] = [("", _("Each by its own route")), *((unit.code, unit.name) for unit in rows)]
    return forms.ChoiceField(label=_("Unit"), choices=choices, required=False, widget=Pick())


def _condition(case: Case) -> str:
    """The condition that closes the case, '' where there is none."""
    return case.standard.closing_condition if case.standard else ""
