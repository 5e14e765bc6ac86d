"""Following a report up by its private link. Nobody who works here is named on these pages."""

import io
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.queries import units
from linli.cases import actions, queries, rules
from linli.cases.models import Case, Photo
from linli.cases.rules import Level
from linli.cases.workflow import ANSWERED, ENDED, OPEN, REPORTED
from linli.kernel import allowances
from linli.kernel.actions import Receipt, Target
from linli.kernel.actor import Actor, public
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.territory import territory
from linli.places.queries import names_of
from linli.web.entry import kept_private
from linli.web.errors import with_wait
from linli.web.fields import blame, renewed
from linli.web.labels import ARRIVED, JOINED, RESIDENT_STORY
from linli.web.photos import picture
from linli.web.reports.views import add_photos as add_each
from linli.web.reports.words import Answer, Contest, Pictures, RatingForm
from linli.web.request import Request
from linli.web.templatetags.linli import deadline

# Why a picture may have been left out of a report that was taken.
_LEFT_OUT = {
    code: Refusal(code)
    for code in ("unsupported_media", "too_large", "broken_image", "busy", "unavailable", "forbidden")
} | {"invalid": invalid("photos", "too_many_photos", most=rules.MOST_PHOTOS)}

# What is said when the words of each form have arrived.
THANKS: Mapping[str, Any] = {
    "answer_form": _("Your words are with the desk. The answer will stand on this page."),
    "rating_form": _("Thank you. Your rating is kept."),
    "contest_form": _("The desk has been asked to open the case again. It will answer on this page."),
}


def holder_of(code: str) -> Actor:
    """Whoever shows this code."""
    return public(rules.code_digest(code))


def spelled(code: str) -> str:
    """The code in fours, as one reads it out."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: Request) -> HttpResponse:
    """Where a code is typed. Whether it opens anything is said only by the page that it leads to."""
    typed = request.POST.get("code", "").strip().rstrip("/")
    code = "".join(c for c in typed.rpartition("/r/")[2].partition("/")[0] if c.isalnum())
    if request.method == "POST" and code:
        return redirect("followed", code=code.lower())
    return render(request, "web/reports/find.html", {"is_empty": request.method == "POST"})


@kept_private
@require_safe
def follow(request: Request, code: str) -> HttpResponse:
    """Where the matter stands, in plain words."""
    holder = holder_of(code)
    with territory(holder):
        return render(request, "web/reports/follow.html", _story(holder, code))


@kept_private
@require_safe
def sent(request: Request, code: str) -> HttpResponse:
    """Thanks, the number, and the private link to keep."""
    holder = holder_of(code)
    with territory(holder):
        _, case = queries.one_of_code(holder)
    left_out = request.GET.get("left_out", "")
    said = {
        "case": case,
        "code": code,
        "spelled": spelled(code),
        "link": request.build_absolute_uri(reverse("followed", args=[code])),
        "left_out": sentence(_LEFT_OUT[left_out]) if left_out in _LEFT_OUT else "",
    }
    return render(request, "web/reports/sent.html", said)


@kept_private
@require_safe
def qr(request: Request, code: str) -> HttpResponse:
    """The private link as a picture for a phone."""
    holder = holder_of(code)
    with territory(holder):
        queries.one_of_code(holder)
    drawn = io.BytesIO()
    link = request.build_absolute_uri(reverse("followed", args=[code]))
    segno.make(link, error="m").save(drawn, kind="svg", scale=6, border=2, xmldecl=False)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@kept_private
@require_POST
def add_photos(request: Request, code: str) -> HttpResponse:
    """Further pictures from the reporter; why one was left out is said beside where it was chosen."""
    holder = holder_of(code)
    with territory(holder):
        _, case = queries.one_of_code(holder)
    form, refused = Pictures(request.POST, request.FILES), None
    if form.is_valid():
        try:
            allowances.spend("photo", request.META["REMOTE_ADDR"])
            if left_out := add_each(holder, case.number, form.cleaned_data["photos"]):
                raise _LEFT_OUT.get(left_out) or Refusal(left_out)
            messages.success(request, gettext("Your pictures are with the case."))
            return redirect("followed", code=code)
        except Refusal as refusal:
            form.add_error("photos", sentence(refusal))
            refused = refusal
    with territory(holder):
        said = {**_story(holder, code), "pictures_form": form}
    return with_wait(
        render(request, "web/reports/follow.html", said, status=refused.status if refused else 422), refused
    )


@kept_private
@require_safe
def photo(request: Request, code: str, sha256: str) -> HttpResponse:
    """One picture of the report."""
    holder = holder_of(code)
    with territory(holder):
        _, case = queries.one_of_code(holder)
        return picture(queries.photo(holder, case, sha256), case.number)


@kept_private
@require_POST
def answer(request: Request, code: str) -> HttpResponse:
    """Words to the desk."""
    return _say(request, code, "answer_form", Answer(request.POST), actions.answer_message)


@kept_private
@require_POST
def rate(request: Request, code: str) -> HttpResponse:
    """What the reporter thinks of the answer; whoever is not content is led to what can be done about it."""
    person = request.actor.key if request.actor.is_staff else ""
    return _say(request, code, "rating_form", RatingForm(request.POST), partial(actions.rate, person=person))


@kept_private
@require_POST
def contest(request: Request, code: str) -> HttpResponse:
    """The wish to have the case opened again."""
    return _say(request, code, "contest_form", Contest(request.POST), actions.contest)


def _say(
    request: Request, code: str, name: str, form: Answer | RatingForm | Contest, run: Callable[..., Receipt]
) -> HttpResponse:
    """Carries out what a form of the page asks for; a refusal comes back beside it, with everything that was typed."""
    holder = holder_of(code)
    with territory(holder):
        number = queries.one_of_code(holder)[1].number
    status, refused = 422, None
    if form.must_be_asked(request):
        status = 200
    elif form.is_valid():
        try:
            allowances.spend("words", request.META["REMOTE_ADDR"])
            run(holder, Target(number, key=rules.check_key(form.cleaned_data["key"])), **form.said())
            messages.success(request, str(THANKS[name]))
            return redirect("followed", code=code)
        except Refusal as refusal:
            blame(form, refusal, sentence(refusal))
            renewed(form, key=uuid.uuid4().hex)
            status, refused = refusal.status, refusal
    with territory(holder):
        said = {**_story(holder, code), name: form}
        return with_wait(render(request, "web/reports/follow.html", said, status=status), refused)


def _story(holder: Actor, code: str) -> dict[str, object]:
    report, case = queries.one_of_code(holder)
    lines = queries.timeline(holder, case)
    named = {unit.code: unit.name for unit in units()}
    arrived = ARRIVED if report.opened_id == case.pk else JOINED
    steps = [{"at": report.received_at, "words": arrived, "verb": "report"}] + [
        {"at": line.at, "words": _words(line, named), "verb": line.verb}
        for line in lines
        if line.verb in RESIDENT_STORY
    ]
    ratings, ended = queries.ratings_of(holder, case), case.state in ENDED
    # Once it is asked to be opened again, the page says so at its head, and there is nothing more to ask.
    may_doubt = ended and not case.is_contested
    uncontested = queries.against_contest(case, report) if may_doubt else None
    latest = next((rating for rating in ratings if rating.round == case.reopened), None)
    upheld = queries.upheld_by(case, report) if may_doubt else None
    photos: list[Photo] = [photo for line in lines for photo in line.photos]
    return {
        "code": code,
        "report": report,
        "case": case,
        "steps": sorted(steps, key=lambda step: step["at"]),
        "said": queries.messages(holder, case),
        "latest": latest,
        "calls": queries.call_backs_of(holder, case),
        "answer_form": Answer(),
        "rating_form": RatingForm() if ended and latest is None else None,
        "contest_form": Contest() if may_doubt and not uncontested else None,
        "uncontested": sentence(uncontested) if uncontested else "",
        "upheld": next((line for line in lines if line.version == upheld), None),
        "is_unhappy": latest is not None and (not latest.is_solved or latest.level == Level.DISSATISFIED),
        "before": [photo for photo in photos if not photo.is_after],
        "after": [photo for photo in photos if photo.is_after],
        "answer": case.answer,
        "is_open": case.state in OPEN,
        # What was reported back is promised no more.
        "is_awaited": case.state in OPEN and case.state not in ANSWERED,
        "decided_by": _decided_by(case),
        "is_late": case.state in OPEN and case.due_at is not None and case.due_at < timezone.now(),
        "area": names_of([case.area_path]).get(case.area_path, ""),
    }


def _decided_by(case: Case) -> datetime | None:
    """Until when the desk says whether it takes the matter up, None when it has said so or should have."""
    clock = queries.stage_clocks([case]).get(case.pk) if case.state == REPORTED else None
    due_at = clock.due_at if clock else None
    return due_at if due_at and due_at > timezone.now() else None


def _words(line: queries.Line, named: Mapping[str, str]) -> str:
    until = str(line.data.get("until", ""))
    told = {
        "unit": named.get(str(line.data.get("unit")), ""),
        "until": deadline(datetime.fromisoformat(until)) if until else "",
    }
    return str(RESIDENT_STORY[line.verb]) % told
