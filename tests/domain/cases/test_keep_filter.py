"""A list is kept under a name, for oneself or for one's unit."""

import pytest

from linli.cases import actions, queries
from linli.cases.models import SavedFilter
from linli.kernel.actor import Actor
from linli.kernel.models import AuditEntry
from linli.kernel.territory import territory
from tests.domain.asking import EYE, refused
from tests.world import World, new_key

pytestmark = pytest.mark.postgres15


def names(actor: Actor) -> list[str]:
    with territory(actor):
        return [one.name for one in queries.saved_filters(actor)]


def test_a_list_is_for_its_owner_alone(world: World) -> None:
    actions.keep_filter(world.chen, None, name=" Late ", query="?state=filed&tab=all&sort=due_at")
    assert names(world.chen) == ["Late"]
    assert [names(actor) for actor in (world.sun, world.zhao, world.stranger)] == [[], [], []]


def test_a_shared_list_is_for_the_unit_too_and_for_nobody_else(world: World) -> None:
    actions.keep_filter(world.chen, None, name="Late", query="overdue=1", is_shared=True)
    assert names(world.sun) == ["Late"]
    assert [names(actor) for actor in (world.zhao, world.stranger)] == [[], []]


def test_what_was_typed_is_not_in_the_audit(world: World) -> None:
    actions.keep_filter(world.chen, None, name="Mrs Ma", query="")
    with territory(EYE):
        kept = SavedFilter.objects.visible_to(EYE).get()
        entry = AuditEntry.objects.get(object_type="savedfilter", object_id=kept.pk)
    assert "Ma" not in entry.data


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("state=gone", "state"),
        ("colour=red", "query"),
        ("sort=text", "query"),
        ("tab=secret", "query"),
        ("q=Mrs+Ma", "query"),
        ("channel=" + "x" * 700, "query"),
        ("&".join("state=filed" for _ in range(70)), "query"),
    ],
)
def test_a_query_that_cannot_be_right_is_named(world: World, query: str, field: str) -> None:
    with refused("invalid", field=field):
        actions.keep_filter(world.chen, None, name="Late", query=query)


def test_it_needs_a_name_and_an_account(world: World) -> None:
    with refused("missing_input", field="name"):
        actions.keep_filter(world.chen, None, name=" ", query="")
    with refused("sign_in"):
        actions.keep_filter(world.li, None, name="Late", query="")


def test_fifty_are_enough(world: World) -> None:
    for number in range(50):
        actions.keep_filter(world.chen, None, name=f"{number}", query="")
    with refused("rule", rule="too_many_filters"):
        actions.keep_filter(world.chen, None, name="one more", query="")


def test_the_same_key_keeps_it_once(world: World) -> None:
    key = new_key()
    first, second = (actions.keep_filter(world.chen, key, name="Late", query="") for _ in range(2))
    assert first == second
    assert names(world.chen) == ["Late"]
