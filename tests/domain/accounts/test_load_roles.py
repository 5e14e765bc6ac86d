"""Roles from a file."""

import pytest

from linli.accounts import actions as accounts
from linli.accounts.queries import actor_for
from linli.cases import actions as cases
from tests.domain.asking import refused
from tests.world import IMPORTER, World

pytestmark = pytest.mark.postgres15


def test_a_role_that_loses_a_permission_takes_it_from_its_holders_with_the_next_request(world: World) -> None:
    number = world.report()
    rows = [{"key": "registrar", "name": "registrar", "permissions": ["case.view"]}]
    accounts.load_roles(IMPORTER, None, rows=rows)
    with refused("forbidden"):
        cases.file(actor_for(world.accounts["chen"]), number, class_code="06025")


def test_nobody_gives_themselves_permissions(world: World) -> None:
    with refused("forbidden"):
        accounts.load_roles(world.chen, None, rows=[{"key": "registrar", "name": "x", "permissions": ["*"]}])
