"""A report by whoever has no script, by whoever has no mouse, and by whoever is interrupted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import People, tab_to
from tests.e2e.test_report_to_closed import photo

pytestmark = pytest.mark.browser

PHONE = "13800138000"
# How many colours there are on the picture that is about to be sent.
COLOURS = """async image => {
  await image.decode();
  const paper = Object.assign(document.createElement("canvas"), { width: 60, height: 40 }).getContext("2d");
  paper.drawImage(image, 0, 0, 60, 40);
  return new Set(new Uint32Array(paper.getImageData(0, 0, 60, 40).data.buffer)).size;
}"""


def onward(page: Page, step: str, following: str) -> None:
    """By Tab and Enter to the next step, whose heading then has the focus."""
    tab_to(page, f"#{step} [data-next]")
    page.keyboard.press("Enter")
    expect(page.locator(f"#{following}-title")).to_be_focused()


def arrived(everybody: People, li: Page, words: str) -> None:
    """The desk reads these words, under the number of the receipt."""
    chen = everybody.page("chen")
    chen.goto(f"/cases/{li.inner_text('.thanks-number strong')}/")
    expect(chen.locator("main")).to_contain_text(words)


@pytest.mark.journey
def test_a_report_by_one_long_form_without_a_script(people: Callable[..., People]) -> None:
    everybody = people(phone=True, scripts=False)
    li = everybody.page("li")
    li.goto("/report/")
    expect(li.locator("[data-step]:visible")).to_have_count(5)
    li.fill("#id_text", f"Water burning. Call {PHONE}.")
    li.fill("#id_name", "Li")
    li.click("button[name=offer]")
    expect(li.locator(".urgent a[href='tel:119']")).to_be_visible()
    li.click("button[name=remove]")
    expect(li.locator("#id_text")).to_have_value("Water burning. Call [phone].")
    li.fill("#id_address", "First Road 1")
    li.click("button[name=find]")
    li.locator("input[name=building]").first.check()
    li.fill("#id_detail", "third floor")
    li.click(".step-ways button[name=look]")
    expect(li.locator(".look-desk")).to_contain_text("First Road 1 third floor")
    expect(li.locator("#id_name")).to_have_value("Li")
    li.set_input_files("#id_photos", photo("red"))
    li.click("[data-send]")
    li.wait_for_url("**/sent/")
    arrived(everybody, li, "[phone]")
    assert everybody.complaints == []


@pytest.mark.journey
def test_a_report_by_keyboard_alone(people: Callable[..., People]) -> None:
    everybody = people()
    li = everybody.page("li")
    li.goto("/report/")
    tab_to(li, "#id_text")
    li.keyboard.type("Dark stairs.")
    onward(li, "what", "where")
    tab_to(li, "#id_address")
    li.keyboard.type("First Road 1")
    li.locator("[name=building]").first.wait_for()
    li.keyboard.press("Enter")
    li.keyboard.press("Space")
    onward(li, "where", "pictures")
    li.set_input_files("#id_photos", photo("blue"))
    expect(li.locator("[data-previews] img")).to_have_count(1)
    assert li.locator("[data-previews] img").evaluate(COLOURS) == 1
    before = li.locator("[data-previews] img").get_attribute("src") or ""
    tab_to(li, "[data-cover-one]")
    li.keyboard.press("Enter")
    tab_to(li, "[data-cover-add]")
    li.keyboard.press("Enter")
    for key in ("ArrowLeft", "ArrowUp", "Shift+ArrowRight"):
        li.keyboard.press(key)
    tab_to(li, "[data-cover-done]")
    li.keyboard.press("Enter")
    expect(li.locator("[data-previews] img")).not_to_have_attribute("src", before)
    assert li.locator("[data-previews] img").evaluate(COLOURS) > 5
    onward(li, "pictures", "contact")
    onward(li, "contact", "look")
    expect(li.locator(".look-desk")).to_contain_text("First Road 1")
    li.go_back()
    li.go_back()
    expect(li.locator("[data-previews] img")).to_be_visible()
    li.go_forward()
    li.go_forward()
    tab_to(li, "[data-send]")
    li.keyboard.press("Enter")
    li.wait_for_url("**/sent/")
    arrived(everybody, li, "Dark stairs.")
    assert everybody.complaints == []


def test_a_draft_stays_if_its_writer_says_so_and_goes_when_it_is_sent(people: Callable[..., People]) -> None:
    everybody = people()
    li = everybody.page("li")
    li.goto("/report/")
    li.fill("#id_text", "Dark stairs.")
    li.reload()
    expect(li.locator("#id_text")).to_have_value("")
    li.fill("#id_text", "Dark stairs.")
    li.click("[data-draft-yes]")
    li.click("[data-way] a[href='#pictures']")
    li.set_input_files("#id_photos", photo("blue"))
    expect(li.locator("[data-draft-kept]")).to_have_attribute("data-pictures", "1")
    li.goto("/")
    li.goto("/report/")
    expect(li.locator("[data-draft-back]")).to_be_visible()
    expect(li.locator("[data-previews] img")).to_have_count(1)
    expect(li.locator("#id_text")).to_have_value("Dark stairs.")
    li.click("[data-way] a[href='#where']")
    li.fill("#id_address", "behind the market")
    li.click("[data-way] a[href='#look']")
    li.context.set_offline(True)
    li.click("[data-send]")
    expect(li.locator("[data-offline]")).to_be_visible()
    li.context.set_offline(False)
    expect(li.locator("[data-offline]")).to_be_hidden()
    li.click("[data-send]")
    li.wait_for_url("**/sent/")
    li.goto("/report/")
    expect(li.locator("[data-draft-back]")).to_be_hidden()
    expect(li.locator("#id_text")).to_have_value("")
