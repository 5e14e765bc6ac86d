"""Following a report up by its private link. Nobody who works here is named on these pages."""

import io
from collections.abc import Mapping

import segno
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.queries import units
from linli.cases import queries, rules
from linli.cases.models import Photo
from linli.cases.workflow import CLOSED, OPEN, VOIDED
from linli.kernel.actor import Actor, public
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.territory import territory
from linli.places.queries import names_of
from linli.web.entry import kept_private
from linli.web.fields import PhotosField
from linli.web.labels import RESIDENT_STORY
from linli.web.photos import picture
from linli.web.reports.views import add_photos as add_each
from linli.web.request import Request

# Why a picture may have been left out of a report that was taken.
_LEFT_OUT = {
    code: Refusal(code) for code in ("unsupported_media", "too_large", "broken_image", "unavailable", "forbidden")
} | {"invalid": invalid("photos", "too_many_photos", most=rules.MOST_PHOTOS)}


def holder_of(code: str) -> Actor:
    """Whoever shows this code."""
    return public(rules.code_digest(code))


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
    """Further pictures from the reporter."""
    holder = holder_of(code)
    with territory(holder):
        _, case = queries.one_of_code(holder)
    chosen = PhotosField().clean(request.FILES.getlist("photos"))
    left_out = add_each(holder, case.number, chosen)
    if left_out:
        raise Refusal(left_out)
    return redirect("followed", code=code)


@kept_private
@require_safe
def photo(request: Request, code: str, sha256: str) -> HttpResponse:
    """One picture of the report."""
    holder = holder_of(code)
    with territory(holder):
        _, case = queries.one_of_code(holder)
        return picture(queries.photo(holder, case, sha256), case.number)


def _story(holder: Actor, code: str) -> dict[str, object]:
    report, case = queries.one_of_code(holder)
    lines = queries.timeline(holder, case)
    named = {unit.code: unit.name for unit in units()}
    steps = [
        {"at": line.at, "words": _words(line, named), "verb": line.verb}
        for line in lines
        if line.verb in RESIDENT_STORY
    ]
    photos: list[Photo] = [photo for line in lines for photo in line.photos]
    return {
        "code": code,
        "report": report,
        "case": case,
        "steps": steps,
        "before": [photo for photo in photos if not photo.is_after],
        "after": [photo for photo in photos if photo.is_after],
        "answer": case.result if case.state in (CLOSED, VOIDED) else "",
        "is_open": case.state in OPEN,
        "area": names_of([case.area_path]).get(case.area_path, ""),
        "photos_field": PhotosField,
    }


def _words(line: queries.Line, named: Mapping[str, str]) -> str:
    return str(RESIDENT_STORY[line.verb]) % {"unit": named.get(str(line.data.get("unit")), "")}
