"""The how-tos inside the product."""

import re

from linli.web.help import guides
from tests.web.conftest import Browse, Markup
from tests.world import World


def heading(page: str) -> str:
    return page.partition("<h1>")[2].partition("</h1>")[0]


def test_everybody_is_led_to_the_how_to_of_the_own_role(browse: Browse, world: World) -> None:
    first = {
        who: heading(browse(who).get("/help/").content.decode())
        for who in ("li", "lin", "chen", "zhao", "sun", "admin", "auditor")
    }
    wanted = {
        "li": "resident",
        "lin": "grid-worker",
        "chen": "desk",
        "zhao": "unit",
        "sun": "verifier",
        "admin": "administrator",
        "auditor": "auditor",
    }
    assert first == {who: guides.titles()[slug] for who, slug in wanted.items()}


def test_the_name_menu_and_the_foot_of_every_page_lead_to_it(browse: Browse, world: World) -> None:
    desk = browse("chen").get("/cases/").content.decode()
    assert 'href="/help/"' in desk.partition("menu-body")[2].partition("data-sign-out")[0]
    assert "/help/resident/" in browse("li").get("/").content.decode()
    assert 'href="/help/"' in browse("li").get("/follow/").content.decode().partition("<footer")[2]


def test_each_how_to_has_one_heading_its_pictures_and_no_way_that_leads_nowhere(browse: Browse, world: World) -> None:
    reader = browse("chen")
    for slug in guides.titles():
        answer = reader.get(f"/help/{slug}/")
        page = answer.content.decode()
        assert answer.status_code == 200, slug
        assert page.count("<h1") == 1, slug
        assert Markup(answer).faults == [], slug
        article = page.partition("<article")[2].partition("</article>")[0]
        ways = re.findall(r'(?:src|href)="(/[^"]+)"', article)
        assert {way: reader.get(way).status_code for way in ways} == dict.fromkeys(ways, 200), slug
        assert "../" not in article, slug
        assert "**" not in article, slug


def test_the_parts_in_english_are_marked_as_such_and_can_be_jumped_to() -> None:
    for slug in guides.titles():
        html = guides.guide(slug).html
        assert html.count('id="english"') == 1, slug
        assert 'lang="en"' in html, slug


def test_there_is_no_picture_but_those_of_the_how_tos(browse: Browse, world: World) -> None:
    reader = browse("li")
    assert reader.get("/help/pictures/desk.zh.png").headers["Content-Type"] == "image/png"
    for name in ("../how-to/desk.zh.md", "how-to/nothing.zh.webp", "desk.png", "%2e%2e/how-to/desk.zh.md"):
        assert reader.get(f"/help/pictures/{name}").status_code == 404, name
    assert reader.get("/help/nothing/").status_code == 404
