"""The pages of a register: list, form, history, undo, file."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from linli.accounts.actions import ship_roles
from linli.accounts.models import Role, Unit
from linli.cases import queries
from linli.cases.models import EventClass
from linli.kernel.actor import machine
from linli.kernel.refusals import Refusal
from linli.places.models import Area
from linli.web.manage import rights
from linli.web.manage.pages import PAGES, REGISTERS
from tests.web.conftest import Browse, Markup
from tests.world import COMMUNITY, GRID, OTHER_GRID, World, square

# Permissions without words of their own show by their names.
NOT_OURS: set[str] = set()
FORM = {
    "name": "Dirty river", "major_code": "06", "major_name": "Townscape", "limit_amount": "3",
    "limit_unit": "work_day", "words": "river\ndirty water",
}  # fmt: skip


def pk_of(code: str) -> int:
    return queries.event_class(code).pk


def table(*rows: dict[str, str]) -> SimpleUploadedFile:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(queries.CLASSES.columns))
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile("classes.csv", out.getvalue().encode("utf-8-sig"), "text/csv")


@pytest.mark.parametrize("name", PAGES)
def test_every_register_has_its_pages(browse: Browse, world: World, name: str) -> None:
    admin = browse("admin")
    pages = [f"/manage/{name}/", f"/manage/{name}/?q=no such thing", f"/manage/{name}/history/"]
    pages += [f"/manage/{name}/new/"] if PAGES[name].fields else []
    for path in pages + ([f"/manage/{name}/import/"] if PAGES[name].load else []):
        page = admin.get(path)
        assert page.status_code == 200, path
        markup = Markup(page)
        assert markup.faults == []
        assert [field for field in markup.inputs if field.get("id") not in markup.labels] == []
        assert page.content.decode().count("<h1") == 1
    assert set(PAGES[name].fields) | set(PAGES[name].shown) <= set(PAGES[name].labels)


@pytest.mark.parametrize("path", ["/manage/routes/trial/", "/manage/routes/gaps/", "/manage/routes/history/"])
def test_every_page_of_a_register_stands_beside_the_others(browse: Browse, world: World, path: str) -> None:
    page = browse("admin").get(path).content.decode()
    assert '<a href="/manage/routes/" aria-current="page">' in page
    assert all(f'href="/manage/{name}/"' in page for name in ("staff", *PAGES))


def test_a_row_is_changed_and_the_change_is_undone(browse: Browse, world: World) -> None:
    admin, path = browse("admin"), f"/manage/classes/row/{pk_of('06025')}/"
    assert admin.fill(path, **FORM).status_code == 302
    changed = queries.event_class("06025")
    assert (changed.name, changed.limit_amount, changed.words) == ("Dirty river", 3, ["river", "dirty water"])
    page = admin.get("/manage/classes/history/").content.decode()
    assert "<del>Dirty water</del>" in page
    assert "Admin" in page
    assert admin.post("/manage/classes/history/", {"undo": "2"}).status_code == 302
    assert queries.event_class("06025").name == "Dirty water"
    assert admin.post("/manage/classes/history/", {"undo": "2"}).status_code == 412
    assert admin.post("/manage/classes/history/", {"undo": "x"}).status_code == 404


def test_what_is_wrong_stands_beside_its_field_with_what_was_typed(browse: Browse, world: World) -> None:
    admin, path = browse("admin"), f"/manage/classes/row/{pk_of('06025')}/"
    answer = admin.fill(path, **{**FORM, "limit_amount": "soon"})
    assert answer.status_code == 422
    assert 'value="soon"' in answer.content.decode()
    assert "This is not a whole number" in answer.content.decode()


def test_a_role_is_put_together_by_ticks_and_the_matrix_shows_it(browse: Browse, world: World) -> None:
    admin = browse("admin")
    form = {"code": "reader", "name": "Reader", "permissions": ["case.view", "case.note"]}
    assert admin.fill("/manage/roles/new/", **form).status_code == 302
    assert Role.objects.get(key="reader").permissions == ["case.note", "case.view"]
    assert admin.fill("/manage/roles/row/reader/", **form | {"name": "Readers"}).status_code == 302
    assert Role.objects.get(key="reader").name == "Readers"
    page = admin.get("/manage/roles/row/reader/").content.decode()
    assert page.count('name="key"') == 1
    assert 'value="case.note" checked' in page
    assert 'value="case.close" checked' not in page
    matrix = admin.get("/manage/roles/matrix/").content.decode()
    assert "Reader" in matrix
    assert "Working calendar: change" in matrix
    assert "account.change_password" not in matrix


def test_every_permission_that_can_be_given_has_words(world: World) -> None:
    words = {name: str(said) for _, rows in rights.groups(REGISTERS) for name, said in rows}
    known = {name for name, said in words.items() if said == name}
    assert known <= NOT_OURS


def test_a_role_tells_what_one_person_may_not_do_twice_over(browse: Browse, world: World) -> None:
    Role.objects.filter(key="handler").update(permissions=["case.view", "case.report_back", "case.check_pass"])
    page = browse("admin").get("/manage/roles/row/handler/").content.decode()
    assert "may not do" in page
    assert "people who hold it" in page


def test_what_hangs_on_a_unit_is_told_before_it_is_retired(browse: Browse, world: World) -> None:
    world.drive(world.report(), "file", "dispatch")
    pk = Unit.objects.get(code="street/water").pk
    page = browse("admin").get(f"/manage/units/row/{pk}/").content.decode()
    assert "cases that have not ended" in page
    assert "routes that lead to it" in page
    assert browse("admin").post(f"/manage/units/retire/{pk}/").status_code == 302
    assert Unit.objects.get(code="street/water").is_retired


def test_a_register_leads_to_its_import_and_every_file_comes_back_the_same(browse: Browse, world: World) -> None:
    admin = browse("admin")
    for name, page in PAGES.items():
        assert f'href="/manage/{name}/import/"' in admin.get(f"/manage/{name}/").content.decode()
        before = [page.kept.told(row) for row in page.kept.rows()]
        upload = SimpleUploadedFile("x.csv", admin.get(f"/manage/{name}/export.csv").content, "text/csv")
        answer = admin.fill(f"/manage/{name}/import/", file=upload)
        assert answer.status_code == 302, (name, answer.content.decode()[-2000:])
        assert [page.kept.told(row) for row in page.kept.rows()] == before


def boundaries(*parts: tuple[str, float]) -> SimpleUploadedFile:
    """A file of grids of the community."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": f"Part {code[-1]}", "level": "grid", "parent": COMMUNITY},
            "geometry": square(west, 30.0),
        }
        for code, west in parts
    ]
    return SimpleUploadedFile("b.geojson", json.dumps({"type": "FeatureCollection", "features": features}).encode())


def test_areas_are_divided_anew_after_a_trial(browse: Browse, world: World) -> None:
    world.report()
    admin, path, parts = browse("admin"), "/manage/areas/division/", ((OTHER_GRID, 120.01), ("330110010001009", 120.0))
    tried = admin.fill(path, file=boundaries(*parts), name="2027", **{"try": "1"})
    page = tried.content.decode()
    assert tried.status_code == 200
    assert "1 areas new, 1 changed, 1 retired" in page
    assert "<strong>1</strong> open cases move" in page
    assert "Lin" in page
    assert not Area.objects.filter(code="330110010001009").exists()
    wrong = admin.fill(path, file=boundaries((OTHER_GRID, 120.01)), name="2027")
    assert wrong.status_code == 422
    assert "nothing covers" in wrong.content.decode()
    assert admin.fill(path, file=boundaries(*parts), name="2027").status_code == 302
    assert Area.objects.get(code=GRID).is_retired


def test_a_division_is_planned_for_a_day_to_come_shown_and_cancelled(browse: Browse, world: World) -> None:
    admin, path, parts = browse("admin"), "/manage/areas/division/", ((OTHER_GRID, 120.01), (GRID, 120.0))
    past = admin.fill(path, file=boundaries(*parts), name="2027", starts_on="2020-01-01")
    assert past.status_code == 422
    assert "Choose a day after today" in past.content.decode()
    day = (timezone.localdate() + timedelta(days=20)).isoformat()
    assert admin.fill(path, file=boundaries(*parts), name="2027", starts_on=day).status_code == 302
    page = admin.get(path).content.decode()
    assert f"from {day}" in page
    (number,) = re.findall(r'name="cancel" value="(D\d+)"', page)
    assert admin.post(path, {"cancel": number}).status_code == 302
    assert "Cancelled" in admin.get(path).content.decode()
    assert admin.post(path, {"cancel": number}).status_code == 409


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"features": [1]}', b"\xff", b'{"features": [{"properties": null}]}']
)
def test_a_file_that_is_no_division_is_refused(browse: Browse, world: World, data: bytes) -> None:
    upload = SimpleUploadedFile("b.geojson", data)
    assert browse("admin").fill("/manage/areas/division/", file=upload, name="2027").status_code == 422


def test_a_row_is_retired(browse: Browse, world: World) -> None:
    browse("admin").post(f"/manage/classes/retire/{pk_of('06025')}/")
    assert EventClass.objects.get(code="06025").is_retired
    with pytest.raises(Refusal):
        queries.event_class("06025")


def test_a_file_that_was_exported_comes_back_the_same(browse: Browse, world: World) -> None:
    admin = browse("admin")
    told = admin.get("/manage/classes/export.csv").content
    before = [queries.CLASSES.told(row) for row in queries.CLASSES.rows()]
    upload = SimpleUploadedFile("classes.csv", told, "text/csv")
    assert admin.fill("/manage/classes/import/", file=upload).status_code == 302
    assert [queries.CLASSES.told(row) for row in queries.CLASSES.rows()] == before


def test_wrong_rows_are_told_by_their_lines_and_nothing_is_loaded(browse: Browse, world: World) -> None:
    good = queries.CLASSES.told(queries.event_class("06025"))
    rows = [{**good, "name": "New"}, {**good, "limit_unit": "weeks"}, {**good, "code": ""}]
    answer = browse("admin").fill("/manage/classes/import/", file=table(*rows))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Line 3, limit_unit" in text
    assert "Line 4, code" in text
    assert queries.event_class("06025").name == "Dirty water"


@pytest.mark.parametrize("data", [b"\x00\x01", b"a,b\n1,2\n", b"\xff\xff\xff", b"", b"scheme,kind,code\n1,2,3,4\n"])
def test_a_file_that_is_no_such_table_is_refused(browse: Browse, world: World, data: bytes) -> None:
    upload = SimpleUploadedFile("x.csv", data, "text/csv")
    assert browse("admin").fill("/manage/classes/import/", file=upload).status_code == 422


def test_a_list_is_searched_and_turned_page_by_page(browse: Browse, world: World) -> None:
    admin = browse("admin")
    found = admin.get("/manage/classes/?q=dirty").content.decode()
    assert "Dirty water" in found
    assert "Exposed rubbish" not in found
    assert admin.get("/manage/classes/?page=999").status_code == 200
    assert admin.get("/manage/nothing/").status_code == 404
    assert admin.get("/manage/classes/row/99999999/").status_code == 404
    assert admin.get("/manage/classes/row/x/").status_code == 404
    assert admin.get("/manage/schemes/row/world/").status_code == 200


def test_what_a_shipped_role_may_do_besides_is_offered_and_taken_over_by_one_button(
    browse: Browse, world: World
) -> None:
    stands = sorted(Role.objects.get(key="handler").permissions)
    row = {"key": "handler", "name": "x", "permissions": [*stands, "case.void"]}
    ship_roles(machine("job:release"), None, rows=[row], former={})
    admin, path = browse("admin"), "/manage/roles/row/handler/"
    page = admin.get(path)
    assert Markup(page).faults == []
    assert "The role as shipped may do more" in page.content.decode()
    assert f"{len(stands)} (1 more as shipped)" in admin.get("/manage/roles/?q=handler").content.decode()
    offered = page.content.decode().partition("The role as shipped")[2].partition("</form>")[0]
    given = re.findall(r'<input type="hidden" name="(name|permissions)" value="([^"]*)"', offered)
    permissions = [value for name, value in given if name == "permissions"]
    assert admin.fill(path, name=dict(given)["name"], permissions=permissions).status_code == 302
    assert sorted(Role.objects.get(key="handler").permissions) == sorted([*stands, "case.void"])
    assert "as shipped" not in admin.get(path).content.decode()


def test_every_sentence_is_listed_with_its_original_searched_changed_and_reset(browse: Browse, world: World) -> None:
    admin = browse("admin")
    page = admin.get("/manage/wording/").content.decode()
    assert page.count('data-label="Place"') == len(queries.PHRASES)
    assert "Thank you, it has arrived." in page
    assert admin.get("/manage/wording/?q=thank arrived").content.decode().count('data-label="Place"') == 1
    assert "Nothing fits" in admin.get("/manage/wording/?changed=1").content.decode()
    new = "/manage/wording/new/?place=sent_title"
    assert '<option value="sent_title" selected>' in admin.get(new).content.decode()
    assert admin.fill(new, place="sent_title", zh="A", en="We have it.").status_code == 302
    changed = admin.get("/manage/wording/?changed=1").content.decode()
    assert (changed.count('data-label="Place"'), "We have it." in changed) == (1, True)
    (pk,) = re.findall(r"/manage/wording/row/(\d+)/", changed)
    assert "Back to the original" in admin.get(f"/manage/wording/row/{pk}/").content.decode()
    assert admin.post(f"/manage/wording/retire/{pk}/").status_code == 302
    assert admin.get("/manage/wording/").content.decode().count('data-label="Place"') == len(queries.PHRASES)


def test_a_reply_template_tells_where_it_is_offered_and_how_it_reads(browse: Browse, world: World) -> None:
    row = {"code": "x", "name": "X", "move": "close", "class_code": "06", "text": "{number}: {result} {due}"}
    admin = browse("admin")
    assert admin.fill("/manage/templates/new/", **row).status_code == 302
    listed = admin.get("/manage/templates/?q=x").content.decode()
    (pk,) = re.findall(r"/manage/templates/row/(\d+)/", listed)
    page = admin.get(f"/manage/templates/row/{pk}/").content.decode()
    assert "Offered in: Close, 06." in page
    assert "20260101000001: Put right. 2026-01-03 17:00" in page


def test_a_reply_template_is_looked_at_before_it_is_saved(browse: Browse, world: World) -> None:
    admin, path = browse("admin"), "/manage/templates/new/"
    form = {"code": "soon", "name": "Soon", "text": "By {due}."}
    looked = admin.fill(path, **form, look="1")
    assert looked.status_code == 200
    assert "For a sample case: By 2026-01-03 17:00." in looked.content.decode()
    assert "By {due}." in looked.content.decode()
    assert admin.fill(path, **form | {"text": "By {nobody}."}, look="1").status_code == 422
    assert "soon" not in admin.get("/manage/templates/").content.decode()


def test_a_unit_is_moved_after_a_question_that_tells_what_moves_along(browse: Browse, world: World) -> None:
    admin, unit = browse("admin"), Unit.objects.get(code="street/water")
    path, form = f"/manage/units/row/{unit.pk}/", {"name": unit.name, "parent": ""}
    asked = admin.fill(path, **form)
    assert asked.status_code == 200
    assert "Move it below the top? With it: 2 people" in asked.content.decode()
    assert Unit.objects.get(pk=unit.pk).path == unit.path
    assert admin.fill(path, **form, sure="1").status_code == 302
    assert Unit.objects.get(pk=unit.pk).path == "/water/"
