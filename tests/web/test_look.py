"""Large type: asked for on any page, kept by the browser."""

from tests.web.conftest import Browse
from tests.world import World


def test_large_type_is_kept_by_the_browser_until_it_is_left(browse: Browse, world: World) -> None:
    li = browse("li")
    assert "data-look" not in li.get("/").content.decode()
    answer = li.post("/look/", {"look": "elder", "next": "/follow/"})
    assert answer.headers["Location"] == "/follow/"
    for path in ("/", "/report/", "/nothing"):
        assert 'data-look="elder"' in li.get(path).content.decode(), path
    li.post("/look/", {"look": "", "next": "/"})
    assert "data-look" not in li.get("/").content.decode()


def test_every_page_of_the_public_and_the_menu_of_staff_offer_large_type(browse: Browse, world: World) -> None:
    code = world.codes[world.report()]
    pages = [
        ("li", path)
        for path in ("/", "/report/", "/follow/", "/privacy/", "/matters/", f"/r/{code}/", "/accounts/login/")
    ]
    for who, path in (*pages, ("chen", "/cases/")):
        assert 'name="look" value="elder"' in browse(who).get(path).content.decode(), path


def test_the_switch_leads_to_no_other_host(browse: Browse, world: World) -> None:
    assert (
        browse("li").post("/look/", {"look": "elder", "next": "https://elsewhere.example/"}).headers["Location"] == "/"
    )
