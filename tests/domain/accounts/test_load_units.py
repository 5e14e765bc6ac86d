"""Units from a file."""

import pytest

from linli.accounts import actions as accounts
from linli.accounts.models import Unit
from tests.domain.asking import refused
from tests.world import IMPORTER, STREET, World

pytestmark = pytest.mark.postgres15


def test_a_unit_has_a_path_of_its_code_and_its_parent(world: World) -> None:
    accounts.load_units(
        IMPORTER, None, rows=[{"code": "street/trees", "name": "Trees", "parent": "street", "area": STREET}]
    )
    unit = Unit.objects.get(code="street/trees")
    assert (unit.path, unit.parent and unit.parent.code, unit.area and unit.area.code) == (
        "/street/trees/",
        "street",
        STREET,
    )


def test_a_known_unit_is_changed_and_not_doubled(world: World) -> None:
    accounts.load_units(IMPORTER, None, rows=[{"code": "street/water", "name": "Water, renamed", "parent": "street"}])
    assert Unit.objects.get(code="street/water").name == "Water, renamed"


def test_an_unknown_parent_is_refused(world: World) -> None:
    with refused("invalid", field="units", reason="unknown_unit"):
        accounts.load_units(IMPORTER, None, rows=[{"code": "a/b", "name": "B", "parent": "a"}])
