"""Large type: asked for on any page, kept by the browser."""

from linli.accounts.models import Unit
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


def test_large_type_offers_residents_to_call_the_street_where_its_telephone_is_known(
    browse: Browse, world: World
) -> None:
    call, li = 'href="tel:100 0000 0001"', browse("li")
    li.post("/look/", {"look": "elder", "next": "/"})
    assert "elder-call" not in li.get("/").content.decode()
    Unit.objects.filter(parent=None, is_outside=False).update(phone="100 0000 0001")
    for path in ("/", "/report/", "/follow/", "/help/"):
        assert li.get(path).content.decode().count(call) == 1, path
    chen = browse("chen")
    chen.post("/look/", {"look": "elder", "next": "/"})
    assert call not in chen.get("/cases/").content.decode()
