"""An import is begun by somebody who may, in the town's root area."""

import pytest

from linli.cases import actions
from linli.kernel.models import Batch
from linli.kernel.territory import territory
from tests.domain.asking import EYE, refused
from tests.domain.imports.tables import importer
from tests.world import STREET, World

pytestmark = pytest.mark.postgres15
FILE = {"file_sha256": "f" * 64, "mapping_sha256": "a" * 64}


def test_it_waits_for_rows_and_remembers_the_file(world: World) -> None:
    number = actions.begin_import(importer(), None, **FILE).number
    with territory(EYE):
        batch = Batch.objects.visible_to(EYE).get(number=number)
    assert (batch.state, batch.area_path, batch.rows, batch.file_sha256) == ("loading", "/33/", 0, "f" * 64)


def test_without_the_permission_on_the_whole_town_it_is_refused(world: World) -> None:
    for by in (world.chen, importer(f"/33/{STREET}/")):
        with refused("forbidden"):
            actions.begin_import(by, None, **FILE)


def test_the_same_key_begins_one_import(world: World) -> None:
    key = "a key of the client"
    assert actions.begin_import(importer(), key, **FILE) == actions.begin_import(importer(), key, **FILE)
