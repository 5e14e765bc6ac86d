"""The codes at the doors: sheets of an area to print, and where a code leads."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.places.models import Building
from linli.web.doors import paper, views
from tests.web.conftest import Browse
from tests.web.test_dossier import pages
from tests.world import BUILDING, COMMUNITY, GRID, STREET, World

SHEETS = f"/manage/doors/?area={COMMUNITY}"


def more_buildings(count: int) -> None:
    standing = Building.objects.get(code=BUILDING)
    Building.objects.bulk_create(
        Building(
            code=f"{COMMUNITY}{90000 + at}",
            name=f"Hall {at:03}",
            address=f"Second Road {at:03}",
            area=standing.area,
            area_path=standing.area_path,
            lon=standing.lon,
            lat=standing.lat,
            kind="residential",
        )
        for at in range(count)
    )


def test_a_sheet_has_each_building_with_its_code_its_short_address_and_the_street_s_telephone(
    browse: Browse, world: World
) -> None:
    admin = browse("admin")
    assert "Which doors?" in admin.get("/manage/doors/").content.decode()
    page = admin.get(SHEETS).content.decode()
    building = Building.objects.get(code=BUILDING)
    assert building.name in page
    # Around the sheets the page stays the street's.
    assert "<small>World</small>" in page
    assert f"testserver/d/{building.place_code}" in page
    assert "data:image/svg+xml" in page
    assert admin.get(f"/manage/doors/?area={GRID}&size=12").content.decode().count('class="door"') == 1
    for wrong in ("999", f"{COMMUNITY}&size=9", f"{COMMUNITY}&page=2", f"{COMMUNITY}&page=x"):
        assert admin.get(f"/manage/doors/?area={wrong}").status_code == 404
        assert admin.get(f"/manage/doors/codes.pdf?area={wrong}").status_code == 404


def test_more_doors_than_a_page_holds_need_one_query_each_page(browse: Browse, world: World) -> None:
    admin = browse("admin")
    admin.get(SHEETS)
    counts = []
    for count in (0, views.ON_A_PAGE):
        more_buildings(count)
        with CaptureQueriesContext(connection) as seen:
            page = admin.get(SHEETS).content.decode()
        counts.append(len(seen))
        assert sum("place_code" in query["sql"] for query in seen) == 1
    assert counts[0] == counts[1]
    assert page.count('class="door"') == views.ON_A_PAGE
    assert "Page 1 of 2" in page
    assert "Hall 047" in admin.get(f"{SHEETS}&page=2").content.decode()


def test_the_sheets_are_a_pdf_with_so_many_codes_on_a_page(browse: Browse, world: World) -> None:
    more_buildings(11)
    admin = browse("admin")
    for size, sheets in ((8, 2), (12, 2)):
        answer = admin.get(f"/manage/doors/codes.pdf?area={STREET}&size={size}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
        assert pages(answer.content) == sheets
    Building.objects.filter(code=BUILDING).update(name='#panic("x") *b* $ \\')
    assert admin.get(f"/manage/doors/codes.pdf?area={STREET}").content.startswith(b"%PDF-")


def test_a_machine_without_chinese_characters_says_what_to_do(
    browse: Browse, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "family", lambda: "")
    answer = browse("admin").get(f"/manage/doors/codes.pdf?area={COMMUNITY}")
    assert (answer.status_code, "fonts-noto-cjk" in answer.content.decode()) == (409, True)


def test_a_code_at_a_door_opens_a_report_that_knows_its_place(browse: Browse, world: World) -> None:
    building = Building.objects.get(code=BUILDING)
    answer = browse("li").get(f"/d/{building.place_code}/")
    assert answer.headers["Location"] == f"/report/?place={building.place_code}"
    assert building.address in browse("li").get(answer.headers["Location"]).content.decode()
    assert browse("li").get("/d/nothing/").status_code == 404
