"""The desk without a mouse, and several cases at once without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import People, tab_to
from tests.e2e.test_accessible import AXE, JUDGE, TAGS
from tests.e2e.test_report_to_closed import report
from tests.e2e.test_rework_on_a_phone import move

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


def sought(page: Page, number: str) -> None:
    """From the list to the page of a case, by the search and the keys of the rows."""
    page.goto("/cases/")
    for key in ("2", "/"):
        page.keyboard.press(key)
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/?tab=all&q={number}")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{number}/")
    page.wait_for_load_state()


def opened(page: Page, verb: str) -> None:
    """The dialog of a move: by Tab to its button, and Enter."""
    tab_to(page, f'.buttons a[href$="/{verb}"]')
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_be_visible()


def sent(page: Page, state: str) -> None:
    """The dialog is sent, and the case stands where it should."""
    tab_to(page, "dialog[open] button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator(".case-head .state").first).to_have_text(state)


@pytest.mark.journey
def test_a_case_is_filed_and_dispatched_by_keyboard_alone(people: Callable[..., People]) -> None:
    everybody = people()
    number, _ = report(everybody.page("li"))
    chen, zhao = everybody.page("chen"), everybody.page("zhao")
    sought(chen, number)
    opened(chen, "file")
    expect(chen.locator("dialog[open] .pick-input").first).to_be_focused()
    chen.keyboard.type("dirty wa")
    chen.keyboard.press("ArrowDown")
    chen.keyboard.press("Enter")
    sent(chen, "To be dispatched")
    opened(chen, "dispatch")
    sent(chen, "To be accepted")
    zhao.goto("/today/")
    expect(zhao.locator(f'[id="{number}"]')).to_contain_text("To be accepted")
    assert everybody.complaints == []


@pytest.mark.journey
def test_what_was_done_is_checked_by_keyboard_alone(people: Callable[..., People]) -> None:
    everybody, without = people(), people(phone=True, scripts=False)
    number, _ = report(everybody.page("li"))
    chen, sun, zhao = everybody.page("chen"), everybody.page("sun"), without.page("zhao")
    move(without.page("chen"), number, "file", class_code="06025")
    move(without.page("chen"), number, "dispatch", unit="street/water")
    for verb, words in (("accept", {}), ("start", {}), ("report-back", {"outcome": "done", "result": "Mended."})):
        move(zhao, number, verb, **words)
    sought(sun, number)
    opened(sun, "check-fail")
    tab_to(sun, "dialog[open] [name=reason]")
    sun.keyboard.type("Still wet.")
    sent(sun, "Being handled")
    move(zhao, number, "report-back", outcome="done", result="Mended again.")
    sought(sun, number)
    opened(sun, "check-pass")
    sent(sun, "To be closed")
    chen.goto(f"/cases/{number}/")
    expect(chen.locator(".case-head")).to_contain_text("rework 1")
    expect(chen.locator(".case-head .state").first).to_have_text("To be closed")
    assert everybody.complaints == []


@pytest.mark.journey
def test_several_cases_go_on_at_once_without_a_script(people: Callable[..., People]) -> None:
    neighbours, everybody = people(), people(scripts=False)
    numbers, links = zip(*[report(neighbours.page("li")) for _ in range(2)], strict=True)
    page = everybody.page("chen")
    page.goto("/cases/?tab=all")
    for number in numbers:
        page.get_by_label(f"Choose {number}").check()
    page.select_option("#bulk-verb", "void")
    page.click("#bulk button[type=submit]")
    page.fill("#id_reason", "Twice the same.")
    page.click("button[value=run]")
    expect(page.get_by_text("Done for 2 cases: Void")).to_be_visible()
    for link in links:
        neighbours.page("li").goto(link)
        expect(neighbours.page("li").locator("main")).to_contain_text("Twice the same.")
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
    expect(pane.locator(".case-number")).to_have_text(number)
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
