"""The town's name, root, phones and calendar."""

import pytest

from linli.kernel import calendars
from linli.places import actions as places
from linli.places import queries
from linli.places.models import Town
from tests.domain.asking import refused
from tests.world import IMPORTER, STREET, World

pytestmark = pytest.mark.postgres15


def load(root: str) -> None:
    places.load_town(
        IMPORTER,
        None,
        name="Renamed",
        root=root,
        division_version="2",
        phones=[],
        calendar={"hours": [["08:30", "12:00"]]},
    )


def test_there_is_one_town_and_loading_again_changes_it(world: World) -> None:
    load(STREET)
    assert Town.objects.count() == 1
    assert queries.root_path() == "/33/330110010/"
    assert [opens.isoformat() for opens, _ in calendars.current().hours] == ["08:30:00"]
    calendars._remembered.clear()


def test_a_town_needs_a_root_that_exists(world: World) -> None:
    with refused("invalid", field="root", reason="unknown_area"):
        load("99")
    town = queries.town()
    assert town is not None
    assert town.name == "World"
