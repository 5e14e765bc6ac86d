"""How large the pages are shown: as usual, or in large type for whoever reads with effort (大字版)."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "linli_look"
ELDER = "elder"
KEPT = timedelta(days=365)


def is_elder(request: HttpRequest) -> bool:
    return request.COOKIES.get(COOKIE) == ELDER


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Takes the choice, keeps it in this browser and comes back to the page."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    response = redirect(asked if is_ours else "/")
    if request.POST.get("look") == ELDER:
        response.set_cookie(
            COOKIE, ELDER, max_age=KEPT, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
