"""List and case side by side, and several cases at once, by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import People, tab_to
from tests.e2e.test_report_to_closed import report

pytestmark = pytest.mark.browser

# What of the matter's first line can be seen of each row, and whether the list is wider than its place.
SEEN = """() => {
  const frame = document.querySelector(".table-frame").getBoundingClientRect();
  const lines = [...document.querySelectorAll("[data-row] .c-matter")].map((cell) => cell.getBoundingClientRect());
  return {
    least: Math.min(...lines.map((line) => Math.min(line.right, frame.right) - Math.max(line.left, frame.left))),
    over: Math.max(...lines.map((line) => line.right)) - frame.right,
    pane: document.querySelector("[data-pane]").getBoundingClientRect().width,
    page: document.documentElement.scrollWidth - innerWidth,
  };
}"""


def beside(page: Page, number: str, width: int = 1440) -> None:
    """The case beside the list of all."""
    page.set_viewport_size({"width": width, "height": 900})
    with page.expect_response("**/api/v1/stream"):
        page.goto(f"/cases/?tab=all&case={number}")
    expect(page.locator("[data-pane] .case-number")).to_have_text(number)


def test_the_matter_stays_in_sight_beside_a_case(people: Callable[..., People]) -> None:
    everybody = people()
    number, _ = report(everybody.page("li"))
    page = everybody.page("chen")
    # About twenty Chinese characters, and more on a wide screen, whatever states and places the other rows name.
    for width, matter, pane in ((1280, 300, 800), (1440, 300, 900), (1920, 380, 900)):
        beside(page, number, width)
        seen = page.evaluate(SEEN)
        assert seen["least"] >= matter, (width, seen)
        assert seen["pane"] >= pane, (width, seen)
        assert seen["over"] <= 0, (width, seen)
        assert seen["page"] <= 0, (width, seen)
    page.set_viewport_size({"width": 1100, "height": 900})
    page.wait_for_url(f"**/cases/{number}/")
    assert everybody.complaints == []


def test_what_one_does_is_no_news_to_oneself_and_others_moves_are(people: Callable[..., People]) -> None:
    everybody = people()
    li = everybody.page("li")
    number, _ = report(li)
    chen, wang = everybody.page("chen"), everybody.page("wang")
    with wang.expect_response("**/api/v1/stream"):
        wang.goto("/cases/?tab=all")
    beside(chen, number)
    for version in (2, 3):
        chen.locator('[data-pane] .buttons a[href$="/escalate"]').click()
        chen.fill("dialog[open] [name=reason]", "For the street.")
        chen.click("dialog[open] button[type=submit]")
        expect(chen.locator(f'[data-pane] [data-number="{number}"][data-version="{version}"]')).to_be_visible()
    news = "[data-live] button"
    expect(wang.locator(news)).to_have_text("1 new")
    expect(chen.locator(news)).to_be_hidden()
    other, _ = report(li)
    expect(chen.locator(news)).to_have_text("1 new")
    expect(wang.locator(news)).to_have_text("2 new")
    chen.locator(news).click()
    expect(chen.locator("[data-row]", has_text=other)).to_be_visible()
    expect(chen.locator(news)).to_be_hidden()
    assert everybody.complaints == [], "nothing that the browser refuses, as an inline style would be"


def test_several_cases_go_on_at_once_by_keyboard_alone(people: Callable[..., People]) -> None:
    everybody = people()
    numbers = [report(everybody.page("li"))[0] for _ in range(2)]
    page = everybody.page("chen")
    keys = page.keyboard
    page.goto("/cases/?tab=all")
    for key in ("j", "x", "j", "x"):
        keys.press(key)
    expect(page.locator("[data-bulk-count]")).to_have_text("2 chosen")
    tab_to(page, "#bulk-verb", most=150)
    keys.type("Void")
    tab_to(page, "#bulk button[type=submit]")
    keys.press("Enter")
    page.wait_for_url("**/cases/bulk?**")
    expect(page.get_by_role("heading", name="2 cases go on")).to_be_visible()
    tab_to(page, "#id_reason")
    keys.type("Twice the same.")
    tab_to(page, "button[value=run]")
    keys.press("Enter")
    expect(page.get_by_text("Done for 2 cases: Void")).to_be_visible()
    for number in numbers:
        expect(page.get_by_role("link", name=number)).to_be_visible()
    tab_to(page, ".form-end a.btn-primary")
    keys.press("Enter")
    page.wait_for_url("**/cases/?tab=all")
    for number in numbers:
        expect(page.locator("[data-row]", has_text=number)).to_have_count(0)
    assert everybody.complaints == []
