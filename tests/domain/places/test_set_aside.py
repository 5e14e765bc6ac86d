"""A planned division that fits no more on its day is set aside with its reason."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from linli.kernel.outbox import Fact
from linli.kernel.territory import territory
from linli.places import actions as places
from linli.places import handlers, queries
from linli.places.models import Area, PlannedDivision
from tests.domain.asking import EYE, refused
from tests.domain.places.test_plan import planned, state_of
from tests.domain.places.test_redivide import PARTS
from tests.world import COMMUNITY, IMPORTER, World

pytestmark = pytest.mark.postgres15


def test_nothing_is_divided_and_the_plan_says_why(world: World) -> None:
    number = planned()
    places.redivide(IMPORTER, None, rows=PARTS, name="2026")
    Area.objects.filter(code=COMMUNITY).update(is_retired=True)
    with territory(EYE):
        plan_id = PlannedDivision.objects.visible_to(EYE).get(number=number).pk
    payload = {"clock": "division", "due_at": "", "fired_at": ""}
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2), tick=False):
        handlers.begin_on_its_day(Fact(9, "clock.fired", "planneddivision", plan_id, 0, "", payload))
    assert state_of(number) == "unfit"
    with territory(EYE):
        assert queries.plans(EYE)[0].fault == "wrong_rows"


def test_people_cannot_set_it_aside(world: World) -> None:
    with refused("forbidden"):
        places.set_aside(world.admin, planned(), reason="x")
