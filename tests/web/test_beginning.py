"""The first steps of a new street: from `linli init` on an empty installation to people at work."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.accounts.models import Account, Grant, Role, Unit
from linli.accounts.queries import actor_for
from linli.cases.models import Route
from linli.config import administration
from linli.kernel.actions import Receipt
from linli.kernel.actor import Actor
from linli.kernel.models import AuditEntry
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.places.models import Area, Building, Town
from linli.places.queries import forget_areas
from linli.places.rules import street_code
from linli.web.manage.beginning import street, tables
from tests.domain.asking import EYE
from tests.web.conftest import Browse, Browser, Markup, hidden, session_of
from tests.world import GRID, STREET, World, square

PASSWORD = "sycamores along the canal"
TOWN = {"code": "330110013000", "name": "New Street", "version": "2026", "phones": "Police 110\nFire 119"}
STEPS = ("grids", "units", "staff")


@pytest.fixture
def first(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """The first administrator of an installation in which there is nothing."""
    for model in (Town, Grant, Route, Building):
        model.objects.all().delete()
    Account.objects.update(unit=None)
    Unit.objects.update(parent=None)
    Area.objects.update(parent=None)
    for other in (Unit, Area, Role):
        other.objects.all().delete()
    forget_areas()
    monkeypatch.setattr(settings, "LINLI_DATA_DIR", tmp_path)
    administration.begin("first", "Qian Wei", lambda: PASSWORD)
    client = Client()
    client.cookies["django_language"] = "en"
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(Account.objects.get(username="first"))
    return Browser(client)


def upload(text: str | bytes, name: str = "a.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def sent(browser: Browser, step: str, text: str | bytes, how: str = "try", **more: Any) -> Any:
    """Chooses a file on the step's page and presses a button."""
    page = browser.get(f"/manage/begin/{step}/")
    return browser.post(f"/manage/begin/{step}/", {**hidden(page), "file": upload(text), how: "1", **more})


def tried_again(browser: Browser, step: str, how: str = "take") -> Any:
    """Presses a button of the page that shows a trial, without choosing the file again."""
    page = browser.last.content.decode()
    given = dict(re.findall(r'<input type="hidden" name="(key|seen|left_out)" value="([^"]*)"', page))
    text = re.search(r'name="text" value="([^"]*)"', page)
    assert text is not None
    kept = text[1].replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")
    return browser.post(f"/manage/begin/{step}/", {**given, "text": kept, how: "1"})


def example(browser: Browser, name: str) -> str:
    answer = browser.get(f"/manage/begin/example/{name}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def actions_since(before: set[int]) -> list[str]:
    with territory(EYE):
        rows = AuditEntry.objects.exclude(pk__in=before).order_by("pk").values_list("action", flat=True)
        return list(rows)


def entries() -> set[int]:
    with territory(EYE):
        return set(AuditEntry.objects.values_list("pk", flat=True))


def test_a_street_is_set_up_from_nothing_to_people_at_work(first: Browser) -> None:
    client = Client()
    answer = client.post("/accounts/login/", {"username": "first", "password": PASSWORD})
    assert answer.headers["Location"] == "/manage/begin/"
    before = entries()
    assert first.fill("/manage/begin/street/", **TOWN).headers["Location"] == "/manage/begin/grids/"
    town = Town.objects.select_related("root").get()
    assert (town.name, town.root.code, town.root.path) == ("New Street", "330110013000", "/330110013/")
    assert town.phones == [{"name": "Police", "number": "110"}, {"name": "Fire", "number": "119"}]
    for step, name in zip(STEPS, ("grids.geojson", "units.csv", "staff.csv"), strict=True):
        if step == "staff":
            assert first.post("/manage/begin/staff/", {"roles": "1"}).status_code == 302
            assert Role.objects.count() > 10
        page = sent(first, step, example(first, name)).content.decode()
        assert "0 rows are left out" in page
        assert "Nothing is taken yet" in page
        # The file need not be chosen again.
        assert not re.search(r'<input type="file"[^>]*required', page)
        assert tried_again(first, step).headers["Location"] == f"/manage/begin/{step}/", first.last.content.decode()
    grid = Area.objects.get(code="330110013001001")
    assert grid.path == "/330110013/330110013001/330110013001001/"
    assert grid.boundary
    chen = actor_for(Account.objects.get(username="chen.lei"))
    assert chen.may("case.dispatch", type("Spot", (), {"area_path": grid.path, "unit_path": ""})())
    told = [name for name in actions_since(before) if not name.startswith(("account.add", "account.grant"))]
    assert told == ["area.load", "town.load", "area.load", "unit.load", "role.load", "account.bring_in"]
    page = first.get("/manage/begin/").content.decode()
    assert "All four steps are done." in page
    assert "First passwords" in page
    assert client.get("/accounts/login/").headers["Location"] == "/manage/"


def test_wrong_rows_are_told_with_their_reasons_and_the_others_are_kept(first: Browser) -> None:
    first.fill("/manage/begin/street/", **TOWN)
    rows = [
        {"code": "330110013001", "name": "Community", "level": "community", "parent": "330110013000"},
        {"code": "330110013001001", "name": "Grid 1", "level": "grid", "parent": "330110013001"},
        {"code": "330110013001001", "name": "Grid again", "level": "grid", "parent": "330110013001"},
        {"code": "33011001300x", "name": "Letters", "level": "community", "parent": "330110013000"},
        {"code": "330110013002001", "name": "Orphan", "level": "grid", "parent": "330110013002"},
        {"code": "330110013003", "name": "Outside", "level": "community", "parent": ""},
        {"code": "330110013004", "name": "No level", "level": "village", "parent": "330110013000"},
        {"code": "330110013004001", "name": "Below it", "level": "grid", "parent": "330110013004"},
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    # Whoever takes without having seen what is left out is shown it first.
    page = sent(first, "grids", out.getvalue(), "take")
    assert page.status_code == 422
    assert Area.objects.count() == 1
    assert tried_again(first, "grids", "try").status_code == 422
    lines = re.findall(r'<td data-label="Line">(\d+)</td>', page.content.decode())
    assert lines == ["4", "5", "6", "7", "8", "9"]
    for said in ("2 rows can be taken", "This is there twice", "2 to 20 digits", "330110013000 as its parent"):
        assert said in page.content.decode(), said
    assert tried_again(first, "grids").status_code == 302
    assert sorted(Area.objects.values_list("code", flat=True)) == ["330110013000", "330110013001", "330110013001001"]


def test_a_step_is_taken_out_again_row_by_row_and_the_history_brings_each_back(first: Browser) -> None:
    first.fill("/manage/begin/street/", **TOWN)
    sent(first, "grids", example(first, "grids.csv"), "take")
    assert Area.objects.count() == 4
    assert first.post("/manage/begin/grids/", {"undo": "1"}).status_code == 302
    assert list(Area.objects.values_list("code", flat=True)) == ["330110013000"]
    first.post("/manage/areas/history/", {"undo": "4"})
    assert Area.objects.filter(code="330110013001").exists()


def test_units_that_refer_to_a_grid_keep_it_and_say_so(first: Browser) -> None:
    first.fill("/manage/begin/street/", **TOWN)
    sent(first, "grids", example(first, "grids.csv"), "take")
    sent(first, "units", example(first, "units.csv"), "take")
    first.post("/manage/begin/grids/", {"undo": "1"})
    page = first.get("/manage/begin/grids/").content.decode()
    assert "330110013001 stays" in page
    assert "Something refers to it" in page
    assert Area.objects.filter(code="330110013001").exists()


def test_the_street_can_be_put_right_until_something_lies_in_it(first: Browser) -> None:
    first.fill("/manage/begin/street/", **TOWN)
    first.fill("/manage/begin/street/", **TOWN | {"code": "330110014", "name": "Other Street"})
    assert list(Area.objects.values_list("code", flat=True)) == ["330110014000"]
    assert (Town.objects.get().name, Town.objects.get().root.name) == ("Other Street", "Other Street")
    sent(first, "grids", example(first, "grids.csv"), "take")
    form = {"key": "k" * 20, **TOWN}
    page = first.post("/manage/begin/street/", form)
    assert page.status_code == 409
    assert "serves its street already" in page.content.decode()
    assert Town.objects.get().name == "Other Street"


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ("990110013000", "unknown_division"),
        ("33011001300", "bad_street_code"),
        ("三三零一一零零一三", "bad_street_code"),
        ("330110000000", "not_a_street"),
        ("330110013001", "not_a_street"),
    ],
)
def test_a_division_code_is_a_streets_or_is_told_why_not(given: str, fault: str) -> None:
    with pytest.raises(Refusal) as refused:
        street_code(given)
    assert (refused.value.field, refused.value.words["reason"]) == ("code", fault)
    assert street_code("330110013000") == street_code(" 330110 013 ") == "330110013000"


def test_a_wrong_street_is_told_in_its_field_and_nothing_is_written(first: Browser) -> None:
    for wrong, said in (
        ({"code": "990110013000"}, "No province begins with 99"),
        ({"code": "330110013001"}, "no code of a street"),
        ({"phones": "Police"}, "no number at its end"),
        ({"name": " "}, "This field is required"),
    ):
        page = first.post("/manage/begin/street/", {"key": "k" * 20, **TOWN, **wrong})
        assert page.status_code == 422, wrong
        assert said in page.content.decode()
    assert not Area.objects.exists()
    assert not Town.objects.exists()


def test_a_code_that_lies_in_the_town_already_is_not_taken_for_the_street(
    first: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    first.fill("/manage/begin/street/", **TOWN)
    Area.objects.create(code="330110015000", name="There", level="street", path="/330110015/")
    monkeypatch.setattr(street, "is_movable", lambda: True)
    page = first.fill("/manage/begin/street/", **TOWN | {"code": "330110015000"})
    assert page.status_code == 422
    assert "There is one with this code already" in page.content.decode()


@pytest.mark.parametrize(
    ("step", "data", "said"),
    [
        ("grids", b"PK\x03\x04 a workbook", "Excel workbook"),
        ("grids", b"\x89PNG\r\n", "picture or a PDF"),
        ("grids", b'{"type": "Topology"}', "no GeoJSON file"),
        ("grids", b"a,b\n1,2\n", "The headings must be these"),
        ("grids", b"code,name\n", "no row in this file"),
        ("grids", b"", "The submitted file is empty"),
        ("units", b'{"type": "FeatureCollection", "features": []}', "Here a table is needed"),
        ("units", b"\x00\x01\x02", "no table that can be read"),
    ],
)
def test_a_file_of_another_kind_is_told_so(first: Browser, step: str, data: bytes, said: str) -> None:
    first.fill("/manage/begin/street/", **TOWN)
    if step == "units":
        sent(first, "grids", example(first, "grids.csv"), "take")
    page = sent(first, step, data)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert Markup(page).faults == []


def test_a_map_that_is_no_degrees_or_overlaps_is_told_before_it_is_taken(first: Browser) -> None:
    first.fill("/manage/begin/street/", **TOWN)
    document = json.loads(example(first, "grids.geojson"))
    _community, one, two = document["features"]
    one["geometry"] = two["geometry"]
    page = sent(first, "grids", json.dumps(document)).content.decode()
    assert "Grid 1 and Grid 2 overlap" in page
    one["geometry"] = square(500_000.0, 3_300_000.0)
    page = sent(first, "grids", json.dumps(document)).content.decode()
    assert "These are no degrees" in page
    assert "2 rows can be taken" in page
    assert Area.objects.count() == 1


def test_a_step_before_its_turn_says_which_comes_first(first: Browser) -> None:
    for step, wanted in (("grids", "Division code"), ("units", "Division code"), ("staff", "Division code")):
        page = first.get(f"/manage/begin/{step}/")
        assert page.status_code == 200
        assert f"“{wanted}” comes before this step" in page.content.decode()
        answer = first.post(
            f"/manage/begin/{step}/", {"key": "k" * 20, "file": upload("code,name\n1,2\n"), "take": "1"}
        )
        assert answer.status_code == 409
    assert first.get("/manage/begin/example/grids.csv").status_code == 503
    assert first.get("/manage/begin/nothing/").status_code == 404
    assert first.get("/manage/begin/example/nothing.csv").status_code == 404
    first.fill("/manage/begin/street/", **TOWN)
    assert "“Grids” comes before this step" in first.get("/manage/begin/staff/").content.decode()


def test_every_page_of_the_first_steps_is_sound(first: Browser) -> None:
    paths = ["/manage/begin/", "/manage/begin/street/", *(f"/manage/begin/{step}/" for step in STEPS)]
    for done in (False, True):
        if done:
            first.fill("/manage/begin/street/", **TOWN)
            sent(first, "grids", example(first, "grids.csv"), "take")
        for path in paths:
            page = first.get(path)
            markup = Markup(page)
            assert markup.faults == []
            assert [field for field in markup.inputs if field.get("id") not in markup.labels] == [], path
            assert page.content.decode().count("<h1") == 1


def test_before_there_is_a_street_every_page_says_so_and_none_is_a_fault(first: Browser) -> None:
    for path in ("/manage/areas/", "/manage/staff/", "/figures/", "/statistics/", "/grids/", "/cases/", "/report/"):
        page = first.get(path)
        assert page.status_code == 503, path
        assert "No street was set up here yet" in page.content.decode()
    assert "Go on with the next step" in first.get("/manage/").content.decode()


def test_whoever_administers_a_part_only_is_told_whose_it_is(browse: Browse, world: World) -> None:
    role = Role.objects.create(key="keeper", name="Keeper", permissions=["area.load", "register.view"])
    Grant.objects.create(account=world.accounts["sun"], role=role, area=Area.objects.get(code=STREET))
    sun = browse("sun")
    page = sun.get("/manage/begin/grids/")
    assert page.status_code == 403
    assert "You administer a part only (First Street)" in page.content.decode()
    assert sun.post("/manage/begin/grids/", {"take": "1", "file": upload("code\n1\n")}).status_code == 403
    page = sun.get("/manage/begin/units/")
    assert page.status_code == 403
    assert "does not hold the permission unit.load" in page.content.decode()
    assert browse("chen").get("/manage/begin/").status_code == 403


def test_in_a_town_at_work_nothing_is_taken_out_by_the_first_steps(browse: Browse, world: World) -> None:
    admin = browse("admin")
    assert "Undo this step" not in admin.get("/manage/begin/grids/").content.decode()
    assert admin.post("/manage/begin/grids/", {"undo": "1"}).status_code == 409
    assert Area.objects.filter(code=GRID).exists()


def test_rows_that_hang_on_what_is_left_out_are_left_out_in_the_end(world: World) -> None:
    table = tables.TABLES["units"]
    rows = [{"code": "a"}, {"code": "a/b", "name": "B"}, {"code": "c", "name": "C"}]
    found = tables.tried(table, world.admin, rows)
    assert [row["code"] for row in found.right] == ["c"]
    assert [fault.line for fault in found.faults] == [2, 3]
    assert (found.added, found.same) == (1, 0)
    assert tables.digest("a\r\nb\n") == tables.digest("a\nb")
    # What was not seen to be left out keeps all of it out.
    assert tables.take(table, world.admin, "k" * 20, rows, {2}) == 0
    assert not Unit.objects.filter(code="c").exists()
    assert tables.take(table, world.admin, "k" * 20, rows, {2, 3, 4}) == 0
    assert tables.take(table, world.admin, "k" * 20, rows, {2, 3}) == 1


def test_a_step_that_is_not_theirs_has_no_way_in_the_overview(browse: Browse, world: World) -> None:
    page = browse("admin").get("/manage/begin/").content.decode()
    assert 'href="/manage/begin/grids/"' in page
    assert 'href="/manage/begin/street/"' not in page
    assert "for whoever administers the whole town" in page


def test_staff_are_tried_once_and_whoever_is_wrong_is_left_out(
    browse: Browse, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads, table = list[int](), tables.TABLES["staff"]

    def load(actor: Actor, key: str, rows: Any) -> Receipt:
        loads.append(len(rows))
        return table.load(actor, key, rows)

    monkeypatch.setitem(tables.TABLES, "staff", replace(table, load=load))
    admin = browse("admin")
    rows = ["username,name,unit,grants", "wu,Wu,street,grid_worker@area:330110010001001", "zhou,Zhou,nowhere,"]
    rows += ["qian,Qian,street,nothing@*", "zhao,Zhao,street/water,handler@unit:street/water"]
    page = sent(admin, "staff", "\n".join(rows))
    assert loads == [4]
    assert "2 rows can be taken, 1 of them new. 2 rows are left out." in page.content.decode()
    assert tried_again(admin, "staff").status_code == 302
    assert loads == [4, 2]
    assert Account.objects.filter(username="wu").exists()
    assert not Account.objects.filter(username__in=["zhou", "qian"]).exists()
