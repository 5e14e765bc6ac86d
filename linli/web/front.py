"""The front page."""

from django.http import HttpResponse
from django.shortcuts import render

from linli.web.request import Request


def front(request: Request) -> HttpResponse:
    """What 邻里 is, and the way in for everybody."""
    return render(request, "web/front.html")
