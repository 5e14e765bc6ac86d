"""The front page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.web.request import Request


@require_safe
def front(request: Request) -> HttpResponse:
    """What 邻里 is, and the way in for everybody."""
    return render(request, "web/front.html")
