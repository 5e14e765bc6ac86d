"""What nobody needs a mouse for: taking in a call, merging two cases, rating an answer, loading a table."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import People, tab_to
from tests.e2e.test_report_to_closed import move, report

pytestmark = pytest.mark.browser
UNITS = "code,name,area,parent,phone\nstreet/keys,Keys Office,330106003,street,\n"


def follow(page: Page, selector: str, most: int = 60) -> None:
    """Tab until it has the focus, then Enter."""
    tab_to(page, selector, most)
    page.keyboard.press("Enter")


def taken_in(page: Page, words: str) -> str:
    """What somebody tells by telephone, about First Road 1; the number of the case."""
    keys = page.keyboard
    page.goto("/cases/new/")
    tab_to(page, "#id_text")
    keys.type(words)
    tab_to(page, "#id_address")
    keys.type("First Road 1")
    page.locator("[name=building]").first.wait_for()
    keys.press("ArrowDown")
    keys.press("Space")
    tab_to(page, "#id_phone")
    keys.type("100 0000 0000")
    keys.press("Control+Enter")
    page.wait_for_url("**/cases/new/*/")
    follow(page, 'main a[href^="/cases/2"]')
    page.wait_for_url("**/cases/2*/")
    return page.inner_text(".case-number")


def test_two_calls_about_one_matter_are_taken_in_and_merged_by_keyboard_alone(people: Callable[..., People]) -> None:
    everybody = people()
    chen = everybody.page("chen")
    first = taken_in(chen, "Brown water runs out of the keyboard cupboard.")
    second = taken_in(chen, "Brown water still runs out of the keyboard cupboard.")
    follow(chen, f'.duplicates a[href$="/compare/{first}/"]', most=90)
    expect(chen.get_by_role("heading", name="Side by side")).to_be_visible()
    tab_to(chen, f'[name=stays][value="{first}"], [name=stays][value="{second}"]')
    chen.keyboard.press("Space")
    tab_to(chen, "#decide [name=reason]")
    chen.keyboard.type("The same cupboard.")
    follow(chen, "#decide button[type=submit]")
    expect(chen.locator(".flashes")).to_contain_text("Done:")
    assert chen.inner_text(".case-number") in (first, second)
    expect(chen.locator("#reports")).to_contain_text("still runs out")
    assert everybody.complaints == []


def test_an_answer_is_rated_by_keyboard_alone(people: Callable[..., People]) -> None:
    everybody = people()
    li, chen = everybody.page("li"), everybody.page("chen")
    number, link = report(li)
    move(chen, number, "void", reason="It was cleaned yesterday.")
    li.goto(link)
    for question in ("is_solved", "level"):
        tab_to(li, f"#rate [name={question}]")
        li.keyboard.press("Space")
    tab_to(li, "#rate textarea")
    li.keyboard.type("Thank you.")
    follow(li, "#rate button[type=submit]")
    expect(li.locator("main")).to_contain_text("Thank you for your rating:")
    assert everybody.complaints == []


def test_a_table_is_tried_by_keyboard_alone(people: Callable[..., People]) -> None:
    everybody = people()
    admin = everybody.page("admin")
    # From the beginning: where nobody listens yet, the first chooser could open on the screen of nobody.
    admin.on("filechooser", lambda _: None)
    admin.goto("/manage/begin/units/")
    tab_to(admin, "input[type=file]")
    with admin.expect_file_chooser() as chooser:
        admin.keyboard.press("Space")
    chooser.value.set_files({"name": "units.csv", "mimeType": "text/csv", "buffer": UNITS.encode()})
    follow(admin, "button[name=try]")
    expect(admin.locator("main")).to_contain_text("Nothing is taken yet")
    assert everybody.complaints == []
