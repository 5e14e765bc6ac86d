"""The desk without a mouse, and several cases at once without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import People
from tests.e2e.test_report_to_closed import report

pytestmark = pytest.mark.browser


def test_keys_choose_cases_lead_anywhere_and_can_be_switched_off(people: Callable[..., People]) -> None:
    everybody = people()
    number, _ = report(everybody.page("li"))
    page = everybody.page("chen")
    keys = page.keyboard
    page.goto("/cases/?tab=all&channel=web")
    keys.press("j")
    keys.press("x")
    expect(page.locator("[data-bulk-count]")).to_have_text("1 chosen")
    keys.press("Control+k")
    expect(page.locator("[data-palette]")).to_be_visible()
    keys.type(number)
    expect(page.locator("#palette-list [aria-selected=true]")).to_contain_text(number)
    keys.press("Enter")
    page.wait_for_url(f"**/cases/{number}/")
    keys.press("g")
    keys.press("t")
    page.wait_for_url("**/tasks/")
    keys.press("?")
    expect(page.locator("[data-help]")).to_be_visible()
    page.get_by_label("Keys without Ctrl are on.").uncheck()
    keys.press("Escape")
    keys.press("?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    keys.press("Control+k")
    expect(page.locator("[data-palette]")).to_be_visible()
    assert everybody.complaints == []


def test_several_cases_go_on_at_once_without_a_script(people: Callable[..., People]) -> None:
    everybody = people(scripts=False)
    numbers = [report(everybody.page("li"))[0] for _ in range(2)]
    page = everybody.page("chen")
    page.goto("/cases/?tab=all")
    for number in numbers:
        page.get_by_label(f"Choose {number}").check()
    page.select_option("#bulk-verb", "void")
    page.click("#bulk button[type=submit]")
    page.fill("#id_reason", "Twice the same.")
    page.click("button[value=run]")
    expect(page.get_by_text("Done for 2 cases: Void")).to_be_visible()
    assert everybody.complaints == []
