"""The desk without a mouse, and several cases at once without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import People
from tests.e2e.test_accessible import AXE, JUDGE, TAGS
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
    neighbours, everybody = people(), people(scripts=False)
    numbers = [report(neighbours.page("li"))[0] for _ in range(2)]
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


def test_a_case_is_worked_beside_the_list_and_on_the_board(people: Callable[..., People]) -> None:
    everybody = people()
    number, _ = report(everybody.page("li"))
    page = everybody.page("chen")
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto("/cases/?tab=all&channel=web")
    page.get_by_role("link", name=number).click()
    page.wait_for_url(f"**/cases/?tab=all&channel=web&case={number}")
    pane = page.locator("[data-pane]")
    expect(pane.locator("h1")).to_contain_text(number)
    pane.locator('.buttons a[href$="/escalate"]').click()
    page.fill("dialog[open] [name=reason]", "For the street.")
    page.click("dialog[open] button[type=submit]")
    expect(pane.locator(".flashes")).to_contain_text("Done: Escalate")
    assert page.url.endswith(f"case={number}")
    assert faults(page) == []
    page.go_back()
    expect(pane).to_be_hidden()
    page.goto("/cases/?tab=all&view=board")
    assert faults(page) == []
    card = page.locator("[data-row]", has_text=number)
    card.locator("summary").click()
    card.locator('a[href$="/void"]').click()
    page.fill("dialog[open] [name=reason]", "Twice.")
    page.click("dialog[open] button[type=submit]")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("[data-row]", has_text=number)).to_have_count(0)
    page.goto(f"/cases/bulk?verb=note&number={number}")
    assert faults(page) == []
    page.keyboard.press("Control+k")
    expect(page.locator("[data-palette]")).to_be_visible()
    assert faults(page) == []
    assert everybody.complaints == []


def faults(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it stands."""
    page.evaluate(AXE)
    return [f"{found['id']}: {found['nodes'][0]['html'][:160]}" for found in page.evaluate(JUDGE, TAGS)]
