"""On its day a planned division takes effect by itself."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from linli.kernel.outbox import Fact
from linli.kernel.timekeeper import fire_due
from linli.places import actions as places
from linli.places import handlers
from linli.places.models import Area
from tests.domain.asking import facts, refused
from tests.domain.places.test_plan import planned, state_of
from tests.domain.places.test_redivide import NEW
from tests.world import GRID, World

pytestmark = pytest.mark.postgres15


def test_it_takes_effect_once_also_after_an_outage_and_never_when_cancelled(committed: World) -> None:
    kept, cancelled = planned(), planned()
    places.cancel_plan(committed.admin, cancelled)
    assert fire_due(datetime.now(UTC)) == 0
    with time_machine.travel(datetime.now(UTC) + timedelta(days=9), tick=False):
        assert fire_due(datetime.now(UTC)) == 1
        (event,) = facts("clock.fired")
        for _ in range(2):
            told = Fact(event.id, event.name, event.object_type, event.object_id, 0, "", event.payload)
            handlers.begin_on_its_day(told)
    assert Area.objects.filter(code=NEW, is_retired=False).exists()
    assert Area.objects.get(code=GRID).is_retired
    assert (state_of(kept), state_of(cancelled)) == ("in_force", "cancelled")
    assert len(facts("area.redivided")) == 1


def test_not_before_its_day(world: World) -> None:
    number = planned(days=2)
    with refused("rule", rule="not_due"):
        places.take_effect(world.admin.lent("division.take_effect"), number)
