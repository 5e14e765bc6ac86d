"""Signing in and out, and the keys of programs."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from tests.api.conftest import Caller, People
from tests.api.test_reports import REPORT
from tests.world import World, new_key


def browser() -> Caller:
    """A client that must show the token against forged requests, as a browser must."""
    return Caller(Client(enforce_csrf_checks=True))


def sign_in(world: World, name: str = "chen") -> Caller:
    """A browser with a session."""
    caller = browser()
    response = caller.post("/session", {"username": name, "password": world.password})
    assert response.status_code == 200, response.content
    return caller


def made_token(world: World) -> str:
    """The number of a token that chen makes in a session."""
    caller = sign_in(world)
    return str(caller.post("/tokens", {"name": "a"}, X_CSRFToken=csrf(caller)).json()["number"])


def csrf(caller: Caller) -> str:
    return caller.client.cookies["csrftoken"].value


def test_who_signs_in_is_told_who_they_are(world: World) -> None:
    caller = browser()
    response = caller.post("/session", {"username": "Chen ", "password": world.password})
    told = response.json()
    assert response.status_code == 200
    assert (told["username"], told["name"], told["unit"]["code"]) == ("chen", "Chen", "street")
    assert [role["code"] for role in told["roles"]] == ["registrar"]
    assert {"case.dispatch", "case.report"} <= set(told["permissions"])
    assert caller.get("/me").json() == told
    cookie = response.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_new_session_gets_a_new_name(world: World) -> None:
    caller = sign_in(world)
    before = caller.client.cookies["sessionid"].value
    caller.post("/session", {"username": "zhao", "password": world.password}, X_CSRFToken=csrf(caller))
    assert caller.client.cookies["sessionid"].value != before
    assert caller.get("/me").json()["username"] == "zhao"


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(world: World, public: Caller) -> None:
    answers = [
        public.post("/session", {"username": name, "password": "a wrong password"}) for name in ("chen", "nobody")
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert answers[0].content == answers[1].content


def test_ten_wrong_passwords_lock_the_name_for_a_while(world: World, public: Caller) -> None:
    wrong = {"username": "chen", "password": "a wrong password"}
    statuses = [public.post("/session", wrong).status_code for _ in range(12)]
    assert statuses[0] == 401
    response = public.post("/session", {"username": "CHEN", "password": world.password})
    assert (response.status_code, response.json()["code"]) == (429, "too_many")
    assert int(response["Retry-After"]) > 0


def test_one_address_cannot_try_one_password_for_every_name(
    world: World, public: Caller, settings: LazySettings
) -> None:
    settings.LINLI_SIGN_INS_OF_ADDRESS = 3
    names = ("zhao", "sun", "nobody", "chen")
    statuses = [public.post("/session", {"username": name, "password": "wrong"}).status_code for name in names]
    assert statuses == [401, 401, 401, 429]


def test_many_addresses_cannot_try_many_passwords_for_one_name(
    world: World, public: Caller, settings: LazySettings
) -> None:
    settings.LINLI_SIGN_INS_OF_NAME, settings.LINLI_TRUSTED_PROXIES = 3, "127.0.0.1"
    wrong = {"username": "chen", "password": "a wrong password"}
    sources = [f"10.0.0.{number}" for number in range(4)]
    statuses = [public.post("/session", wrong, X_Forwarded_For=source).status_code for source in sources]
    assert statuses == [401, 401, 401, 429]
    other = {"username": "zhao", "password": world.password}
    assert public.post("/session", other, X_Forwarded_For="10.0.0.9").status_code == 200


def test_somebody_who_left_cannot_sign_in(world: World, public: Caller) -> None:
    chen = world.accounts["chen"]
    chen.is_active = False
    chen.save()
    assert public.post("/session", {"username": "chen", "password": world.password}).status_code == 401


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_form_of_another_site_cannot_sign_anybody_in(world: World, public: Caller, kind: str) -> None:
    body = b'{"username": "chen", "password": "a long password of the world"}'
    assert public.post("/session", body, Content_Type=kind).status_code == 415


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example", "http://["])
def test_a_page_of_another_site_cannot_write(world: World, public: Caller, origin: str) -> None:
    credentials = {"username": "chen", "password": world.password}
    response = public.post("/session", credentials, Origin=origin)
    assert (response.status_code, response.json()["code"]) == (403, "origin")
    assert public.post("/reports", REPORT, Origin=origin).status_code == 403


def test_our_own_page_may_write(world: World, public: Caller) -> None:
    assert public.post("/reports", REPORT, Origin="http://testserver").status_code == 201


def test_a_session_writes_only_with_its_own_token(world: World) -> None:
    caller, number = sign_in(world), world.report()
    told = {"Idempotency_Key": new_key(), "If_Match": '"1"'}
    forged = caller.post(f"/cases/{number}/file", {"class_code": "06025"}, **told)
    assert (forged.status_code, forged.json()["code"]) == (403, "origin")
    assert caller.post("/reports", REPORT).status_code == 403
    meant = caller.post(f"/cases/{number}/file", {"class_code": "06025"}, X_CSRFToken=csrf(caller), **told)
    assert meant.status_code == 200, meant.content


def test_a_program_needs_no_token_against_forgery(world: World, people: People) -> None:
    caller = Caller(Client(enforce_csrf_checks=True), people["chen"].headers)
    assert caller.move(world.report(), "file", {"class_code": "06025"}).status_code == 200


def test_signing_out_ends_the_session(world: World) -> None:
    caller = sign_in(world)
    assert caller.delete("/session").status_code == 403
    assert caller.delete("/session", X_CSRFToken=csrf(caller)).status_code == 204
    assert caller.get("/me").status_code == 401


def test_a_token_is_shown_once_and_opens_what_its_maker_may_open(world: World) -> None:
    caller = sign_in(world)
    made = caller.post("/tokens", {"name": "Dashboard"}, X_CSRFToken=csrf(caller))
    assert made.status_code == 201, made.content
    secret = made.json()["token"]
    program = Caller(Client(), {"Authorization": f"Bearer {secret}"})
    assert program.get("/me").json()["username"] == "chen"
    listed = program.get("/tokens")
    assert [token["name"] for token in listed.json()["tokens"]] == ["Dashboard"]
    assert secret.encode() not in listed.content


def test_a_token_makes_no_further_token(world: World, people: People) -> None:
    chen = people["chen"]
    before = chen.get("/tokens").json()
    response = chen.post("/tokens", {"name": "For ever"})
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    assert chen.get("/tokens").json() == before


@pytest.mark.parametrize(("language", "words"), [("en", "Sign in with user name"), ("zh", "请用用户名和密码登录")])
def test_a_program_that_wants_a_token_is_told_what_to_do(
    world: World, people: People, language: str, words: str
) -> None:
    response = people["chen"].post("/tokens", {"name": "For ever"}, Accept_Language=language)
    assert words in response.json()["message"]
    assert "POST /api/v1/session" in response.json()["message"]


def test_a_token_beside_a_session_makes_no_further_token(world: World, people: People) -> None:
    caller = sign_in(world)
    headers = {"X_CSRFToken": csrf(caller), "Authorization": people["chen"].headers["Authorization"]}
    assert caller.post("/tokens", {"name": "For ever"}, **headers).status_code == 403


@pytest.mark.parametrize("key", ["", "short"])
def test_a_token_needs_a_proper_key(world: World, key: str) -> None:
    caller = sign_in(world)
    response = caller.post("/tokens", {"name": "a"}, Idempotency_Key=key, X_CSRFToken=csrf(caller))
    assert response.status_code == 400


def test_a_revoked_token_opens_nothing(world: World, people: People) -> None:
    caller = people["chen"]
    number = caller.get("/tokens").json()["tokens"][0]["number"]
    assert caller.delete(f"/tokens/{number}").status_code == 204
    response = caller.get("/me")
    assert (response.status_code, response.json()["code"]) == (401, "sign_in")


def test_a_revoked_token_cannot_be_revoked_again(world: World, people: People) -> None:
    number = made_token(world)
    assert people["chen"].delete(f"/tokens/{number}").status_code == 204
    assert people["chen"].delete(f"/tokens/{number}").status_code == 409


def test_nobody_revokes_the_token_of_somebody_else(world: World, people: People) -> None:
    number = made_token(world)
    refused, unknown = (people["leader"].delete(f"/tokens/{n}") for n in (number, "T99999999"))
    assert (refused.status_code, refused.content) == (404, unknown.content)


def test_a_token_ends_after_ninety_days(world: World, people: People) -> None:
    caller = people["chen"]
    assert caller.get("/me").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        assert caller.get("/me").status_code == 401


@pytest.mark.parametrize("shown", ["Bearer no", "Bearer", "Basic Y2hlbjp4", "Bearer \x00", "口"])
def test_a_wrong_token_opens_nothing_not_even_what_is_public(world: World, public: Caller, shown: str) -> None:
    for path in ("/me", "/areas", "/cases"):
        assert public.get(path, Authorization=shown).status_code == 401
