"""The report page."""

import hashlib
import uuid
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.cases import actions, queries, rules
from linli.cases.disclosure import without
from linli.kernel import allowances
from linli.kernel.actor import Actor, public
from linli.kernel.images import LIMITS
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.web.errors import with_wait
from linli.web.fields import Upload, blame, renewed
from linli.web.reports.forms import ReportForm
from linli.web.reports.looking import fitting_classes, found_places, gives_away, heard, instead_of, looked_over
from linli.web.request import Request

# Buttons that send the form to be shown again, for whoever has no script.
ASKING = {"find", "offer", "look", "remove"}
# What somebody asks about with words and places goes in the body: in an address it would stand in logs.
may_ask = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Request) -> HttpResponse:
    """Shows the form; takes a report; or, for whoever has no script, does what a button asks and shows it again."""
    if request.method != "POST":
        start = {"key": uuid.uuid4().hex, "place": request.GET.get("place", "")}
        return _page(request, ReportForm(request.actor, initial=start))
    form = ReportForm(request.actor, request.POST, request.FILES)
    if ASKING & set(request.POST):
        return _asked(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    has_seen = form.cleaned_data["asked"] or form.cleaned_data["photos"]
    if not has_seen and (gives_away(form.cleaned_data["text"]) or _offers(form)):
        # Once, and not when pictures would have to be chosen again.
        return _page(request, form)
    try:
        allowances.spend("report", request.META["REMOTE_ADDR"])
        filed = _send(request.actor, form)
    except Refusal as refusal:
        return _refused(request, form, refusal)
    left_out = add_photos(public(rules.code_digest(filed.code)), filed.receipt.number, form.cleaned_data["photos"])
    link = reverse("sent", args=[filed.code])
    return redirect(f"{link}?left_out={left_out}" if left_out else link)


@may_ask
def nearby(request: Request) -> HttpResponse:
    """What is known already of the kind and around the place that have been typed, to join it."""
    allowances.spend("look", request.META["REMOTE_ADDR"])
    form = _typed(request)
    return render(request, "web/reports/_offers.html", {"form": form, **_known(form)})


@may_ask
def places(request: Request) -> HttpResponse:
    """The buildings that fit what has been typed, or lie around the position, as a list to choose from."""
    form = _typed(request)
    return render(request, "web/reports/_places.html", {"form": form, **found_places(form)})


@require_POST
def classes(request: Request) -> HttpResponse:
    """The classes that the description may mean, as a list to choose from; none needs to be chosen."""
    form = ReportForm(request.actor, request.POST)
    return render(request, "web/reports/_classes.html", {"form": form, **fitting_classes(request, form)})


@require_POST
def words(request: Request) -> HttpResponse:
    """What is to be said about the words so far: whom to call first, what they give away, what they may mean."""
    form = ReportForm(request.actor, request.POST)
    return render(request, "web/reports/_heard.html", {"form": form, **heard(request, form)})


@require_POST
def preview(request: Request) -> HttpResponse:
    """How the report will look to others; nothing is kept."""
    form = ReportForm(request.actor, request.POST)
    return render(request, "web/reports/_preview.html", {"form": form, "look": looked_over(form)})


def _typed(request: Request) -> ReportForm:
    return ReportForm(request.actor, request.POST if request.method == "POST" else request.GET)


def add_photos(holder: Actor, number: str, photos: Iterable[Upload]) -> str:
    """Adds each picture to the case; returns why the last of those that were left out was, '' when none was."""
    left_out = ""
    for photo in photos:
        try:
            data = bytes_of(photo)
            actions.add_photo(holder, number, data=data, sha256=hashlib.sha256(data).hexdigest())
        except Refusal as refusal:
            left_out = refusal.code
    return left_out


def bytes_of(photo: Upload) -> bytes:
    """What was sent. Raises Refusal `too_large` before anything big is read."""
    if (photo.size or 0) > LIMITS.size:
        raise Refusal("too_large")
    return bytes(photo.read())


def _send(actor: Actor, form: ReportForm) -> actions.Filed:
    given = form.cleaned_data
    channel = given.get("channel") or (rules.Channel.SCAN if given["place"] else rules.Channel.WEB)
    if form.channels and channel not in form.channels:
        channel = form.channels[0]
    said: dict[str, Any] = {
        "text": given["text"],
        "channel": channel,
        "contact": form.contact(),
        "is_anonymous": given["is_anonymous"],
        "is_on_behalf": given.get("is_on_behalf", False),
    }
    if given["joins"]:
        return actions.join(actor, given["key"], given["joins"], **said)
    class_code = given.get("class_code") or given["offered"]
    return actions.report(actor, given["key"], spot=form.spot(), class_code=class_code, **said)


def _offers(form: ReportForm) -> list[queries.Offer]:
    """Open cases of the kind and around the place, as far as these are known yet."""
    form.is_valid()
    given = form.cleaned_data
    try:
        return queries.nearby(
            form.spot(), class_code=given.get("class_code") or given.get("offered", ""), text=given.get("text", "")
        )
    except (Refusal, KeyError):
        return []


def _refused(request: Request, form: ReportForm, refusal: Refusal) -> HttpResponse:
    """The form again, with everything that was typed, and the sentence beside what is at fault."""
    field = {"contact": "phone", "place": "address"}.get(refusal.field or "", refusal.field)
    blame(form, Refusal(refusal.code, field=field, **refusal.words), sentence(refusal))
    if refusal.field == "joins":
        # It can be sent again as a report of its own.
        renewed(form, joins="")
    if refusal.code in ("key_reused", "key_missing"):
        renewed(form, key=uuid.uuid4().hex)
    return with_wait(_page(request, form, status=refusal.status), refusal)


def _known(form: ReportForm) -> dict[str, object]:
    """The offers, and which of them was chosen before: each time they are sealed anew."""
    offers, before = _offers(form), str(form["joins"].value() or "")
    try:
        chosen = queries.offered(before).case_id if before else 0
    except Refusal:
        chosen = 0
    joined = next((o.offer for o in offers if queries.offered(o.offer).case_id == chosen), "")
    return {"offers": offers, "joined": joined}


def _asked(request: Request, form: ReportForm) -> HttpResponse:
    """The form again, after a button of it that does not send."""
    number = request.POST.get("remove", "")
    if number:
        renewed(form, text=without(request.POST.get("text", ""), number, instead_of(number)))
    look = looked_over(ReportForm(request.actor, form.data)) if "look" in request.POST else None
    return _page(request, form, is_asked=True, look=look)


def _page(
    request: Request,
    form: ReportForm,
    *,
    status: int = 200,
    is_asked: bool = False,
    look: dict[str, Any] | None = None,
) -> HttpResponse:
    said = {"form": form, "is_asked": is_asked, "look": look, **(found_places(form) if form.is_bound else {})}
    if form.is_bound:
        said |= heard(request, form) | _known(ReportForm(request.actor, form.data))
    return render(request, "web/reports/report.html", said, status=status)
