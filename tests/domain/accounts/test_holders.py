"""Who hears: the people that hold a permission on a node which covers the matter."""

from linli.accounts.queries import holders_of
from linli.cases import queries
from linli.kernel.territory import territory
from tests.world import World


def names(world: World, permission: str, number: str) -> set[str]:
    with territory(world.chen):
        return {account.username for account in holders_of(permission, queries.one(world.chen, number))}


def test_a_matter_at_the_desk_concerns_the_desk_of_its_own_street_only(world: World) -> None:
    assert names(world, "case.dispatch", world.report()) == {"chen"}


def test_a_dispatched_matter_concerns_its_own_unit(world: World) -> None:
    number = world.drive(world.report(), "file", "dispatch")
    assert names(world, "case.accept", number) == {"zhao"}


def test_somebody_who_has_left_hears_nothing(world: World) -> None:
    world.accounts["chen"].is_active = False
    world.accounts["chen"].save()
    assert names(world, "case.dispatch", world.report()) == set()
