"""Lists kept under a name, on the desk."""

from tests.web.conftest import Browse
from tests.world import World


def test_a_list_is_kept_begins_the_desk_and_is_taken_away(browse: Browse, world: World) -> None:
    browser = browse("chen")
    kept = browser.post("/cases/filters?tab=all&channel=web&q=lamp", {"name": "Lamps", "shared": "1"})
    assert (kept.status_code, kept["Location"]) == (302, "/cases/?tab=all&channel=web&q=lamp")
    text = browser.get("/cases/").content.decode()
    assert 'href="/cases/?tab=all&amp;channel=web">Lamps' in text
    number = text.partition('name="number" value="')[2].partition('"')[0]
    assert browser.post("/cases/filters/prefer?tab=all", {"number": number, "first": "1"}).status_code == 302
    assert browser.get("/cases/")["Location"] == "/cases/?tab=all&channel=web"
    assert browser.get("/cases/?tab=needs-me").status_code == 200
    assert "Lamps" in browse("sun").get("/cases/").content.decode()
    assert "Lamps" not in browse("stranger").get("/cases/").content.decode()
    browser.post("/cases/filters/remove?tab=all", {"number": number})
    assert "Lamps" not in browser.get("/cases/").content.decode()


def test_a_colleague_sees_no_way_to_take_a_shared_list_away(browse: Browse, world: World) -> None:
    browse("chen").post("/cases/filters?tab=all", {"name": "Everything", "shared": "1"})
    assert "/cases/filters/remove" not in browse("sun").get("/cases/").content.decode()


def test_a_list_without_a_name_is_told(browse: Browse, world: World) -> None:
    assert browse("chen").post("/cases/filters?tab=all", {"name": " "}).status_code == 422


def test_a_list_gets_another_name_from_its_owner_alone(browse: Browse, world: World) -> None:
    browser = browse("chen")
    browser.post("/cases/filters?tab=all", {"name": "Lamps", "shared": "1"})
    text = browser.get("/cases/?tab=all").content.decode()
    number = text.partition('<option value="F')[2].partition('"')[0]
    assert browser.post("/cases/filters/rename?tab=all", {"number": f"F{number}", "name": "Lights"}).status_code == 302
    assert "Lights" in browse("sun").get("/cases/?tab=all").content.decode()
    assert "/cases/filters/rename" not in browse("sun").get("/cases/?tab=all").content.decode()
