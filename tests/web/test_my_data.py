"""What is held about whoever works here, for that person."""

import io
import json
import zipfile

from linli.accounts import actions as accounts
from linli.accounts import queries
from linli.cases import actions as cases
from linli.cases.labels import VERBS
from linli.kernel.actions import REGISTRY
from linli.kernel.territory import territory
from linli.web.accounts import views
from linli.web.audit.labels import ACTIONS, LOOKS
from tests.web.conftest import Browse, Markup
from tests.world import PASSWORD, World, new_key


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


COPY = "/accounts/data/copy"


def unpacked(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        return {name: pack.read(name).decode() for name in pack.namelist()}


def test_the_copy_holds_everything_of_the_own_for_programs_and_for_people_and_nothing_of_others_g40(
    browse: Browse, world: World
) -> None:
    with territory(world.admin):
        number = queries.record_of_user(world.admin, "zhao").number
    accounts.change_account(world.admin, number, name="canary name", title="canary title", unit="street/water")
    mine = accounts.ask_correction(world.zhao, new_key(), field="name", wanted="canary wanted").number
    accounts.refuse_correction(world.admin, mine, reason="canary answer")
    accounts.ask_correction(world.chen, new_key(), field="name", wanted="stranger wanted")
    for who, whose, channel in ((world.zhao, "canary", "letter"), (world.chen, "stranger", "visit")):
        accounts.issue_token(who, None, name=f"{whose} key")
        cases.keep_filter(who, new_key(), name=f"{whose} list", query=f"channel={channel}", is_shared=False)
    answer = browse("zhao").post(COPY, {"password": PASSWORD})
    inside = unpacked(answer.content)
    assert set(inside) == {"data.json", "data.html"}
    assert (answer.headers["Content-Type"], "no-store" in answer.headers["Cache-Control"]) == ("application/zip", True)
    planted = ("zhao", *(f"canary {word}" for word in ("name", "title", "wanted", "answer", "key", "list")))
    for text in inside.values():
        assert [canary for canary in (*planted, "channel=letter") if canary not in text] == []
        assert not any(other in text for other in ("stranger", "chen", "channel=visit", "password", "pbkdf2", "argon2"))
    assert json.loads(inside["data.json"])["roles"] == [{"role": "handler", "where": "Water Unit", "until": None}]


def test_whoever_finds_the_screen_open_takes_no_copy_g40(browse: Browse) -> None:
    """Ten wrong passwords, and nobody tries any more for an hour."""
    page = browse("zhao")
    assert Markup(page.get(COPY)).faults == []
    for given in ("", "a wrong password", "x" * 129):
        answer = page.post(COPY, {"password": given})
        assert (answer.status_code, "id_password_error" in answer.content.decode()) == (422, True)
    for _ in range(views.TRIES_AN_HOUR - 1):
        answer = page.post(COPY, {"password": "a wrong password"})
    assert answer.status_code == 422
    assert page.post(COPY, {"password": PASSWORD}).status_code == 429


def test_every_action_that_is_no_verb_of_a_case_has_words_in_the_audit() -> None:
    verbs = {f"case.{verb}" for verb in VERBS}
    assert set(ACTIONS) - set(LOOKS) == set(REGISTRY) - verbs


def test_the_audit_trail_speaks_words(browse: Browse, world: World) -> None:
    accounts.issue_token(world.chen, None, name="Dashboard")
    page = browse("auditor").get("/audit/").content.decode()
    assert '<option value="token.issue">Make a key</option>' in page


def test_the_audit_trail_tells_keys_and_values_in_words(browse: Browse, world: World) -> None:
    number = world.report(is_anonymous=True)
    page = browse("auditor").get(f"/audit/?number={number}").content.decode()
    assert all(said in page for said in ("Anonymous: Yes", "Area: Grid 1", "sealed mark"))
    assert "/3301" not in page.partition("<tbody>")[2]
