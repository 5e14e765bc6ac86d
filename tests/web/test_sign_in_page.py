"""Signing in and out, and the demonstration's accounts."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.web.conftest import Browse
from tests.world import World


def send(client: Client, username: str, password: str, **more: str) -> int:
    return client.post("/accounts/login/", {"username": username, "password": password, **more}).status_code


def test_the_right_password_leads_to_where_one_wanted_to_go(world: World) -> None:
    client = Client()
    given = {"username": "CHEN", "password": world.password, "next": "/cases/?tab=all"}
    assert client.post("/accounts/login/", given).headers["Location"] == "/cases/?tab=all"
    assert (
        client.post("/accounts/login/", given | {"next": "https://elsewhere.example/"}).headers["Location"] == "/cases/"
    )
    assert client.post("/accounts/logout/").headers["Location"] == "/"
    assert client.get("/cases/").status_code == 302


def test_a_wrong_password_is_told_without_saying_which_part_was_wrong(browse: Browse) -> None:
    resident = browse("li")
    texts = [
        resident.post("/accounts/login/", {"username": name, "password": "wrong"}).content.decode()
        for name in ("chen", "nobody-of-this-name")
    ]
    for text in texts:
        assert "The user name or the password is not right." in text


def test_too_many_wrong_passwords_lock_the_account_with_a_sentence(world: World) -> None:
    client = Client()
    statuses = [send(client, "chen", "wrong") for _ in range(10)]
    assert statuses[-1] == 429
    assert send(client, "chen", world.password) == 429


def test_too_many_tries_from_one_address_are_told_with_a_sentence(world: World, settings: Settings) -> None:
    settings.LINLI_SIGN_INS_OF_ADDRESS = 2
    client = Client()
    assert [send(client, name, "wrong") for name in ("chen", "zhao", "sun")] == [200, 200, 429]


def test_the_list_of_accounts_is_only_in_a_demonstration(browse: Browse, settings: Settings) -> None:
    settings.IS_DEMO = False
    assert browse("li").get("/demo/").status_code == 404
    settings.IS_DEMO, settings.DEMO_PASSWORD = True, "shown to all"
    text = browse("li").get("/demo/").content.decode()
    assert "shown to all" in text
    assert 'value="chen"' in text
    assert 'value="chen"' not in browse("li").get("/demo/?q=zhao").content.decode()


def test_whoever_administers_and_sees_no_case_begins_with_the_registers(world: World) -> None:
    led = {}
    for username in ("admin", "chen"):
        given = {"username": username, "password": world.password}
        led[username] = Client().post("/accounts/login/", given).headers["Location"]
    assert led == {"admin": "/manage/", "chen": "/cases/"}


@pytest.mark.parametrize("given", [{"username": "n" * 300}, {"password": "p" * 300}, {"username": "n" * 61}])
def test_what_is_too_long_to_be_a_name_or_a_password_is_told_at_the_field(
    browse: Browse, given: dict[str, str]
) -> None:
    answer = browse("li").post("/accounts/login/", {"username": "chen", "password": "wrong"} | given)
    assert answer.status_code == 200
    assert f'id="id_{next(iter(given))}_error"' in answer.content.decode()


IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
DESKTOP = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("name", "browser", "first"),
    [
        ("zhao", IPHONE, "/today/"),
        ("zhao", DESKTOP, "/cases/"),
        ("zhao", "", "/cases/"),
        ("leader", IPHONE, "/cases/"),
    ],
)
def test_whoever_works_outdoors_begins_with_the_tasks_on_a_phone(
    world: World, name: str, browser: str, first: str
) -> None:
    client = Client(headers={"User-Agent": browser})
    given = {"username": name, "password": world.password}
    assert client.post("/accounts/login/", given).headers["Location"] == first
    assert client.post("/accounts/logout/").headers["Location"] == "/"
    wanted = given | {"next": "/cases/?tab=all"}
    assert client.post("/accounts/login/", wanted).headers["Location"] == "/cases/?tab=all"
