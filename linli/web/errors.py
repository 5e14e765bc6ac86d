"""Refusals as pages: what happened and what to do next.

An error page carries nothing of the request: no number, no token; only the ways of whoever is signed in. So what is
unknown and what is somebody else's answer with the same bytes.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django_htmx.middleware import HtmxDetails

from linli.kernel import attempts
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.places.models import Town
from linli.places.queries import town
from linli.web.labels import NEXT_STEPS, NEXT_STEPS_OF, TITLES
from linli.web.look import is_elder
from linli.web.navigation import Entry, ways_of

Next = Callable[[HttpRequest], HttpResponseBase]
RETRY_SECONDS = 5
FAULT = TITLES[500]
# Each address that only takes a form → the page on which the form stands.
PAGE_OF_FORM = {
    "case_reveal": "case",
    "cases_export": "cases",
    "correction_withdraw": "corrections",
    "correction_decide": "corrections",
    "filter_keep": "cases",
    "filter_prefer": "cases",
    "filter_rename": "cases",
    "filter_remove": "cases",
    "follow_add_photos": "followed",
    "report_words": "report",
    "report_classes": "report",
    "intake_alike": "intake",
    "report_preview": "report",
    "own_copy": "own_data",
    "audit_verify": "audit",
    "audit_export": "audit",
    "manage_retire": "manage_row",
    "see_as_end": "see_as_state",
    "follow_answer": "followed",
    "follow_rate": "followed",
    "follow_contest": "followed",
    "logout": "front",
    "look": "front",
}


class RefusalMiddleware:
    """Turns a refusal that a view lets pass into its page."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The API answers its own refusals; everything that comes here is a page's."""
        if isinstance(exception, Town.DoesNotExist):
            return page(request, Refusal("no_town"))
        if not isinstance(exception, Refusal):
            return None
        attempts.remember(exception)
        return page(request, exception)


def page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """What went wrong and what to do next; a part of a page when htmx asks for one."""
    status = refusal.status
    said = {
        "status": status,
        "title": TITLES[status],
        # The title of this one is its sentence.
        "sentence": "" if refusal.code == "sign_in" else sentence(refusal),
        "next_step": NEXT_STEPS_OF.get(refusal.code, NEXT_STEPS[status]),
        "phones": _phones() if status == 429 else [],
        "sign_in": _sign_in_and_back(request) if status == 401 else "",
        # Whoever mistyped a code is led back to where codes are typed; it is offered whatever was not found.
        "offers_follow": status == 404,
        "offers_end": refusal.code == "only_looking",
        # The page of a move stands below that of its case.
        "offers_case": status == 409 and _is_move(request),
        "offers_reload": status in (409, 412, 503),
        "is_elder": is_elder(request),
        "navigation": _ways(request),
        "actor": getattr(request, "actor", None),
    }
    is_part = bool(request.headers.get("HX-Request"))
    name = "fragment" if is_part else "page"
    response = HttpResponse(render_to_string(f"web/errors/{name}.html", said), status=status)
    response["Cache-Control"] = "no-store"
    if status == 401 and is_part:
        response["HX-Redirect"] = said["sign_in"]
    return with_wait(response, refusal)


def with_wait(page: HttpResponse, refusal: Refusal | None) -> HttpResponse:
    """The page of what was refused, which says how long to wait where that is why."""
    if page.status_code == 503:
        page["Retry-After"] = str(RETRY_SECONDS)
    if refusal and page.status_code == 429:
        page["Retry-After"] = str(refusal.words.get("retry_after", 60))
    return page


def _is_move(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.url_name == "case_move"


def _ways(request: HttpRequest) -> list[Entry]:
    """Where else one can go; an error page comes without, where that itself cannot be found out."""
    try:
        return ways_of(request)
    except Exception:  # whatever broke the page, a lost database too, may break this
        return []


def _sign_in_and_back(request: HttpRequest) -> str:
    """The sign-in page, which leads back to the page that one saw: where htmx stands, where the form stood."""
    htmx = HtmxDetails(request)
    seen = htmx.current_url_abs_path if htmx else _form_stands_at(request)
    return redirect_to_login(page_of_form(seen)).url if seen else resolve_url(settings.LOGIN_URL)


def _form_stands_at(request: HttpRequest) -> str:
    """The form's own page, also when it was sent from a dialog of another; else the page from which it was sent."""
    seen = _own_referer(request)
    is_elsewhere = seen.partition("?")[0] != request.path
    has_page = page_of_form(request.path) == request.path
    return request.path if not seen or (is_elsewhere and has_page) else seen


def _own_referer(request: HttpRequest) -> str:
    """Path and query of the page from which the request came, '' when it is not one of ours."""
    referer, own = request.headers.get("Referer", ""), f"{request.scheme}://{request.get_host()}"
    return referer.removeprefix(own) if referer.startswith(f"{own}/") else ""


def page_of_form(address: str) -> str:
    """The address; for one that only takes a form, the page on which the form stands."""
    try:
        found = resolve(address.partition("?")[0])
    except Resolver404:
        return address
    page = PAGE_OF_FORM.get(found.url_name or "")
    if not page:
        return address
    try:
        return reverse(page, kwargs=found.kwargs)
    except NoReverseMatch:  # it stands on the page of all
        return reverse(page)


def _phones() -> list[dict[str, str]]:
    """Whoever is stopped here may be in need: the numbers to call."""
    try:
        known = town()
    except DatabaseError:
        return []
    return list(known.phones) if known else []


def server_error(request: HttpRequest) -> HttpResponse:
    """Does without the database and a session, because either may be what is broken."""
    said = {"status": 500, "title": TITLES[500], "sentence": "", "next_step": NEXT_STEPS[500], "offers_reload": True}
    said |= {"is_elder": is_elder(request), "navigation": _ways(request), "actor": getattr(request, "actor", None)}
    return HttpResponse(render_to_string("web/errors/page.html", said), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, Refusal("origin"))


def locked_out(request: HttpRequest, credentials: object, *args: object) -> HttpResponse:
    """Too many wrong passwords."""
    return page(request, Refusal("too_many", retry_after=15 * 60))
