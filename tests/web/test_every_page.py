"""What holds for every page."""

import re

import pytest
from django.test import Client

from tests.web.conftest import Browse, Markup
from tests.world import World

PUBLIC = ["/", "/report/", "/report/?place=33011001000100001", "/follow/", "/accounts/login/", "/nothing"]
STAFF = ["/cases/", "/cases/?tab=all", "/cases/?tab=mine&q=x&state=closed", "/report/", "/accounts/password/"]


def pages_of(browse: Browse, world: World) -> list[tuple[str, str]]:
    """Who opens which page."""
    number = world.drive(world.report(contact={"phone": "100 0000 0000"}), "file", "dispatch")
    code = world.codes[number]
    case = [f"/cases/{number}/", f"/cases/{number}/accept", "/cases/1/"]
    return [
        *(("li", path) for path in (*PUBLIC, f"/r/{code}/", f"/r/{code}/sent/")),
        *(("chen", path) for path in (*STAFF, f"/cases/{number}/")),
        *(("zhao", path) for path in case),
        ("lin", "/report/"),
    ]


def test_no_page_has_anything_that_the_content_policy_refuses_or_names_another_host(
    browse: Browse, world: World
) -> None:
    for name, path in pages_of(browse, world):
        page = browse(name).get(path)
        assert Markup(page).faults == [], (name, path)
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
        assert "unsafe" not in page.headers["Content-Security-Policy"]


def test_every_field_has_a_label(browse: Browse, world: World) -> None:
    for name, path in pages_of(browse, world):
        markup = Markup(browse(name).get(path))
        unnamed = [field for field in markup.inputs if field.get("id") not in markup.labels]
        assert unnamed == [], (name, path)


def test_every_page_has_one_heading_a_skip_link_and_a_language(browse: Browse, world: World) -> None:
    for name, path in pages_of(browse, world):
        text = browse(name).get(path).content.decode()
        assert len(re.findall(r"<h1[ >]", text)) == 1, (name, path)
        assert 'href="#main"' in text
        assert '<html lang="en"' in text


def test_pages_are_chinese_unless_english_was_chosen(world: World) -> None:
    client = Client(headers={"Accept-Language": "en"})
    assert '<html lang="zh-CN"' in client.get("/").content.decode()
    answer = client.post("/i18n/language/", {"language": "en", "next": "/follow/"})
    assert answer.headers["Location"] == "/follow/"
    assert '<html lang="en"' in client.get("/follow/").content.decode()


def test_the_language_switch_leads_to_no_other_host(world: World) -> None:
    answer = Client().post("/i18n/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("path", ["/cases/", "/cases/2026/", "/cases/2026/dispatch"])
def test_whoever_has_not_signed_in_is_asked_to_and_comes_back(world: World, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/accounts/login/?next={path}"


def test_pages_about_cases_are_kept_by_no_browser(browse: Browse, world: World) -> None:
    number = world.report()
    for name, path in (("chen", f"/cases/{number}/"), ("chen", "/cases/"), ("li", f"/r/{world.codes[number]}/")):
        assert "no-store" in browse(name).get(path).headers["Cache-Control"]


def test_the_private_link_is_told_to_nobody(browse: Browse, world: World) -> None:
    page = browse("li").get(f"/r/{world.codes[world.report()]}/")
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in page.headers["X-Robots-Tag"]


def test_the_front_page_says_what_this_is(browse: Browse) -> None:
    assert "Linli is an open platform for neighbourhood governance by grids" in browse("li").get("/").content.decode()


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH"])
def test_no_page_answers_a_method_that_it_has_no_use_for(browse: Browse, world: World, method: str) -> None:
    number = world.report()
    paths = ["/", "/report/", "/report/places/", "/follow/", "/accounts/login/", "/demo/", "/cases/"]
    for path in (*paths, f"/cases/{number}/", f"/cases/{number}/file", f"/r/{world.codes[number]}/"):
        assert browse("chen").client.generic(method, path).status_code == 405, path


@pytest.mark.parametrize(
    ("who", "path", "current"),
    [
        ("li", "/report/", [("/report/", "page")]),
        ("chen", "/cases/", [("/cases/", "page")]),
        ("chen", "/cases/{}/", [("/cases/", "true")]),
    ],
)
def test_the_navigations_of_desk_and_phone_lead_to_the_same_places(
    browse: Browse, world: World, who: str, path: str, current: list[tuple[str, str]]
) -> None:
    text = browse(who).get(path.format(world.report())).content.decode()
    desk, phone = re.findall(r'<nav class="(?:top-nav|tabs-bottom)".*?</nav>', text, re.DOTALL)
    places = [*(["/cases/", "/cases/new/", "/figures/"] if who == "chen" else []), "/report/", "/follow/"]
    assert re.findall(r'<a href="([^"]*)"', desk) == places
    assert [link for link in re.findall(r'<a href="([^"]*)"', phone) if link in places] == places
    for bar in (desk, phone):
        assert re.findall(r'href="([^"]*)"\s+aria-current="(\w+)"', bar) == current
