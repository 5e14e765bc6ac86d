"""A division is planned ahead of its day."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.places import actions as places
from linli.places import queries
from linli.places.models import Area
from tests.domain.asking import EYE, refused
from tests.domain.places.test_redivide import NEW, PARTS, part
from tests.world import IMPORTER, World, square

pytestmark = pytest.mark.postgres15


def planned(by: Actor = IMPORTER, days: int = 1, rows: list[dict[str, Any]] | None = None) -> str:
    """The number of a plan for some days ahead."""
    day = timezone.localdate() + timedelta(days=days)
    made = places.plan(by, None, rows=rows or PARTS, name="2027", starts_on=day, area_path=queries.root_path())
    return made.number


def state_of(number: str) -> str:
    with territory(EYE):
        return next(plan.state for plan in queries.plans(EYE) if plan.number == number)


def test_it_changes_nothing_before_its_day_and_shows_as_planned(world: World) -> None:
    number = planned(world.admin)
    assert state_of(number) == "planned"
    assert not Area.objects.filter(code=NEW).exists()


@pytest.mark.parametrize("days", [-1, 0, 1000])
def test_the_day_is_one_to_come(world: World, days: int) -> None:
    with refused("invalid", field="starts_on", reason="not_ahead"):
        planned(days=days)


def test_parts_that_do_not_fit_today_or_cannot_be_are_refused(world: World) -> None:
    with refused("invalid", field="file", reason="parts_do_not_fit"):
        planned(rows=PARTS[:1])
    with pytest.raises(Refusal) as told:
        planned(rows=[part("x", square(120.0, 30.0))])
    assert told.value.code == "wrong_rows"


def test_only_who_administers_the_whole_town_plans(world: World) -> None:
    with refused("forbidden"):
        planned(world.chen)
