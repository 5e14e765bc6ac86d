"""`/metrics`: how the machine does, in Prometheus' text, for whoever runs it. Numbers of rows, never whose."""

import hmac
import ipaddress
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from linli.config.answers import refuse
from linli.kernel.models import Beat, Clock, Event
from linli.kernel.refusals import Refusal

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")
WAITING = ("todo", "doing", "failed")
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics(request: HttpRequest) -> HttpResponse:
    """For this machine itself, or whoever shows the token; to anybody else there is nothing here."""
    if not (_is_of_this_machine(request) or _shows_token(request)):
        return refuse(request, Refusal("not_found"))
    response = HttpResponse("".join(f"{line}\n" for line in _lines(timezone.now())), content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    return response


def _is_of_this_machine(request: HttpRequest) -> bool:
    """From loopback and passed on by nobody: behind a proxy everybody seems to come from there."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _shows_token(request: HttpRequest) -> bool:
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    known = settings.LINLI_METRICS_TOKEN
    return bool(known) and scheme.lower() == "bearer" and hmac.compare_digest(shown.strip().encode(), known.encode())


def _lines(now: datetime) -> Iterator[str]:
    yield from _gauge(
        "linli_loop_age_seconds",
        "Seconds since a loop of the worker last went round.",
        {f'{{loop="{beat.name}"}}': _seconds(beat.at, now) for beat in Beat.objects.order_by("name")},
    )
    # These tables are open to the relay's role alone.
    facts = Event.objects.using("relay").filter(position=None).aggregate(count=Count("id"), oldest=Min("at"))
    yield from _gauge("linli_facts_waiting", "Facts that the relay has not given on yet.", {"": facts["count"]})
    yield from _gauge("linli_facts_oldest_seconds", "Age of the oldest of them.", {"": _seconds(facts["oldest"], now)})
    late = Clock.objects.using("relay").filter(due_at__lte=now, stopped_at=None, fired_at=None)
    clocks = late.aggregate(count=Count("id"), oldest=Min("due_at"))
    yield from _gauge("linli_clocks_late", "Clocks that are due and have not fired.", {"": clocks["count"]})
    yield from _gauge("linli_clocks_late_seconds", "How late the latest is.", {"": _seconds(clocks["oldest"], now)})
    jobs = ProcrastinateJob.objects.using("relay").filter(status__in=WAITING).values_list("status")
    counts = dict.fromkeys(WAITING, 0) | dict(jobs.annotate(count=Count("id")).order_by("status"))
    yield from _gauge(
        "linli_jobs",
        "Background jobs by state.",
        {f'{{state="{state}"}}': count for state, count in counts.items()},
    )


def _gauge(name: str, words: str, values: dict[str, float]) -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} gauge"
    yield from (f"{name}{labels} {value:g}" for labels, value in values.items())


def _seconds(at: datetime | None, now: datetime) -> float:
    return max(0.0, round((now - at).total_seconds(), 3)) if at else 0.0
