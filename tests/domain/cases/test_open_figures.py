"""What anybody may see: months that have ended, no small cell, nothing confidential."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from linli.cases import queries
from linli.cases.models import Case, EventClass
from linli.kernel.territory import territory
from tests.contracts.test_query_counts import load, past
from tests.domain.asking import EYE, in_state
from tests.world import COMMUNITY, World

pytestmark = pytest.mark.postgres15


@pytest.fixture(autouse=True)
def _afresh() -> Iterator[None]:
    queries.forget_open_figures()
    yield
    queries.forget_open_figures()


def reported_last_month(count: int) -> None:
    """So many filed cases of one community, reported last month."""
    load(*(past(number) for number in range(count)))
    last_month = timezone.localtime().replace(day=1) - timedelta(days=3)
    with territory(EYE):
        Case.objects.visible_to(EYE).update(reported_at=last_month)


def told() -> queries.Open:
    return queries.open_figures(timezone.localdate())


def test_a_month_that_has_ended_is_told_with_its_community_and_kind(world: World) -> None:
    reported_last_month(30)
    (month,) = told().months
    assert month.total == 30
    # The other kinds and communities are small, and only with this one beside them nobody can tell how small.
    assert set(month.areas.values()) == {None}
    assert set(told().areas) >= {COMMUNITY, ""}


def test_a_month_with_few_matters_says_nothing(world: World) -> None:
    reported_last_month(9)
    (month,) = told().months
    assert month.total is None
    assert set(month.areas.values()) | set(month.classes.values()) == {None}


def test_this_month_and_what_is_not_filed_or_was_voided_are_not_counted(world: World) -> None:
    in_state(world, "filed")
    assert told().months == ()
    queries.forget_open_figures()
    reported_last_month(12)
    with territory(EYE):
        Case.objects.visible_to(EYE).filter(pk__in=Case.objects.visible_to(EYE).values("pk")[:1]).update(
            event_class=None
        )
    (month,) = told().months
    assert month.total == 12


def test_what_is_confidential_is_in_no_figure(world: World) -> None:
    reported_last_month(12)
    EventClass.objects.filter(code="06025").update(is_confidential=True)
    assert told().months == ()


def test_the_figures_are_counted_once_in_a_while(world: World) -> None:
    reported_last_month(12)
    first = told()
    reported_last_month(3)
    assert told() is first
