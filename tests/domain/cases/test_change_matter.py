"""The list of matters by authority: who may do what."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel import registers
from linli.kernel.actions import Target
from linli.places.queries import root_path
from tests.domain.asking import refused
from tests.world import IMPORTER, World

pytestmark = pytest.mark.postgres15
LISTS = [
    {"version": "old", "title": "Old", "published_on": "2020-01-01", "replaced_on": "2024-01-01"},
    {"version": "now", "title": "Now", "published_on": "2024-01-01", "replaced_on": ""},
]
ROW = {
    "list": "now", "number": "001", "category": "Water", "name": "Dirty water", "authority": "Water office",
    "unit": "street/water", "assisting": "Police|Roads", "basis": "Water Law 37", "classes": "06025|06010",
}  # fmt: skip


@pytest.fixture(autouse=True)
def lists(world: World) -> None:
    cases.load_matter_lists(IMPORTER, None, rows=LISTS)


def aim() -> Target:
    return registers.aim("matters", root_path())


def test_a_matter_is_found_by_the_class_that_it_names(world: World) -> None:
    cases.change_matter(world.admin, aim(), row="", values=ROW)
    found = queries.matters_of_class("06025")
    assert [(row.name, row.authority, row.assisting) for row in found] == [
        ("Dirty water", "Water office", ["Police", "Roads"])
    ]
    assert queries.matters_of_class("99") == []


def test_a_version_that_was_replaced_says_nothing_of_a_class_any_more(world: World) -> None:
    cases.change_matter(world.admin, aim(), row="", values={**ROW, "list": "old"})
    assert queries.matters_of_class("06025") == []


def test_the_same_number_may_stand_in_each_version_and_once_in_one(world: World) -> None:
    cases.change_matter(world.admin, aim(), row="", values=ROW)
    cases.change_matter(world.admin, aim(), row="", values={**ROW, "list": "old"})
    with refused("invalid", reason="taken"):
        cases.change_matter(world.admin, aim(), row="", values=ROW)


@pytest.mark.parametrize(
    ("given", "reason"), [({"list": "never"}, "unknown_list"), ({"unit": "nobody"}, "unknown_unit")]
)
def test_what_it_refers_to_must_be_there(world: World, given: dict[str, str], reason: str) -> None:
    with refused("invalid", reason=reason):
        cases.change_matter(world.admin, aim(), row="", values={**ROW, **given})


def test_who_keeps_no_list_changes_none(world: World) -> None:
    for somebody in (world.chen, world.stranger):
        with refused("not_found"):
            cases.change_matter(somebody, aim(), row="", values=ROW)
