"""What is held about whoever works here, for that person."""

import json

from linli.accounts import actions as accounts
from linli.accounts import queries
from linli.kernel.actions import REGISTRY
from linli.kernel.territory import territory
from linli.web.audit.labels import ACTIONS
from tests.web.conftest import Browse, Markup
from tests.world import World


def test_somebody_reads_account_roles_and_who_puts_them_right(browse: Browse, world: World) -> None:
    answer = browse("zhao").get("/accounts/data/")
    page = answer.content.decode()
    assert all(said in page for said in ("Zhao", "zhao", "Water Unit", "handler", "Admin"))
    assert Markup(answer).faults == []


def test_who_changed_the_account_is_told_by_name(browse: Browse, world: World) -> None:
    with territory(world.admin):
        number = queries.record_of_user(world.admin, "zhao").number
    accounts.change_account(world.admin, number, name="Zhao Yi", unit="street/water")
    page = browse("zhao").get("/accounts/data/").content.decode()
    assert "Change an account" in page
    assert "Admin" in page


def test_what_one_did_is_listed_and_nobody_elses(browse: Browse, world: World) -> None:
    world.drive(world.report(), "file", "dispatch", "accept")
    assert "Accept" in browse("zhao").get("/accounts/data/").content.decode().partition("What you did last")[2]
    assert "Nothing in the last 90 days" in browse("sun").get("/accounts/data/").content.decode()


def test_a_copy_is_taken_as_a_file(browse: Browse, world: World) -> None:
    accounts.issue_token(world.zhao, None, name="Dashboard")
    answer = browse("zhao").get("/accounts/data/copy.json")
    told = json.loads(answer.content)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="own-data.json"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert told["account"]["username"] == "zhao"
    assert told["roles"] == [{"role": "handler", "where": "Water Unit"}]
    assert [key["name"] for key in told["keys"]] == ["Dashboard"]
    assert "password" not in answer.content.decode()


def test_every_action_that_is_no_move_of_a_case_has_words_in_the_audit() -> None:
    assert set(ACTIONS) == {name for name in REGISTRY if not name.startswith("case.")}


def test_the_audit_trail_speaks_words(browse: Browse, world: World) -> None:
    accounts.issue_token(world.chen, None, name="Dashboard")
    page = browse("auditor").get("/audit/").content.decode()
    assert '<option value="token.issue">Make a key</option>' in page
