"""Large type (大字版) in a real browser: it reflows, its targets are big, it reads aloud."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import People
from tests.e2e.test_report_to_closed import report

pytestmark = pytest.mark.browser

WIDTH, TARGET = 320, 56
SMALL = f"""() => [...document.querySelectorAll("main .btn, main .form-control, .tabs-bottom a, .top .tool")]
  .filter(one => one.checkVisibility({{visibilityProperty: true}}) && !one.matches(".visually-hidden"))
  .filter(one => one.getBoundingClientRect().height < {TARGET} && one.type !== "file")
  .map(one => one.outerHTML.slice(0, 90))"""
# A browser of the tests has no voices of its own.
VOICES = """
window.spoken = [];
window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: Object.assign(new EventTarget(), {
  getVoices: () => [{ lang: "en-GB", name: "Test" }],
  speak: (said) => window.spoken.push(said.text),
  cancel: () => window.spoken.push("—"),
}) });
"""


def enlarge(page: Page) -> None:
    """On the smallest phone, by the switch; whoever works here has it in the menu."""
    page.set_viewport_size({"width": WIDTH, "height": 640})
    page.goto("/")
    if page.locator("details.menu").count():
        page.click("details.menu summary")
    page.click("text=Large type")
    page.wait_for_selector("[data-look=elder]")


def test_large_type_reflows_on_the_smallest_phone_and_has_big_targets(people: Callable[..., People]) -> None:
    everybody = people()
    li, chen = everybody.page("li"), everybody.page("chen")
    number, link = report(li)
    enlarge(li)
    enlarge(chen)
    visits = [
        (li, path) for path in ("/", "/report/", "/follow/", "/accounts/login/", "/privacy/", link, f"{link}sent/")
    ]
    visits += [(chen, path) for path in ("/cases/?tab=all", f"/cases/{number}/", f"/cases/{number}/file")]
    for page, path in visits:
        page.goto(path)
        assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 24
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH, path
        assert page.evaluate(SMALL) == [], path


def test_large_type_reads_the_page_aloud_where_the_browser_has_a_voice(people: Callable[..., People]) -> None:
    li = people().page("li")
    enlarge(li)
    li.goto("/follow/")
    expect(li.locator("[data-aloud]")).to_be_hidden()
    li.add_init_script(VOICES)
    li.goto("/follow/")
    li.click("[data-aloud] button")
    expect(li.locator("[data-aloud] button")).to_have_attribute("aria-pressed", "true")
    spoken = li.evaluate("window.spoken")
    assert li.locator("h1").inner_text() in spoken
    li.click("[data-aloud] button")
    assert li.evaluate("window.spoken").count("—") == 2
