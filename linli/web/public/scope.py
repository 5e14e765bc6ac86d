"""What the software does, and what it declines to do."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.web.privacy.views import looked_through
from linli.web.request import Request

DECLINED = (
    _("recognising faces or other bodies; live video inside the product"),
    _("lists of people to watch; histories of where a person was; tracks of staff"),
    _("lists of people by diagnosis, addiction, past conviction, religion, or having petitioned"),
    _("scores or colours on residents; a profile across somebody's petitions"),
    _("ranking the people who work here"),
)
# What it is for, and how that is done without watching anybody.
MEANS = (
    (
        _("A light that is out gets mended"),
        _("A report opens a case with a clock for each step; somebody else than the unit checks the result."),
    ),
    (
        _("Whoever reports is safe"),
        _("Contacts are masked until somebody says why; an anonymous report keeps no contact, address or device."),
    ),
    (
        _("Everybody sees how it goes"),
        _("Open statistics leave out small numbers; every step of a case is in a history that nobody can change."),
    ),
    (
        _("Honest work in the field"),
        _("Somebody who works here is seen by what they did for a case, never by where they walked."),
    ),
)


@require_safe
def scope(request: Request) -> HttpResponse:
    """Both lists, and when the software last looked through itself for columns that must not be there."""
    said = {"declined": DECLINED, "means": MEANS, "looked_through": looked_through()}
    return render(request, "web/public/scope.html", said)
