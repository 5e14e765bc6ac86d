"""How soon a page answers a key, a letter or a tap in a browser on a processor four times slower than this one.

The floor is the same key on a page that does nothing. The browser's own event timing is read: from the input to the
next picture, in steps of 8 ms, of which it tells nothing below 16.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import Page, sync_playwright

CHROMIUM = os.environ.get("LINLI_CHROMIUM", "/usr/bin/chromium")
SLOWER = 4
TIMES = 5
SETTLE_MS = 700
LISTEN = """() => {
  window.answered = [];
  new PerformanceObserver(list => list.getEntries().forEach(one => window.answered.push(one.duration)))
    .observe({type: "event", durationThreshold: 16});
}"""
# Two frames and what the browser tells of them.
TOLD = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>
  setTimeout(() => done(Math.max(0, ...window.answered.splice(0))), 150))))"""


@dataclass(frozen=True)
class Answered:
    """One kind of input on one page, in milliseconds: the usual and the slowest of the tries."""

    name: str
    usual_ms: float
    slowest_ms: float


Input = tuple[str, str, Callable[[Page], None]]


def inputs(case: str) -> list[Input]:
    """What people do most: what it is called, the page, and the doing. `case` is the number of one."""
    return [
        ("nothing", "about:blank", lambda page: page.keyboard.press("j")),
        ("list: the next row", "/cases/?tab=all", lambda page: page.keyboard.press("j")),
        ("list: choose a row", "/cases/?tab=all", _choose),
        ("list: open the palette", "/cases/?tab=all", _palette),
        ("list: a letter in search", "/cases/?tab=all", lambda page: _letter(page, "input[name=q]")),
        ("board: the next card", "/cases/?tab=all&view=board", lambda page: page.keyboard.press("j")),
        ("case: open the palette", f"/cases/{case}/", _palette),
        ("report: a letter", "/report/", lambda page: _letter(page, "textarea")),
    ]


def measure(port: int, cookie: Mapping[str, str], case: str) -> list[Answered]:
    """Each input some times; `cookie` is the desk's session as a header."""
    name, _, value = cookie["Cookie"].partition("=")
    url = f"http://127.0.0.1:{port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(base_url=url, viewport={"width": 1920, "height": 1080}, locale="zh-CN")
        context.add_cookies([{"name": name, "value": value, "url": url}])
        found = [_answered(context.new_page(), one) for one in inputs(case)]
        browser.close()
    return found


def _answered(page: Page, one: Input) -> Answered:
    name, address, act = one
    page.goto(address)
    page.wait_for_timeout(SETTLE_MS)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.evaluate(LISTEN)
    took = sorted(_once(page, act) for _ in range(TIMES))
    page.close()
    return Answered(name, took[len(took) // 2], took[-1])


def _once(page: Page, act: Callable[[Page], None]) -> float:
    act(page)
    return float(page.evaluate(TOLD))


def _choose(page: Page) -> None:
    """The key alone: while the row before it is still being drawn it would wait for that too."""
    page.keyboard.press("j")
    page.evaluate(TOLD)
    page.keyboard.press("x")


def _palette(page: Page) -> None:
    """Opens it, or closes it again."""
    page.keyboard.press("Control+k")
    page.keyboard.press("a")
    page.keyboard.press("Escape")


def _letter(page: Page, field: str) -> None:
    page.locator(field).first.focus()
    page.keyboard.press("a")
