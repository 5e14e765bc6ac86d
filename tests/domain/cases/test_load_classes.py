"""Event classes from a file."""

from typing import Any

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.cases.models import EventClass
from tests.domain.asking import clocks_of, in_state, refused
from tests.world import IMPORTER, World

pytestmark = pytest.mark.postgres15


def row(**changes: Any) -> dict[str, Any]:
    return {
        "scheme": "world", "kind": "matter", "code": "06025", "name": "Dirty water", "major_code": "06",
        "major_name": "Townscape", "limit_amount": "5", "limit_unit": "work_day", "self_handling": "false",
        **changes,
    }  # fmt: skip


def test_a_class_that_is_loaded_again_changes_for_new_cases_alone(world: World) -> None:
    before = in_state(world, "dispatched")
    cases.load_classes(IMPORTER, None, rows=[row()])
    after = in_state(world, "dispatched")
    assert (clocks_of(before)["handle"].amount, clocks_of(after)["handle"].amount) == (2, 5)
    assert EventClass.objects.filter(code="06025").count() == 1


def test_a_new_class_is_known_by_its_code(world: World) -> None:
    cases.load_classes(IMPORTER, None, rows=[row(code="06099", name="Another", self_handling="TRUE")])
    found = queries.event_class("06099")
    assert (found.name, found.is_self_handled) == ("Another", True)


def test_a_file_says_what_has_to_be_shown_and_one_without_the_column_leaves_that_as_it_is(world: World) -> None:
    cases.load_classes(IMPORTER, None, rows=[row(after_photo="true")])
    assert queries.CLASSES.told(queries.event_class("06025"))["after_photo"] == "true"
    cases.load_classes(IMPORTER, None, rows=[row(name="Another name")])
    found = queries.event_class("06025")
    assert (found.needs_after_photo, found.name) == (True, "Another name")
    cases.load_classes(IMPORTER, None, rows=[row(after_photo="")])
    assert not queries.event_class("06025").needs_after_photo
    with refused("wrong_rows"):
        cases.load_classes(IMPORTER, None, rows=[row(after_photo="sometimes")])


def test_who_is_no_importer_loads_no_classes(world: World) -> None:
    with refused("forbidden"):
        cases.load_classes(world.chen, None, rows=[row()])
