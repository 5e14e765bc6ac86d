"""G24, G25 for every operation that the document names: whose object it is, who shows what, from which page."""

import re
from datetime import timedelta

import time_machine
from django.test import Client
from django.utils import timezone

from linli.accounts import actions as accounts
from tests.api.conftest import Caller
from tests.api.matrix import MATRIX, STREAMS
from tests.api.test_schema import operations
from tests.conftest import Trial
from tests.domain.asking import picture
from tests.world import BUILDING, World

# What a path may name, as it would look.
NAMED = {"number": "20990101000001", "code": "a" * 26, "sha256": picture()[1], "name": "units"}
# What is the own, told by nothing but who asks: of somebody else's there is none. Tables and codes are for everybody.
# Which registers there are is no secret; who may not see them is told so.
OWN = {"token.revoke", "correction.withdraw", "filter.prefer", "filter.rename", "filter.remove"}
OPEN = {"standard.list", "register.view", "register.change"}
EACH = {operation["operationId"]: name.split() for name, operation in operations()}
TRIED = [name for name in EACH if name not in STREAMS]


def path_of(name: str) -> str:
    return re.sub(r"{(\w+)}", lambda found: NAMED[found[1]], EACH[name][1])


def bearer(secret: str) -> Caller:
    return Caller(Client(), {"Authorization": f"Bearer {secret}"})


def status(caller: Caller, name: str, **headers: str) -> int:
    """What the operation answers to a request that could be one."""
    method = EACH[name][0].upper()
    body = None if method in ("GET", "DELETE") else {"place": {"code": BUILDING}}
    return int(caller.send(method, path_of(name), body, **headers).status_code)


def test_every_operation_on_an_object_of_others_answers_a_stranger_as_if_there_were_none() -> None:
    named = {name for name in EACH if "{" in EACH[name][1]}
    by_code = {name for name in named if "/reports/{code}" in EACH[name][1]}
    rest = named - by_code - OWN - OPEN
    assert len(rest) >= 40
    assert {name: MATRIX[name].expected("stranger") for name in rest} == dict.fromkeys(rest, 404)


def test_who_shows_nothing_or_what_is_no_longer_good_opens_only_what_is_declared(world: World, trial: Trial) -> None:
    revoked, live = (accounts.issue_token(world.chen, None, name="test") for _ in range(2))
    accounts.revoke_token(world.chen, revoked.receipt.number)
    for name in TRIED:
        with trial(name):
            assert (status(Caller(Client()), name) != 401) == (MATRIX[name].expected("anonymous") != 401)
            assert [status(bearer(secret), name) for secret in (revoked.secret, "a" * 43)] == [401, 401]
            assert status(bearer(live.secret), name) != 401
            with time_machine.travel(timezone.now() + timedelta(days=91)):
                assert status(bearer(live.secret), name) == 401


def test_a_page_of_another_site_changes_nothing(world: World, public: Caller, trial: Trial) -> None:
    for name in TRIED:
        if EACH[name][0] != "get":
            with trial(name):
                assert status(public, name, Origin="https://evil.example") == 403
