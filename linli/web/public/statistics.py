"""Open statistics, for everybody: by month, community and kind, without cells that tell of few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.cases import queries
from linli.cases.queries import Open, Span
from linli.cases.suppression import LEAST
from linli.kernel.refusals import Refusal
from linli.web.manage.files import sent
from linli.web.request import Request


@dataclass(frozen=True, slots=True)
class Cell:
    """One number with its words; None where it is left out."""

    words: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """A chart and its table."""

    name: str
    title: Any
    key: Any
    cells: Sequence[Cell]
    is_in_time: bool = False

    @property
    def shown(self) -> Sequence[Cell]:
        """The rows of the table: months stand there with their gaps, of the others only what is told."""
        return self.cells if self.is_in_time else [cell for cell in self.cells if cell.count is not None]

    @property
    def missing(self) -> Sequence[Cell]:
        """What is left out, told by name below the table."""
        return [] if self.is_in_time else [cell for cell in self.cells if cell.count is None]

    @property
    def is_empty(self) -> bool:
        return not any(cell.count for cell in self.cells)


@require_safe
def statistics(request: Request) -> HttpResponse:
    """All months, and a year, a quarter or a month by community and kind: the one that the address names, or the latest
    of those in which most can be shown."""
    found = queries.open_figures(timezone.localdate())
    chosen = _chosen(found, request.GET.get("span", ""))
    parts = [
        Part(
            "open-months",
            _("Matters by month"),
            _("Month"),
            [Cell(span_words(m), m.total) for m in found.months],
            is_in_time=True,
        )
    ]
    if chosen:
        parts += [
            Part(
                "open-areas", _("By community"), _("Community"), _cells(chosen.areas, found.areas, _("In no community"))
            ),
            Part("open-classes", _("By kind of matter"), _("Kind"), _cells(chosen.classes, found.classes, "")),
        ]
    more = _begin(found)
    said = {
        "parts": parts if found.months else [],
        "chosen": chosen,
        "choices": [
            (title, [(span.key, span_words(span)) for span in reversed(_told(spans))])
            for title, spans in (
                (_("Years"), found.years),
                (_("Quarters"), found.quarters),
                (_("Months"), found.months),
            )
            if _told(spans)
        ],
        "chosen_words": span_words(chosen) if chosen else "",
        "left_out": _left_out(chosen) if chosen else 0,
        "more": more if chosen and more and more.shown > chosen.shown else None,
        "more_words": span_words(more) if more else "",
        "least": LEAST,
    }
    return render(request, "web/public/statistics.html", said)


@require_safe
def table(request: Request) -> HttpResponse:
    """The whole as a file; what is left out is empty."""
    found = queries.open_figures(timezone.localdate())
    heads = [gettext("Time"), gettext("Counted by"), gettext("Code"), gettext("Name"), gettext("Matters")]
    rows: list[Mapping[str, Any]] = []
    for span in (*found.months, *found.quarters, *found.years):
        cells: list[tuple[str, str, str, int | None]] = [(gettext("in all"), "", "", span.total)]
        cells += [
            (gettext("Community"), code, found.areas[code] or gettext("In no community"), n)
            for code, n in span.areas.items()
        ]
        cells += [(gettext("Kind"), code, found.classes[code], n) for code, n in span.classes.items()]
        rows += [dict(zip(heads, [span.key, *cell], strict=True)) for cell in cells]
    return sent("open-statistics", heads, rows)


def span_words(span: Span) -> str:
    """A span of time as people say it."""
    if span.months == 1:
        return date_format(span.begins_on, pgettext("date format", "F Y"))
    year = span.begins_on.year
    if span.months == 12:
        return gettext("The year %(year)s") % {"year": year}
    return gettext("Quarter %(n)s of %(year)s") % {"n": (span.begins_on.month + 2) // 3, "year": year}


def _told(spans: Sequence[Span]) -> list[Span]:
    return [span for span in spans if span.shown]


def _begin(found: Open) -> Span | None:
    """Of the latest year, quarter and month the one in which most is shown, the shortest of equals."""
    latest = [told[-1] for told in map(_told, (found.months, found.quarters, found.years)) if told]
    return max(latest, key=lambda span: span.shown, default=None)


def _chosen(found: Open, key: str) -> Span | None:
    """Raises Refusal `not_found` for a span of which nothing is published."""
    if not key:
        return _begin(found)
    for span in _told((*found.months, *found.quarters, *found.years)):
        if span.key == key:
            return span
    raise Refusal("not_found")


def _left_out(span: Span) -> int:
    return sum(n is None for n in (*span.areas.values(), *span.classes.values()))


def _cells(counts: Mapping[str, int | None], names: Mapping[str, str], otherwise: Any) -> list[Cell]:
    """The most first; what is left out comes last, in the order of the codes."""
    ordered = sorted(counts.items(), key=lambda item: (item[1] is None, -(item[1] or 0), item[0]))
    return [Cell(names[code] or str(otherwise), n) for code, n in ordered]
