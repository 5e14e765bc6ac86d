"""One report, from the resident's words to the answer, in a desktop browser."""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.e2e.conftest import People

pytestmark = pytest.mark.browser


def photo(colour: str) -> FilePayload:
    """A picture larger than what may be kept, so that the browser reduces it."""
    data = io.BytesIO()
    Image.new("RGB", (3000, 2000), colour).save(data, "JPEG")
    return {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


def report(page: Page) -> tuple[str, str]:
    """Reports a matter by choosing a building from the list; returns number and private link."""
    page.goto("/")
    page.click("text=Report something")
    page.fill("#id_text", "Water runs out of the wall.")
    page.click("[data-way] a[href='#where']")
    page.fill("#id_address", "Fi")
    page.check('input[name=building][value="33011001000100001"]')
    page.click("#where [data-next]")
    page.set_input_files("#id_photos", photo("blue"))
    expect(page.locator("[data-previews] img")).to_have_count(1)
    page.click("#pictures [data-next]")
    page.click("#contact [data-next]")
    page.click("[data-send]")
    page.wait_for_url("**/sent/")
    assert page.locator("img.qr").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    return page.inner_text(".thanks-number strong"), page.input_value("#link")


def press(page: Page, verb: str) -> Locator:
    """Presses a button of the case's page once its scripts are there; returns the dialog."""
    page.wait_for_selector(".case-head")
    page.wait_for_load_state()
    page.click(f'.buttons a[href$="/{verb}"]')
    dialog = page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    return dialog


def move(page: Page, number: str, verb: str, **inputs: str) -> None:
    """Presses the button on the case's page, fills in the dialog and sends it."""
    page.goto(f"/cases/{number}/")
    dialog = press(page, verb)
    for name, words in inputs.items():
        dialog.locator(f"[name={name}]").fill(words)
    dialog.locator("button[type=submit]").click()
    expect(page.locator(".flashes")).to_contain_text("Done:")


def pick(page: Page, label: str, typed: str) -> None:
    """Chooses from a long list by typing, with the keyboard alone."""
    field = page.locator("dialog[open]").get_by_label(label)
    field.fill(typed)
    field.press("ArrowDown")
    field.press("Enter")


@pytest.mark.journey
def test_a_resident_reports_with_a_picture_and_reads_that_it_was_mended(people: Callable[..., People]) -> None:
    everybody = people()
    li, chen, zhao, sun = (everybody.page(name) for name in ("li", "chen", "zhao", "sun"))
    number, link = report(li)
    li.goto(link)
    add = li.locator(".add-photo button[type=submit]")
    expect(add).to_be_disabled()
    li.set_input_files("#more-photos", photo("yellow"))
    expect(li.locator("[data-previews] img")).to_have_count(1)
    expect(add).to_be_enabled()
    add.click()
    expect(li.locator(".photo img")).to_have_count(2)

    chen.goto("/cases/")
    chen.click(f"text={number}")
    expect(chen.locator(".photo img")).to_have_count(2)
    assert chen.locator(".photo img").first.evaluate("image => image.decode().then(() => image.naturalWidth)") == 2048
    press(chen, "file")
    pick(chen, "Class", "dirty wa")
    chen.locator("dialog[open] button[type=submit]").click()
    expect(chen.locator(".flashes")).to_contain_text("Done:")
    press(chen, "dispatch")
    expect(chen.locator("dialog[open]").get_by_label("Unit")).to_have_value("Water Unit")
    chen.locator("dialog[open] button[type=submit]").click()
    expect(chen.locator(".case-head .state")).to_have_text("To be accepted")

    move(zhao, number, "accept")
    move(zhao, number, "start")
    press(zhao, "report-back")
    zhao.set_input_files("dialog[open] input[type=file]", photo("green"))
    zhao.check("dialog[open] [name=outcome][value=done]")
    zhao.fill("dialog[open] [name=result]", "The pipe is mended.")
    expect(zhao.locator("dialog[open] [data-previews] img")).to_have_count(1)
    zhao.locator("dialog[open] button[type=submit]").click()
    expect(zhao.locator(".case-head .state")).to_have_text("To be checked")

    move(sun, number, "check-pass", remark="Dry.")
    move(chen, number, "close", result="The pipe in the wall was mended.")
    li.goto("/follow/")
    li.fill("#code", link)
    li.click("main button[type=submit]")
    expect(li.locator("h1")).to_have_text("It is done.")
    expect(li.locator(".answer")).to_have_text("The pipe in the wall was mended.")
    expect(li.locator(".photo img")).to_have_count(3)
    assert "Zhao" not in li.content()
    assert everybody.complaints == []


def test_the_desk_is_worked_by_keyboard(people: Callable[..., People]) -> None:
    everybody = people()
    report(everybody.page("li"))
    number, _ = report(everybody.page("li"))
    page = everybody.page("chen")
    page.goto("/cases/")
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    expect(page.locator("[data-tab-name=all][aria-current]")).to_have_count(1)
    page.wait_for_url("**/cases/?tab=all")
    page.keyboard.press("/")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.wait_for_url(f"**/cases/?tab=all&q={number}")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{number}/")
    page.go_back()
    expect(page.locator("[data-row]")).to_have_count(1)
    assert everybody.complaints == []
