"""The page of one move on several cases: first what it would do to each, then each by its own action."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from linli.cases.models import Case
from linli.kernel import attempts
from linli.kernel.actions import Receipt, Target
from linli.kernel.actor import Actor
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.territory import territory
from linli.web.cases.listing import Listing
from linli.web.cases.moves import FORMS
from linli.web.cases.several import CLOSE, MOST, VERBS, BulkForm, Row, Several
from linli.web.entry import staff_only
from linli.web.labels import EXPLANATIONS
from linli.web.request import Request


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
        several = Several.chosen(request.actor, _numbers(given.getlist("number")))
        several = several.together(verb, given.get("outcome", ""))
        known = several.going(verb)
        form = BulkForm(verb, known, given if given.get("do") == "look" else None) if verb else None
        if form and form.is_bound:
            form = form.again(known)
        elif form:
            form.choose(request.GET.get("reply", ""), several.replies(verb))
        return _look(request, several.saying(form.words()) if form else several, form)


def _run(request: Request, verb: str) -> HttpResponse:
    """Each case by its own action, with its own key and the version that was seen; one refusal stops no other."""
    if not verb:
        raise invalid("verb", "unknown_choice")
    versions = _versions(request.POST.getlist("case"))
    left = [number for number in _numbers(request.POST.getlist("number")) if number not in versions]
    with territory(request.actor):
        several = Several.chosen(request.actor, [*versions, *left]).together(verb, request.POST.get("outcome", ""))
        form = BulkForm(verb, several.going(verb), request.POST)
        several = several.saying(form.words())
        if not form.is_valid() or (verb == CLOSE and not several.outcome):
            return _look(request, several, form, status=422)
        routes = several.routes() if verb == "dispatch" else {}
        left += [number for number in versions if several.is_apart(number, verb)]
        rest = [several.barred(number, verb) for number in left]
    going = [Target(number, version) for number, version in versions.items() if number not in left]
    done = [_made(request.actor, form, several.cases.get(target.number), target, routes) for target in going]
    with territory(request.actor):
        return _result(request, form, several.outcome, [*done, *rest])


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
        assert isinstance(receipt, Receipt)
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


def _look(request: Request, several: Several, form: BulkForm | None, *, status: int = 200) -> HttpResponse:
    for number in several.numbers:
        if number not in several.cases:
            attempts.remember(attempts.unseen(request.actor, Case, number))
    rows = several.foreseen(form.verb if form else "")
    said = {
        **_said(request, form, several.outcome),
        "outcomes": several.outcomes() if form and form.verb == CLOSE else {},
        "numbers": several.numbers,
        "rows": [row for row in rows if not row.why_not],
        "barred": [row for row in rows if row.why_not],
        "offers": several.offers(),
        "replies": several.replies(form.verb) if form else (),
        "reply_address": _address(request, several, form.verb if form else "") + "&reply=",
        "explanation": EXPLANATIONS[form.verb] if form else "",
        "tone": FORMS[form.verb].tone if form else "",
        "conditions": several.outcome and form and "condition_met" in form.fields,
    }
    return render(request, "web/cases/bulk.html", said, status=status)


def _address(request: Request, several: Several, verb: str) -> str:
    """The same page again, for whoever chooses a reply without a script."""
    given = request.POST if request.method == "POST" else request.GET
    said = {"verb": verb, "outcome": several.outcome, "back": given.get("back", ""), "number": several.numbers}
    return f"{reverse('cases_bulk')}?{urlencode(said, doseq=True)}"


def _result(request: Request, form: BulkForm, outcome: str, rows: Sequence[Row]) -> HttpResponse:
    said = {
        **_said(request, form, outcome),
        "made": [row for row in rows if row.is_done],
        "failed": [row for row in rows if not row.is_done],
    }
    return render(request, "web/cases/bulk_done.html", said)


def _said(request: Request, form: BulkForm | None, outcome: str) -> dict[str, Any]:
    given = request.POST if request.method == "POST" else request.GET
    back = Listing.read(QueryDict(given.get("back", "").removeprefix("?"))).address()
    return {"form": form, "verb": form.verb if form else "", "outcome": outcome, "back": back, "most": MOST}
