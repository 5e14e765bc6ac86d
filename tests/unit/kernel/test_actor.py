"""Who acts, and how far that reaches."""

from dataclasses import dataclass

import pytest

from linli.kernel.actor import Actor, Grant, covers, machine, public

STREET, GRID, OTHER = "/33/11/", "/33/11/01/", "/33/12/"


@dataclass(frozen=True)
class Thing:
    area_path: str = ""
    unit_path: str = ""


def actor(*grants: Grant) -> Actor:
    return Actor("account:7", grants=grants)


def grant(*permissions: str, areas: tuple[str, ...] = (), units: tuple[str, ...] = ()) -> Grant:
    return Grant("role", frozenset(permissions), areas, units)


@pytest.mark.parametrize(
    ("prefixes", "path", "is_covered"),
    [
        ((STREET,), GRID, True),
        ((STREET,), STREET, True),
        ((GRID,), STREET, False),
        ((STREET,), "/33/110/", False),
        ((STREET,), "", False),
        ((), GRID, False),
        ((OTHER, STREET), GRID, True),
        (("/",), GRID, True),
        (("/",), "", False),
    ],
)
def test_a_node_covers_itself_and_all_below_it(prefixes: tuple[str, ...], path: str, is_covered: bool) -> None:
    assert covers(prefixes, path) is is_covered


def test_a_permission_holds_only_where_the_same_grant_reaches() -> None:
    who = actor(grant("case.close", areas=(OTHER,)), grant("case.view", areas=(STREET,)))
    assert who.may("case.view", Thing(GRID))
    assert not who.may("case.close", Thing(GRID))
    assert who.holds("case.close")
    assert not who.holds("case.void")


def test_a_grant_on_a_unit_reaches_what_the_unit_has_in_hand() -> None:
    who = actor(grant("case.accept", units=("/street/",)))
    assert who.may("case.accept", Thing(OTHER, "/street/water/"))
    assert not who.may("case.accept", Thing(OTHER, "/streets/"))
    assert not who.may("case.accept", Thing(OTHER))


def test_a_node_within_another_is_not_named_twice() -> None:
    who = actor(grant("case.view", areas=(GRID, STREET)), grant("case.view", areas=(OTHER, GRID)))
    assert who.areas("case.view") == (STREET, OTHER)
    assert who.units("case.view") == ()


def test_the_territory_tells_nodes_by_permission_and_participations() -> None:
    who = Actor("account:7", grants=(grant("case.view", areas=(GRID,)),), tokens=frozenset({"b", "a"}))
    assert who.territory(["case.view", "account.view"]) == {
        "views": {"case.view": {"areas": (GRID,), "units": ()}, "account.view": {"areas": (), "units": ()}},
        "tokens": ["a", "b"],
    }


def test_the_public_may_report_anywhere_and_see_nothing() -> None:
    assert public().may("case.report", Thing(GRID))
    assert public().areas("case.view") == ()
    assert not public().tokens
    assert not public().is_staff
    assert not public().holds("case.add_photo")


def test_the_holder_of_a_code_may_add_pictures_to_what_the_code_opens() -> None:
    holder = public("9f")
    assert holder.may("case.add_photo", Thing(GRID))
    assert holder.tokens == {"code:9f"}
    assert holder.areas("case.view") == ()


def test_a_machine_may_do_anything_anywhere_and_is_named() -> None:
    timekeeper = machine("job:timekeeper")
    assert timekeeper.may("case.become_overdue", Thing(GRID))
    assert timekeeper.key == "job:timekeeper"
    assert not timekeeper.is_staff
