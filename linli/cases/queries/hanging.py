"""What hangs on a unit or an area, for whoever keeps these and need not see the cases themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.cases.models import Case, Route
from linli.cases.queries.routing import COUNTER
from linli.cases.workflow import OPEN
from linli.kernel.territory import territory


@dataclass(frozen=True, slots=True)
class Hanging:
    """How many cases that have not ended, and how many routes."""

    cases: int
    routes: int


def on_unit(code: str) -> Hanging:
    """What lies at this unit itself."""
    with territory(COUNTER):
        cases = Case.objects.visible_to(COUNTER).filter(unit__code=code, state__in=OPEN).count()
    return Hanging(cases, Route.objects.filter(unit__code=code).count())


def in_area(path: str) -> Hanging:
    """What lies in this area and in all below it."""
    below = {"gte": path, "lt": path[:-1] + "0"}
    with territory(COUNTER):
        rows = Case.objects.visible_to(COUNTER).filter(state__in=OPEN)
        cases = rows.filter(**{f"area_path__{how}": at for how, at in below.items()}).count()
    return Hanging(cases, Route.objects.filter(**{f"area__path__{how}": at for how, at in below.items()}).count())


def misplaced(paths: Sequence[str]) -> list[str]:
    """The numbers of cases that have not ended and lie at these paths of an earlier division."""
    with territory(COUNTER):
        rows = Case.objects.visible_to(COUNTER).filter(area_path__in=paths, state__in=OPEN)
        return list(rows.order_by("id").values_list("number", flat=True))
