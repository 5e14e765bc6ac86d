"""The keys of programs: one's own, and everybody's for whoever may disable accounts."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.accounts import actions as accounts
from linli.accounts.queries import token_of
from tests.web.conftest import Browse, Markup
from tests.world import World


def test_a_new_key_is_shown_once_and_works(browse: Browse, world: World) -> None:
    chen = browse("chen")
    page = chen.fill("/accounts/tokens/", name="Dashboard").content.decode()
    found = re.search(r"linli_[\w-]+", page)
    assert found is not None
    assert token_of(found[0]) is not None
    again = chen.get("/accounts/tokens/").content.decode()
    assert "Dashboard" in again
    assert "linli_" not in again
    assert "no-store" in chen.last.headers["Cache-Control"]


def test_a_key_needs_a_name(browse: Browse, world: World) -> None:
    assert browse("chen").fill("/accounts/tokens/", name=" ").status_code == 422


def test_one_ends_the_own_key_once(browse: Browse, world: World) -> None:
    issued = accounts.issue_token(world.chen, None, name="Dashboard")
    chen, number = browse("chen"), issued.receipt.number
    assert chen.post("/accounts/tokens/", {"revoke": number}).status_code == 302
    assert token_of(issued.secret) is None
    assert chen.post("/accounts/tokens/", {"revoke": number}).status_code == 409
    assert "ended" in chen.get("/accounts/tokens/").content.decode()


def test_the_key_of_another_is_as_if_it_were_not_there(browse: Browse, world: World) -> None:
    issued = accounts.issue_token(world.chen, None, name="Dashboard")
    for who in ("wang", "stranger", "admin"):
        answer = browse(who).post("/accounts/tokens/", {"revoke": issued.receipt.number})
        assert answer.status_code == 404
        assert "Dashboard" not in browse(who).get("/accounts/tokens/").content.decode()
    assert token_of(issued.secret) is not None


def test_an_administrator_sees_whose_they_are_and_ends_them(browse: Browse, world: World) -> None:
    issued = accounts.issue_token(world.chen, None, name="Dashboard")
    admin = browse("admin")
    answer = admin.get("/manage/tokens/")
    page = answer.content.decode()
    assert all(said in page for said in ("Dashboard", "Chen", "never"))
    assert Markup(answer).faults == []
    assert admin.post("/manage/tokens/", {"revoke": issued.receipt.number}).status_code == 302
    assert token_of(issued.secret) is None
    assert admin.post("/manage/tokens/", {"revoke": issued.receipt.number}).status_code == 409
    assert admin.post("/manage/tokens/", {"revoke": "T99999999"}).status_code == 404


@pytest.mark.parametrize("who", ["chen", "stranger", "auditor"])
def test_nobody_else_sees_or_ends_the_keys_of_all(browse: Browse, world: World, who: str) -> None:
    issued = accounts.issue_token(world.chen, None, name="Dashboard")
    assert browse(who).post("/manage/tokens/", {"revoke": issued.receipt.number}).status_code == 403
    assert token_of(issued.secret) is not None


def test_where_there_are_no_keys_the_page_says_what_they_are(browse: Browse, world: World) -> None:
    assert "No keys" in browse("chen").get("/accounts/tokens/").content.decode()
    assert "No keys" in browse("admin").get("/manage/tokens/").content.decode()


def test_keys_go_out_as_a_table_without_secrets_and_end_by_it_once_tried(browse: Browse, world: World) -> None:
    issued, admin = accounts.issue_token(world.chen, None, name="Dashboard"), browse("admin")
    table = admin.get("/manage/tokens/export.csv").content.decode()
    assert issued.receipt.number in table
    assert issued.secret not in table
    upload = SimpleUploadedFile("tokens.csv", table.replace("true", "false").encode(), "text/csv")
    tried = admin.fill("/manage/tokens/import/", file=upload, **{"try": "1"})
    assert "1 changed" in tried.content.decode()
    assert token_of(issued.secret) is not None
    upload.seek(0)
    assert admin.fill("/manage/tokens/import/", file=upload).status_code == 302
    assert token_of(issued.secret) is None
    new = SimpleUploadedFile("tokens.csv", b"number,username,name\n,chen,New\n", "text/csv")
    answer = admin.fill("/manage/tokens/import/", file=new)
    assert answer.status_code == 422
    assert "made by whoever it acts for" in answer.content.decode()
