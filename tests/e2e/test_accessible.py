"""Every page that a click leads to, judged by axe-core: nobody is shut out by colour, name or order."""

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page

from tests.conftest import ROOT, Live
from tests.e2e.conftest import PHONE, People
from tests.e2e.test_report_to_closed import report
from tests.world import PASSWORD

pytestmark = pytest.mark.browser

AXE = (Path(ROOT) / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
JUDGE = "tags => axe.run({runOnly: tags}).then(found => found.violations)"
LINKS = "[...document.querySelectorAll('a[href^=\"/\"]')].map(link => link.getAttribute('href'))"
# What tells one page from another of the same kind; the rest are numbers and codes.
TELLING = {"name", "verb", "word"}
STAFF = ("chen", "zhao", "admin", "auditor")
Look = tuple[str, str, bool]
FEW: list[Look] = [("light", "zh-hans", False)]
ALL: list[Look] = list(product(("light", "dark"), ("zh-hans", "en"), (False, True)))


@pytest.fixture
def open_page(chromium: Browser, live: Live) -> Iterator[Callable[[str, Look], Page]]:
    """`open_page("chen", ("dark", "en", True))`: a window with that look, signed in."""
    opened = []

    def open_one(name: str, look: Look) -> Page:
        theme, language, is_phone = look
        screen: dict[str, Any] = PHONE if is_phone else {"viewport": {"width": 1920, "height": 1080}}
        context = chromium.new_context(base_url=live.url, color_scheme=theme, **screen)  # type: ignore[arg-type]
        opened.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": live.url}])
        page = context.new_page()
        if name:
            page.goto("/accounts/login/")
            page.fill("#id_username", name)
            page.fill("#id_password", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url("**/cases/")
        return page

    yield open_one
    for context in opened:
        context.close()


def kind(path: str) -> tuple[object, ...] | None:
    """Of which kind a page is; None for what is no page of ours."""
    try:
        found = resolve(path.partition("?")[0].partition("#")[0])
    except Resolver404:
        return None
    return (found.view_name, *(value for name, value in sorted(found.kwargs.items()) if name in TELLING))


def faults_of(page: Page, *starts: str) -> tuple[int, list[str]]:
    """How many kinds of pages a person comes to, and what is wrong with them."""
    waiting, seen, faults = list(starts), set[object](), []
    while waiting:
        path = waiting.pop(0)
        if kind(path) in seen or kind(path) is None:
            continue
        seen.add(kind(path))
        answer = page.request.get(path)
        if not answer.headers.get("content-type", "").startswith("text/html") or answer.status != 200:
            continue
        page.goto(path)
        page.evaluate(AXE)
        for violation in page.evaluate(JUDGE, TAGS):
            faults += [f"{path}: {violation['id']} {node['html'][:120]}" for node in violation["nodes"]]
        waiting += page.evaluate(LINKS)
    return len(seen), faults


def judge(people: Callable[..., People], open_page: Callable[[str, Look], Page], looks: list[Look]) -> None:
    """Everybody's pages in every look, with a case of which something is to be seen."""
    number, link = report(people().page("li"))
    starts = {"": ["/", link, f"{link}sent/", f"{link}data/"]}
    starts |= {name: ["/cases/", f"/cases/{number}/"] for name in STAFF}
    starts["admin"].append("/design/")
    found = {}
    for look, (name, first) in product(looks, starts.items()):
        pages, found[name, look] = faults_of(open_page(name, look), *first)
        assert pages > 3, (name, look)
    assert "\n".join(sorted({fault for faults in found.values() for fault in faults})) == ""


def test_no_page_shuts_anybody_out(people: Callable[..., People], open_page: Callable[[str, Look], Page]) -> None:
    judge(people, open_page, FEW)


@pytest.mark.drill
def test_no_page_shuts_anybody_out_in_any_theme_language_and_size(
    people: Callable[..., People], open_page: Callable[[str, Look], Page]
) -> None:
    judge(people, open_page, ALL)
