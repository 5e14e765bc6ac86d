"""Open statistics, for everybody: by month, community and kind, without cells that tell of few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.cases import queries
from linli.cases.queries import Month, Open
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

    @property
    def is_empty(self) -> bool:
        return not any(cell.count for cell in self.cells)


@require_safe
def statistics(request: Request) -> HttpResponse:
    """All months, and one of them by community and kind: the latest, or the one that the address names."""
    found = queries.open_figures(timezone.localdate())
    chosen = _chosen(found, request.GET.get("month", ""))
    parts = [
        Part(
            "open-months",
            _("Matters by month"),
            _("Month"),
            [Cell(month_words(m.month), m.total) for m in found.months],
        )
    ]
    if chosen:
        parts += [
            Part(
                "open-areas", _("By community"), _("Community"), _cells(chosen.areas, found.areas, _("In no community"))
            ),
            Part("open-classes", _("By kind of matter"), _("Kind"), _cells(chosen.classes, found.classes, "")),
        ]
    said = {
        "parts": parts,
        "chosen": chosen,
        "months": [(month.key, month_words(month.month)) for month in found.months if month.total is not None],
        "chosen_words": month_words(chosen.month) if chosen else "",
        "least": LEAST,
    }
    return render(request, "web/public/statistics.html", said)


@require_safe
def table(request: Request) -> HttpResponse:
    """The whole as a file; what is left out is empty."""
    found = queries.open_figures(timezone.localdate())
    heads = [gettext("Month"), gettext("Counted by"), gettext("Code"), gettext("Name"), gettext("Matters")]
    rows: list[Mapping[str, Any]] = []
    for month in found.months:
        cells: list[tuple[str, str, str, int | None]] = [(gettext("in all"), "", "", month.total)]
        cells += [
            (gettext("Community"), code, found.areas[code] or gettext("In no community"), n)
            for code, n in month.areas.items()
        ]
        cells += [(gettext("Kind"), code, found.classes[code], n) for code, n in month.classes.items()]
        rows += [dict(zip(heads, [month.key, *cell], strict=True)) for cell in cells]
    return sent("open-statistics", heads, rows)


def month_words(month: date) -> str:
    """A month as people say it."""
    return date_format(month, pgettext("date format", "F Y"))


def _chosen(found: Open, key: str) -> Month | None:
    """Raises Refusal `not_found` for a month of which nothing is published."""
    told = [month for month in found.months if month.total is not None]
    if key and key not in [month.key for month in told]:
        raise Refusal("not_found")
    return next((month for month in reversed(told) if key in ("", month.key)), None)


def _cells(counts: Mapping[str, int | None], names: Mapping[str, str], otherwise: Any) -> list[Cell]:
    """The most first; what is left out comes last, in the order of the codes."""
    ordered = sorted(counts.items(), key=lambda item: (item[1] is None, -(item[1] or 0), item[0]))
    return [Cell(names[code] or str(otherwise), n) for code, n in ordered]
