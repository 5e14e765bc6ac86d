"""The pages about staff: list, one account, roles, password, file, and why somebody sees a case."""

import csv
import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.accounts import actions as accounts
from linli.accounts.models import Account, Grant, Role
from tests.domain.accounts.administrators import administrator
from tests.domain.asking import EYE
from tests.web.conftest import Browse, Markup
from tests.world import COMMUNITY, STREET, World


def at(world: World, username: str, verb: str = "") -> str:
    return f"/manage/staff/A{world.accounts[username].pk:08d}/{verb}"


def test_every_page_about_staff_is_sound(browse: Browse, world: World) -> None:
    admin = browse("admin")
    paths = ["/manage/staff/", "/manage/staff/?q=nobody", "/manage/staff/new/", "/manage/staff/why/"]
    paths += ["/manage/staff/import/", at(world, "zhao"), at(world, "admin")]
    paths += [at(world, "zhao", f"{verb}/") for verb in ("grant", "change", "reset-password", "disable")]
    for path in paths:
        page = admin.get(path)
        assert page.status_code == 200, path
        markup = Markup(page)
        assert markup.faults == []
        assert [field for field in markup.inputs if field.get("id") not in markup.labels] == [], path
        assert page.content.decode().count("<h1") == 1


def test_who_adds_somebody_outside_of_the_own_area_is_led_to_the_unit(browse: Browse, world: World) -> None:
    administrator(world)
    answer = browse("leader").fill("/manage/staff/new/", username="new.one", name="New One")
    assert answer.status_code == 403
    assert "Choose a unit of your own area." in answer.content.decode()
    assert not Account.objects.filter(username="new.one").exists()


def test_the_history_names_roles_and_places_not_their_codes(browse: Browse, world: World) -> None:
    given = {"role": "verifier", "node": f"area:{COMMUNITY}"}
    assert browse("admin").fill(at(world, "zhao", "grant/"), **given).status_code == 302
    told = browse("admin").get(at(world, "zhao")).content.decode().partition("<h2")[2]
    assert COMMUNITY not in told.rpartition("<h2")[2]


def test_who_only_sees_accounts_and_administers_none_has_no_list_of_staff(browse: Browse, world: World) -> None:
    Role.objects.filter(key="leader").update(permissions=["case.view", "account.view"])
    page = browse("leader").get("/cases/").content.decode()
    assert "/manage/" not in page
    assert browse("leader").get("/manage/staff/").status_code == 403
    assert browse("leader").get(at(world, "zhao")).status_code == 403


def test_who_administers_one_street_is_led_to_its_staff(browse: Browse, world: World) -> None:
    administrator(world, by="leader")
    leader = browse("leader")
    assert 'href="/manage/"' in leader.get("/cases/").content.decode()
    assert 'href="/manage/staff/"' in leader.get("/manage/").content.decode()
    page = leader.get("/manage/staff/").content.decode()
    assert "Zhao" in page
    assert "Stranger" not in page


def test_staff_are_found_by_words_role_and_the_node_that_a_role_reaches(browse: Browse, world: World) -> None:
    admin = browse("admin")

    def found(query: str) -> set[str]:
        text = admin.get(f"/manage/staff/?{query}").content.decode()
        return set(re.findall(r'<td data-label="User name">(\w+)<', text))

    assert found("q=zhao") == {"zhao", "stranger_zhao"}
    assert found("q=zhao next") == {"stranger_zhao"}
    assert found(f"role=verifier&node=area:{COMMUNITY}") == {"sun"}
    assert found("role=handler&node=unit:street/water") == {"zhao"}
    assert found("role=no-such-role") == found("")


def test_the_list_costs_the_same_for_many(browse: Browse, world: World) -> None:
    admin = browse("admin")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin.get("/manage/staff/").status_code == 200
        return len(captured)

    before = cost()
    rows = [
        {"username": f"w{n}", "name": f"W {n}", "unit": "street", "grants": f"leader@area:{STREET}"} for n in range(9)
    ]
    accounts.bring_in_staff(EYE, None, rows=rows)
    assert cost() == before


def test_somebody_is_added_and_the_password_is_shown_once(browse: Browse, world: World) -> None:
    admin = browse("admin")
    page = admin.fill("/manage/staff/new/", username="qian", name="Qian", title="Helper", unit="street/water")
    password = re.search(r"([a-z2-9]{5}-){3}[a-z2-9]{5}", page.content.decode())
    assert password is not None
    assert page.headers["Cache-Control"] == "private, no-store"
    assert Account.objects.get(username="qian").check_password(password[0])
    assert password[0] not in admin.get("/manage/staff/?q=qian").content.decode()
    again = admin.fill("/manage/staff/new/", username="qian", name="Qian")
    assert again.status_code == 422
    assert "This user name is taken" in again.content.decode()


def test_a_role_is_given_in_the_tree_and_taken_away_again(browse: Browse, world: World) -> None:
    admin = browse("admin")
    page = admin.get(at(world, "zhao", "grant/")).content.decode()
    assert f'value="area:{COMMUNITY}"' in page
    assert 'value="unit:street/water"' in page
    assert 'value="*"' not in page
    assert admin.fill(at(world, "zhao", "grant/"), role="leader", node=f"area:{COMMUNITY}").status_code == 302
    assert Grant.objects.filter(account__username="zhao", role="leader", area__code=COMMUNITY).exists()
    assert "leader" in admin.get(at(world, "zhao")).content.decode()
    assert admin.fill(at(world, "zhao", "grant/"), role="leader", node=f"area:{COMMUNITY}").status_code == 409
    assert admin.fill(at(world, "zhao", "grant/"), role="leader", node="nonsense").status_code == 422
    assert admin.fill(at(world, "zhao", "grant/"), role="leader", node="*").status_code == 403
    taken = admin.fill(at(world, "zhao", "revoke-grant/") + f"?role=leader&node=area:{COMMUNITY}")
    assert taken.status_code == 302
    assert not Grant.objects.filter(account__username="zhao", role="leader").exists()
    assert "Role taken away" in admin.get(at(world, "zhao")).content.decode()


def test_an_account_is_changed_disabled_enabled_and_given_a_password(browse: Browse, world: World) -> None:
    admin = browse("admin")
    assert (
        admin.fill(at(world, "zhao", "change/"), name="Zhao Wu", title="Chief", unit="street/roads").status_code == 302
    )
    assert Account.objects.get(username="zhao").name == "Zhao Wu"
    page = admin.fill(at(world, "zhao", "reset-password/"))
    password = re.search(r"([a-z2-9]{5}-){3}[a-z2-9]{5}", page.content.decode())
    assert password is not None
    assert Account.objects.get(username="zhao").check_password(password[0])
    assert admin.fill(at(world, "zhao", "disable/")).status_code == 302
    assert not Account.objects.get(username="zhao").is_active
    assert admin.post(at(world, "zhao", "disable/"), {"key": "k" * 16}).status_code == 409
    assert admin.fill(at(world, "zhao", "enable/")).status_code == 302
    assert admin.get(at(world, "admin", "disable/")).status_code == 403
    assert admin.get(at(world, "zhao", "nonsense/")).status_code == 404
    assert admin.get("/manage/staff/A99999999/").status_code == 404


def test_a_table_is_tried_and_then_loaded_without_choosing_it_again(browse: Browse, world: World) -> None:
    admin = browse("admin")
    rows = list(csv.DictReader(io.StringIO(admin.get("/manage/staff/export.csv").content.decode("utf-8-sig"))))
    rows = [
        row | {"title": "Chief"} if row["username"] == "zhao" else row for row in rows if row["username"] != "admin"
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows([*rows, {"username": "qian", "name": "Qian", "unit": "street"}])
    upload = SimpleUploadedFile("staff.csv", out.getvalue().encode(), "text/csv")
    tried = admin.fill("/manage/staff/import/", file=upload, **{"try": "1"})
    text = tried.content.decode()
    assert tried.status_code == 200
    assert "1 new, 1 changed" in text
    assert not Account.objects.filter(username="qian").exists()
    kept = re.search(r'name="text" value="([^"]*)"', text)
    assert kept is not None
    form = {"key": "k" * 32, "text": kept[1]}
    assert admin.post("/manage/staff/import/", form).status_code == 302
    assert Account.objects.get(username="qian").name == "Qian"
    assert Account.objects.get(username="zhao").title == "Chief"
    assert admin.post("/manage/staff/import/", {"key": "k" * 32}).status_code == 422


def test_why_somebody_sees_a_case_is_told_without_the_case(browse: Browse, world: World) -> None:
    admin = browse("admin")
    number = world.drive(world.report(), "file", "dispatch")

    def why(username: str, case: str = number) -> str:
        page = str(admin.get(f"/manage/staff/why/?number={case}&username={username}").content.decode())
        assert "The tap leaks" not in page
        return page

    assert f"Chen sees {number}" in why("chen")
    assert "By the role registrar on the area First Street" in why("chen")
    assert "By the role handler on the unit Water Unit" in why("zhao")
    assert f"Stranger does not see {number}" in why("stranger")
    assert "There is no case with this number" in why("chen", "no-such-case")
    assert "There is no account with this user name" in why("nobody")
