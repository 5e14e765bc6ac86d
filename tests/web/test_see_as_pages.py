"""Looking as another person, on the pages and by program with the same session."""

from datetime import timedelta
from typing import Any

import time_machine
from django.utils import timezone

from linli.accounts import actions as accounts
from linli.accounts.actions.people import Node
from linli.kernel.models import AuditEntry
from linli.kernel.territory import territory
from tests.api.conftest import token_caller
from tests.domain.asking import EYE, attempts
from tests.web.conftest import Browse, Browser, Markup
from tests.world import NEXT_BUILDING, PASSWORD, World

BAR = "You are looking as"
ONLY = "You are looking as somebody else"


def at(world: World, username: str) -> str:
    return f"/manage/staff/A{world.accounts[username].pk:08d}/see-as/"


def look(browser: Browser, world: World, username: str = "chen") -> Any:
    return browser.fill(at(world, username), reason="asked_for_help", password=PASSWORD)


def told(world: World, username: str = "chen") -> list[tuple[str, str]]:
    """What the account's chain says of looking, and who."""
    with territory(EYE):
        rows = AuditEntry.objects.filter(object_type="accountrecord", action__contains="see_as").order_by("pk")
        return list(rows.values_list("action", "actor"))


def test_an_administrator_sees_navigation_desk_and_case_as_the_person_does_and_no_contact(
    browse: Browse, world: World
) -> None:
    number = world.report(contact={"phone": "13800000067"})
    admin = browse("admin")
    assert admin.get(f"/cases/{number}/").status_code == 404
    assert "See as this person" in admin.get(at(world, "chen").removesuffix("see-as/")).content.decode()
    assert look(admin, world).headers["Location"] == "/cases/"
    for path in ("/cases/?tab=all", f"/cases/{number}/", "/figures/", "/", "/report/", "/manage/see-as/"):
        page = admin.get(path)
        assert page.status_code == 200, path
        assert Markup(page).faults == []
        assert f"{BAR} <strong>Chen</strong> (chen)" in page.content.decode(), path
        assert "End looking" in page.content.decode()
    desk = admin.get("/cases/?tab=all").content.decode()
    assert number in desk
    assert 'href="/cases/new/"' in desk
    case = admin.get(f"/cases/{number}/").content.decode()
    assert "138•" not in case
    assert "contacts are not shown while looking" in case
    assert "138•" in browse("chen").get(f"/cases/{number}/").content.decode()
    why = f"/manage/staff/why/?username=chen&amp;number={number}"
    assert why in case
    assert "Chen sees" in admin.get(why.replace("&amp;", "&")).content.decode()


def test_while_it_lasts_nothing_is_written_by_page_or_by_program(browse: Browse, world: World) -> None:
    number = world.report(contact={"phone": "13800000067"})
    admin = browse("admin")
    look(admin, world)
    reveal = {"field": "phone", "reason": "To ask back."}
    posts: list[tuple[str, dict[str, Any]]] = [
        (f"/cases/{number}/file", {"class_code": "06025"}),
        (f"/cases/{number}/reveal", reveal),
        ("/cases/export?tab=all", {}),
        ("/cases/filters?tab=all", {"name": "Mine"}),
        ("/report/", {"text": "Leak."}),
        (at(world, "zhao"), {"reason": "asked_for_help", "password": PASSWORD}),
        ("/accounts/password/", {}),
        ("/api/v1/session", {}),
        (f"/api/v1/cases/{number}/file", {"class_code": "06025"}),
        (f"/api/v1/cases/{number}/reveal", reveal),
    ]
    for path, given in posts:
        answer = admin.post(path, given)
        assert answer.status_code == 403, path
        assert ONLY in answer.content.decode(), path
        if path.startswith("/api/"):
            assert answer.json()["code"] == "only_looking"
    assert "To the end of looking" in admin.post(f"/cases/{number}/file").content.decode()
    for method, path in (("put", f"/api/v1/cases/{number}/photos/{'0' * 64}"), ("delete", "/api/v1/tokens/T1")):
        assert getattr(admin.client, method)(path).status_code == 403
    assert told(world) == [("account.see_as", world.admin.key)]
    assert admin.get(f"/api/v1/cases/{number}").status_code == 200
    # A key of a program is somebody else's session.
    assert token_caller(world, "admin").get("/me").json()["username"] == "admin"


def test_the_persons_own_pages_the_trail_and_papers_stay_closed(browse: Browse, world: World) -> None:
    number = world.report()
    admin = browse("admin")
    accounts.grant_role(EYE, f"A{world.accounts['chen'].pk:08d}", role="auditor", node=Node(area="33"))
    look(admin, world)
    paths = ["/accounts/data/", "/accounts/tokens/", "/accounts/corrections/", "/accounts/password/", "/audit/"]
    paths += [f"/cases/{number}/dossier.pdf", f"/r/{world.codes[number]}/", "/api/v1/tokens", "/api/v1/audit/entries"]
    for path in paths:
        answer = admin.get(path)
        assert answer.status_code == 403, path
        assert ONLY in answer.content.decode(), path


def test_it_is_ended_by_button_by_signing_out_and_by_itself(browse: Browse, world: World) -> None:
    began, ended = ("account.see_as", world.admin.key), ("account.end_see_as", world.admin.key)
    admin = browse("admin")
    look(admin, world)
    assert admin.post("/manage/see-as/end/").headers["Location"] == at(world, "chen").removesuffix("see-as/")
    page = admin.get(at(world, "chen").removesuffix("see-as/")).content.decode()
    assert BAR not in page
    assert "Somebody looked as this person" in page
    assert "The person asked for help" in page
    assert "+00:00 ·" not in page
    look(admin, world)
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        # A form that was opened while one looked is not sent in the own name unseen.
        assert admin.post("/cases/filters?tab=all", {"name": "Mine"}).status_code == 403
        assert told(world) == [began, ended] * 2
        assert BAR not in admin.get("/manage/").content.decode()
        assert admin.post("/manage/see-as/end/").headers["Location"] == "/manage/see-as/"
    look(admin, world)
    assert admin.post("/accounts/logout/").status_code == 302
    assert told(world) == [began, ended] * 3
    assert admin.get("/manage/").status_code == 302


def test_it_ends_when_the_person_may_more_than_one_may_give(browse: Browse, world: World) -> None:
    admin = browse("admin")
    look(admin, world)
    accounts.grant_role(EYE, f"A{world.accounts['chen'].pk:08d}", role="leader", node=Node())
    page = admin.get("/manage/").content.decode()
    assert BAR not in page
    assert told(world)[-1] == ("account.end_see_as", world.admin.key)
    page = admin.get(at(world, "chen")).content.decode()
    assert "holds a role that you may not give there" in page
    assert 'name="password"' not in page


def test_it_asks_once_more_who_asks_and_why(browse: Browse, world: World) -> None:
    admin = browse("admin")
    for given, said in (
        ({"reason": "asked_for_help", "password": "wrong"}, "not your present password"),
        ({"password": PASSWORD}, "This field is required"),
        ({"reason": "curious", "password": PASSWORD}, "Select a valid choice"),
    ):
        answer = admin.fill(at(world, "chen"), **given)
        assert answer.status_code == 422, given
        assert said in answer.content.decode()
    assert told(world) == []
    assert browse("chen").get(at(world, "zhao")).status_code == 403
    assert admin.get("/manage/staff/A99999999/see-as/").status_code == 404
    page = admin.get(at(world, "admin")).content.decode()
    assert "Nobody changes the own account this way" in page
    assert "You look in your own name" in browse("chen").get("/manage/see-as/").content.decode()


def test_a_look_in_vain_is_kept_under_the_name_of_whoever_looks(browse: Browse, world: World) -> None:
    there = world.report(building=NEXT_BUILDING)
    admin = browse("admin")
    look(admin, world)
    assert admin.get(f"/cases/{there}/").status_code == 404
    assert attempts() == [(world.admin.key, "case.view", there, "not_found")]
