"""The demo's roles name only permissions that the product knows."""

import json

from linli.cases.permissions import CASE_REVEAL, CASE_VIEW
from linli.kernel.actions import REGISTRY
from linli.kernel.scope import view_permissions
from tests.conftest import ROOT


def test_every_permission_of_a_demo_role_exists() -> None:
    known = {*REGISTRY, *view_permissions(), CASE_VIEW, CASE_REVEAL}
    roles = json.loads((ROOT / "linli" / "demo" / "data" / "roles.json").read_text())
    assert {permission for role in roles for permission in role["permissions"]} <= known
