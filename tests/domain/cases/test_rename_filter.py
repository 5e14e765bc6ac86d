"""A kept list gets another name from its owner."""

import pytest

from linli.cases import actions, queries
from linli.kernel.models import AuditEntry
from linli.kernel.territory import territory
from tests.domain.asking import EYE, refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_it_has_its_new_name_for_whoever_may_use_it_and_the_audit_does_not_hold_it(world: World) -> None:
    number = actions.keep_filter(world.chen, None, name="Late", query="overdue=true", is_shared=True).number
    actions.rename_filter(world.chen, number, name="  Very late ")
    with territory(world.sun):
        assert [(one.name, one.query) for one in queries.saved_filters(world.sun)] == [("Very late", "overdue=true")]
    with territory(EYE):
        assert "late" not in AuditEntry.objects.filter(action="filter.rename").get().data.lower()


def test_only_its_owner_does_it(world: World) -> None:
    number = actions.keep_filter(world.chen, None, name="Late", query="", is_shared=True).number
    with refused("forbidden"):
        actions.rename_filter(world.sun, number, name="Mine")
    with refused("not_found"):
        actions.rename_filter(world.stranger, number, name="Mine")


@pytest.mark.parametrize(("name", "code"), [("", "missing_input"), (" ", "missing_input"), ("x" * 41, "invalid")])
def test_it_needs_a_name_of_forty_characters_at_most(world: World, name: str, code: str) -> None:
    number = actions.keep_filter(world.chen, None, name="Late", query="").number
    with refused(code, field="name"):
        actions.rename_filter(world.chen, number, name=name)


def test_one_that_was_taken_away_has_no_name(world: World) -> None:
    number = actions.keep_filter(world.chen, None, name="Late", query="").number
    actions.remove_filter(world.chen, number)
    with refused("illegal_move"):
        actions.rename_filter(world.chen, number, name="Later")
