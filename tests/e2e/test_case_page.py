"""The page of a case as it is worked with: pencils, what the reporter will read, two cases side by side, the replay."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import People
from tests.e2e.test_accessible import AXE, JUDGE, TAGS, WIDTH
from tests.e2e.test_report_to_closed import report

pytestmark = pytest.mark.browser
SMALL = {"width": 320, "height": 640}


def judged(page: Page) -> list[str]:
    """What axe finds in the page as it is now, and whether it is too wide for the smallest phone."""
    # A link that is half scrolled under the bar at the top would be judged too small.
    page.evaluate("scrollTo(0, 0)")
    page.evaluate(AXE)
    found = [f"{each['id']}: {node['html'][:100]}" for each in page.evaluate(JUDGE, TAGS) for node in each["nodes"]]
    whole = page.viewport_size
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    found += [f"wide: {page.url}"] if page.evaluate(WIDTH) > SMALL["width"] else []
    if whole:
        page.set_viewport_size(whole)
    return found


@pytest.mark.journey
def test_a_desk_works_on_the_page_of_a_case(people: Callable[..., People]) -> None:
    everybody = people()
    li, chen = everybody.page("li"), everybody.page("chen")
    number, link = report(li)
    other, _ = report(li)

    # The clock tells its arithmetic to the keyboard, and Escape closes it.
    chen.goto(f"/cases/{number}/")
    chen.locator(".clock-tip summary").focus()
    chen.keyboard.press("Shift+Tab")
    chen.keyboard.press("Tab")
    expect(chen.locator(".clock-tip-body")).to_be_visible()
    assert judged(chen) == []
    chen.keyboard.press("Escape")
    expect(chen.locator(".clock-tip-body")).to_be_hidden()

    # A pencil opens its form where the fact stands; Escape leaves it and goes back to the pencil.
    pencil = chen.locator(".pencil").first
    pencil.focus()
    chen.keyboard.press("Enter")
    expect(chen.locator("#edit-class form")).to_be_visible()
    assert judged(chen) == []
    chen.keyboard.press("Escape")
    expect(chen.locator("#edit-class form")).to_have_count(0)
    expect(pencil).to_be_focused()

    # What the reporter will read stands beside what is typed, and is what is read.
    chen.click(f'a[href="/cases/{number}/send-message"]')
    chen.locator("dialog[open] textarea").fill("We come on Monday.")
    expect(chen.locator("dialog[open] .read-as-sheet").first).to_contain_text("We come on Monday.")
    assert judged(chen) == []
    chen.locator("dialog[open] button[type=submit]").click()
    expect(chen.locator(".flashes")).to_contain_text("Done:")
    li.goto(link)
    expect(li.locator("#messages")).to_contain_text("We come on Monday.")

    # The history plays back, by slider and entry by entry.
    chen.click(".replay summary")
    expect(chen.locator("#replay-frame")).to_contain_text("3 of 3")
    chen.locator("#replay-at").focus()
    chen.keyboard.press("ArrowLeft")
    expect(chen.locator("#replay-frame")).to_contain_text("2 of 3")
    assert judged(chen) == []
    chen.goto(f"/cases/{number}/replay?at=1")
    assert judged(chen) == []

    # Two cases side by side, by keyboard: the choice, the button.
    chen.goto(f"/cases/{other}/merge?into={number}")
    expect(chen.locator(".versus")).to_be_visible()
    assert judged(chen) == []
    chen.locator(f"input[name=stays][value='{number}']").focus()
    chen.keyboard.press("Space")
    chen.keyboard.press("Enter")
    chen.wait_for_url(f"**/cases/{number}/")
    expect(chen.locator(".flashes")).to_contain_text("Done:")
    expect(chen.locator("#reports")).to_contain_text("Reporter 2")
    assert everybody.complaints == []
