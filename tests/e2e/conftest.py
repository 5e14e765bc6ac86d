"""Real browsers on the running product."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import Live
from tests.world import PASSWORD

CHROMIUM = os.environ.get("LINLI_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# With WebGL, without a graphics card: maps are drawn.
DRAWING = [
    *(each for each in ARGUMENTS if each != "--disable-gpu"),
    *("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"),
]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
# Not wide enough for a case beside the list: each has a page of its own.
DESK: dict[str, Any] = {"viewport": {"width": 1180, "height": 800}}
FOCUSED = "selector => document.activeElement.matches(selector)"


def tab_to(page: Page, selector: str, most: int = 40) -> None:
    """Presses Tab until what is meant has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED, selector):
            return
    raise AssertionError(f"no way by keyboard to {selector}")


@dataclass
class People:
    """A window for each person, kept open between their turns; everything odd that the browser says is collected."""

    browser: Browser
    url: str
    phone: bool = False
    scripts: bool = True
    windows: dict[str, Page] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def page(self, name: str) -> Page:
        """The person's page, signed in; `li` has no account."""
        if name not in self.windows:
            self.windows[name] = self._open(name)
        return self.windows[name]

    def _open(self, name: str) -> Page:
        context: BrowserContext = self.browser.new_context(
            base_url=self.url, java_script_enabled=self.scripts, **(PHONE if self.phone else DESK)
        )
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": "django_language", "value": "en", "url": self.url}])
        page = context.new_page()
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._check_host(request.url))
        if name != "li":
            page.goto("/accounts/login/")
            page.fill("#id_username", name)
            page.fill("#id_password", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return page

    def _note(self, kind: str, text: str) -> None:
        # A refused form is answered with 4xx, which the browser notes; that is no fault of the page.
        if kind == "error" and "the server responded with a status of 4" not in text:
            self.complaints.append(text)

    def _check_host(self, address: str) -> None:
        if not address.startswith((self.url, "blob:", "data:")):
            self.complaints.append(f"another host: {address}")

    def close(self) -> None:
        for page in self.windows.values():
            page.context.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def people(chromium: Browser, live: Live) -> Iterator[Callable[..., People]]:
    """`people(phone=True, scripts=False)` gives everybody a window of that kind."""
    opened: list[People] = []

    def gather(*, phone: bool = False, scripts: bool = True) -> People:
        opened.append(People(chromium, live.url, phone, scripts))
        return opened[-1]

    yield gather
    for group in opened:
        group.close()
