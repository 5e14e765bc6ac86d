"""Lists that are kept under a name: a link each, shareable as it stands."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.cases import actions
from linli.web.cases.listing import Listing
from linli.web.entry import staff_only
from linli.web.request import Request


@staff_only
@require_POST
def keep(request: Request) -> HttpResponse:
    """Keeps the list that the address tells, without the words that were searched for."""
    address = Listing.read(request.GET).strict().address(q=None)
    shared = bool(request.POST.get("shared"))
    actions.keep_filter(
        request.actor, None, name=request.POST.get("name", ""), query=address.removeprefix("?"), is_shared=shared
    )
    messages.success(request, gettext("The list is kept."))
    return _back(request)


@staff_only
@require_POST
def prefer(request: Request) -> HttpResponse:
    """Begins the desk with it, or no more; then back to the list that one was looking at."""
    actions.prefer_filter(request.actor, request.POST.get("number", ""), is_first=bool(request.POST.get("first")))
    return _back(request)


@staff_only
@require_POST
def rename(request: Request) -> HttpResponse:
    """Gives it another name."""
    actions.rename_filter(request.actor, request.POST.get("number", ""), name=request.POST.get("name", ""))
    messages.success(request, gettext("The list has its new name."))
    return _back(request)


@staff_only
@require_POST
def remove(request: Request) -> HttpResponse:
    """Takes it away."""
    actions.remove_filter(request.actor, request.POST.get("number", ""))
    return _back(request)


def _back(request: Request) -> HttpResponse:
    return redirect(f"{reverse('cases')}{Listing.read(request.GET).address()}")
