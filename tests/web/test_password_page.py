"""Choosing a new password."""

import pytest
from django.test import Client

from linli.accounts import actions as accounts
from linli.web.accounts import views
from tests.web.conftest import Browse, Browser
from tests.world import PASSWORD, World, new_key

PAGE = "/accounts/password/"
NEW = "another long password"


def given(old: str = PASSWORD, new: str = NEW, again: str | None = None) -> dict[str, str]:
    return {"old_password": old, "new_password1": new, "new_password2": new if again is None else again}


def signed_in(password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/accounts/login/", {"username": "chen", "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/cases/").status_code == 200


def test_whoever_changes_the_password_stays_signed_in_and_everywhere_else_is_signed_out(world: World) -> None:
    here, elsewhere = signed_in(), signed_in()
    before = here.cookies["sessionid"].value
    assert here.post(PAGE, given()).headers["Location"] == "/cases/"
    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert here.cookies["sessionid"].value != before
    assert (is_in(signed_in(NEW)), is_in(signed_in())) == (True, False)


@pytest.mark.parametrize(
    ("form", "at"),
    [
        (given(old="a wrong password"), "old_password"),
        (given(old=""), "old_password"),
        (given(old="x" * 129), "old_password"),
        (given(again="another long passwort"), "new_password2"),
        (given(new="short"), "new_password2"),
        (given(new="password1234"), "new_password2"),
        (given(new="x" * 129), "new_password1"),
        ({}, "new_password1"),
    ],
)
def test_what_is_not_right_is_told_at_the_field_and_nothing_changes(
    browse: Browse, world: World, form: dict[str, str], at: str
) -> None:
    answer = browse("chen").post(PAGE, form)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{at}_error"' in text
    assert not any(f'value="{value}"' in text for value in form.values() if value)
    assert is_in(signed_in())


def test_the_menu_leads_to_the_page(browse: Browse) -> None:
    assert f'href="{PAGE}"' in browse("chen").get("/cases/").content.decode()
    assert f'href="{PAGE}"' not in browse("li").get("/").content.decode()


def test_a_key_changes_no_password_even_beside_a_session(browse: Browse, world: World) -> None:
    secret = accounts.issue_token(world.chen, new_key(), name="A program").secret
    for browser in (browse("chen"), Browser(Client())):
        headers = {"Authorization": f"Bearer {secret}"}
        assert browser.client.get(PAGE, headers=headers).status_code == 403
        assert browser.client.post(PAGE, given(), headers=headers).status_code == 403
    assert is_in(signed_in())


def test_whoever_is_signed_out_meanwhile_changes_nothing(world: World) -> None:
    answer = Client().post(PAGE, given())
    assert answer.status_code == 401
    assert f"/accounts/login/?next={PAGE}" in answer.content.decode()


def test_the_present_password_is_not_to_be_found_by_trying(
    browse: Browse, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "TRIES_AN_HOUR", 2)
    answers = [browse("chen").post(PAGE, given(old=old)) for old in ("a guess", "another guess", PASSWORD)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]


def test_a_page_of_another_site_changes_no_password(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.accounts["chen"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(PAGE, given()).status_code == 403
