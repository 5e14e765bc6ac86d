"""Every page that a click leads to, judged by axe-core: nobody is shut out by colour, name or order; and by what
it asks of a phone: its width, its scripts, that it stays where it is, that it calls nobody else."""

import gzip
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page, Request, ViewportSize

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
# Who comes to a few kinds of pages that none of those sees.
ALSO = ("lin", "sun")
SMALLEST = 320
WIDE: ViewportSize = {"width": 1920, "height": 1080}
MOST_SCRIPT, MOST_SHIFT = 300_000, 0.1
# Nobody sees anything else there than everybody: judged once in each look.
ALIKE = (
    "/help/",
    "/help/desk/",
    "/design/",
    "/demo/",
    "/privacy/",
    "/matters/",
    "/statistics/",
    "/grids/",
    "/scope/",
    "/status/",
)
APART = ("map", "chart", "maplibre", "echarts")
WIDTH = "document.documentElement.scrollWidth"
ENLARGE = """address => new Promise(done => {
  const sheet = document.createElement("link");
  Object.assign(sheet, {rel: "stylesheet", href: address, onload: done, onerror: done});
  document.documentElement.dataset.look = "elder";
  document.head.append(sheet);
})"""
SHIFT = """() => {
  const watch = new PerformanceObserver(() => {});
  watch.observe({type: "layout-shift", buffered: true});
  return watch.takeRecords().filter(one => !one.hadRecentInput).reduce((sum, one) => sum + one.value, 0);
}"""
# What has the focus and cannot be seen, because a bar lies on it; forwards and backwards through the page.
COVERED = """() => {
  document.documentElement.style.scrollBehavior = "auto";
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && one.getBoundingClientRect().width > 4);
  const found = new Set();
  for (const one of [...all, ...all.toReversed()]) {
    one.focus();
    if (document.activeElement !== one) continue;
    const box = one.getBoundingClientRect();
    const seen = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].some(([x, y]) => {
      const hit = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      return hit && (one.contains(hit) || hit.contains(one) || [...one.labels ?? []].some(each => each.contains(hit)));
    });
    if (!seen) found.add(`covered: ${one.outerHTML.slice(0, 90)}`);
  }
  return [...found];
}"""
# Theme, language, screen: wide, a phone, or large type on a phone.
Look = tuple[str, str, str]
ALL: list[Look] = list(product(("light", "dark"), ("zh-hans", "en"), ("wide", "phone", "elder")))


@pytest.fixture
def open_page(chromium: Browser, live: Live) -> Iterator[Callable[[str, Look], Page]]:
    """`open_page("chen", ("dark", "en", True))`: a window with that look, signed in."""
    opened = []

    def open_one(name: str, look: Look) -> Page:
        theme, language, size = look
        screen: dict[str, Any] = {"viewport": WIDE} if size == "wide" else PHONE
        context = chromium.new_context(base_url=live.url, color_scheme=theme, **screen)  # type: ignore[arg-type]
        opened.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": live.url}])
        if size == "elder":
            context.add_cookies([{"name": "linli_look", "value": "elder", "url": live.url}])
        page = context.new_page()
        if name:
            page.goto("/accounts/login/")
            page.fill("#id_username", name)
            page.fill("#id_password", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url(lambda address: "/login" not in address)
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


class Asked:
    """What the pages of a window ask for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.addresses: list[str] = []
        self.scripts: list[str] = []
        self.sizes: dict[str, int] = {}
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        self.addresses.append(request.url)
        if request.resource_type == "script":
            self.scripts.append(request.url)

    def faults(self, path: str) -> list[str]:
        """Of the page that was opened last: others it called, and scripts that weigh too much."""
        own = "/".join(self.page.url.split("/")[:3])
        others = [a for a in self.addresses if not a.startswith((f"{own}/", "data:", "blob:"))]
        weighed = {address for address in self.scripts if not any(word in address for word in APART)}
        for address in weighed - set(self.sizes):
            self.sizes[address] = len(gzip.compress(self.page.request.get(address).body()))
        weight = sum(self.sizes[address] for address in weighed)
        self.addresses, self.scripts = [], []
        return [f"{path}: calls {a}" for a in others] + (
            [f"{path}: {weight} of script"] if weight > MOST_SCRIPT else []
        )


def unsteady(page: Page, path: str) -> list[str]:
    """What moves while the page comes, and what does not fit the smallest phone, in usual and in large type."""
    shift, screen = page.evaluate(SHIFT), page.viewport_size or WIDE
    faults = [f"{path}: moves by {shift:.2f}"] if shift >= MOST_SHIFT else []
    page.set_viewport_size({"width": SMALLEST, "height": 640})
    for type_size in ("usual", "large"):
        if type_size == "large":
            page.evaluate(ENLARGE, "/static/elder.css")
        if (width := page.evaluate(WIDTH)) > SMALLEST:
            faults.append(f"{path}: {width} wide in {type_size} type")
        faults += [f"{path}: {fault} in {type_size} type" for fault in page.evaluate(COVERED)]
    page.set_viewport_size(screen)
    return faults


def faults_of(page: Page, *starts: str, known: set[object]) -> tuple[set[object], list[str]]:
    """The kinds of pages to which a person comes, and what is wrong with them; a known one is left out."""
    waiting, seen, faults, asked = list(starts), set(known), list[str](), Asked(page)
    while waiting:
        path = waiting.pop(0)
        if kind(path) in seen or kind(path) is None:
            continue
        seen.add(kind(path))
        answer = page.request.get(path)
        if not answer.headers.get("content-type", "").startswith("text/html") or answer.status != 200:
            continue
        page.goto(path)
        faults += asked.faults(path)
        page.evaluate(AXE)
        for violation in page.evaluate(JUDGE, TAGS):
            faults += [f"{path}: {violation['id']} {node['html'][:120]}" for node in violation["nodes"]]
        waiting += page.evaluate(LINKS)
        faults += unsteady(page, path)
    return seen - known, faults


def judge(people: Callable[..., People], open_page: Callable[[str, Look], Page], look: Look, *, each: bool) -> None:
    """Everybody's pages in a look, with a case of which something is to be seen; unless `each` person's, one page of
    each kind."""
    number, link = report(people().page("li"))
    starts = {"": ["/", link, f"{link}sent/", f"{link}data/"]}
    starts |= {name: ["/cases/", f"/cases/{number}/"] for name in (*STAFF, *ALSO)}
    found, judged = list[str](), set[object]()
    for name, first in starts.items():
        known: set[object] = {kind(path) for path in ALIKE} if name else set()
        # They begin where everybody does, to come to what is their own.
        known |= judged - set(map(kind, first)) if name in ALSO or not each else set()
        pages, faults = faults_of(open_page(name, look), *first, known=known)
        judged |= pages
        found += faults
        assert len(pages) > 1, name
    assert "\n".join(sorted(set(found))) == ""


def test_no_page_shuts_anybody_out(people: Callable[..., People], open_page: Callable[[str, Look], Page]) -> None:
    judge(people, open_page, ("light", "zh-hans", "wide"), each=False)


@pytest.mark.drill
@pytest.mark.parametrize("look", ALL, ids="-".join)
def test_no_page_shuts_anybody_out_in_any_theme_language_and_size(
    people: Callable[..., People], open_page: Callable[[str, Look], Page], look: Look
) -> None:
    judge(people, open_page, look, each=True)
