"""What is said to somebody who is still writing a report."""

import pytest

from linli.cases import actions as cases
from linli.triage import actions as triage
from tests.web.conftest import Browse
from tests.web.test_report_page import GIVEN, case_of
from tests.world import BUILDING, IMPORTER, World

PHONE = "13800138000"
OURS = {"place": "urgent_words", "zh": "12345678 大水", "en": ""}


def words(browse: Browse, text: str) -> str:
    return str(browse("li").post("/report/words/", {"text": text}).content.decode())


def test_urgent_words_show_first_whom_to_call(browse: Browse, world: World) -> None:
    page = words(browse, "楼道着火了，烟很大")
    assert page.index('href="tel:119"') < page.index("What you wrote stays here")
    assert "Fire <strong>119</strong>" in page
    assert "tel:120" not in page
    assert "tel:" not in words(browse, "路灯不亮")
    assert "tel:" not in words(browse, "")


def test_a_city_says_itself_which_words_are_urgent(browse: Browse, world: World) -> None:
    assert "tel:" not in words(browse, "发大水了")
    cases.load_wording(IMPORTER, None, rows=[OURS])
    assert 'href="tel:12345678"' in words(browse, "发大水了")


def test_an_urgent_report_is_taken_all_the_same(browse: Browse) -> None:
    assert case_of(browse("li").fill("/report/", **{**GIVEN, "text": "着火了"})).text == "着火了"


def test_numbers_are_named_and_taken_out_by_one_press(browse: Browse) -> None:
    assert f"Take out {PHONE}" in words(browse, f"Call {PHONE}")
    page = browse("li").fill("/report/", text=f"Call {PHONE}, {PHONE}.", address="Road", remove=PHONE)
    assert page.status_code == 200
    assert "Call [phone], [phone]." in page.content.decode()
    assert PHONE not in page.content.decode()


def test_without_scripts_a_number_in_the_words_is_pointed_out_once_and_stays_if_one_likes(browse: Browse) -> None:
    given = {**GIVEN, "text": f"Call {PHONE}"}
    page = browse("li").fill("/report/", **given)
    assert page.status_code == 200
    assert f"Take out {PHONE}" in page.content.decode()
    assert case_of(browse("li").fill("/report/", **given, asked="1")).text == f"Call {PHONE}"


def test_a_plate_stops_nobody(browse: Browse) -> None:
    assert browse("li").fill("/report/", **{**GIVEN, "text": "浙A12345停在门口"}).status_code == 302


def test_the_preview_tells_what_neighbours_see_and_masks_the_contact(browse: Browse, world: World) -> None:
    given = {**GIVEN, "text": "Dirty water.", "offered": "06025", "phone": PHONE, "detail": "third floor", "key": "k"}
    page = browse("li").post("/report/preview/", given).content.decode()
    neighbours, _, desk = page.partition("look-desk")
    assert "Dirty water” near" in neighbours
    assert "Dirty water." not in neighbours
    assert "First Road 1 third floor" in desk
    assert "third floor" not in neighbours
    assert PHONE not in page
    assert "138••••••00" in desk
    assert "still missing" not in page


def test_the_preview_says_what_is_missing(browse: Browse, world: World) -> None:
    page = browse("li").post("/report/preview/", {"key": "k"}).content.decode()
    assert 'href="#what"' in page
    assert "Something is still missing" in page
    looked = browse("li").fill("/report/", text="Dark.", look="1").content.decode()
    assert "So it will be seen" in looked
    assert "Dark.</textarea>" in looked


@pytest.mark.parametrize("given", [{"building": BUILDING}, {"place": BUILDING}, {"address": "First Road 1"}])
def test_where_exactly_stands_behind_the_address(browse: Browse, given: dict[str, str]) -> None:
    case = case_of(browse("li").fill("/report/", text="Here.", detail="back door", **given))
    assert case.address == "First Road 1 back door"


def test_around_a_position_the_nearest_buildings_are_offered(browse: Browse, world: World) -> None:
    page = browse("li").post("/report/places/", {"lon": "120.005", "lat": "30.005"}).content.decode()
    assert "You are near" in page
    assert page.count('name="building"') > 1
    assert "not in this street" in browse("li").post("/report/places/", {"lon": "1", "lat": "1"}).content.decode()
    assert "You are near" not in browse("li").post("/report/places/", {"lon": "x", "lat": "500"}).content.decode()


def test_an_offer_that_was_chosen_stays_chosen_when_the_page_asks_again(browse: Browse, world: World) -> None:
    triage.learn_tables()
    first = {**GIVEN, "text": "dirty water", "offered": "06025"}
    assert browse("li").fill("/report/", **first).status_code == 302
    page = browse("li").post("/report/nearby/", {**first, "key": "k"}).content.decode()
    offer = page.partition('name="joins" class="form-check-input"\n               value="')[2].partition('"')[0]
    assert offer
    again = browse("li").post("/report/nearby/", {**first, "key": "k", "joins": offer}).content.decode()
    assert again.partition("checked")[0].count('name="joins"') == 1
