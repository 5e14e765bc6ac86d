"""Return, rework and a small matter settled on the spot, on phones whose browsers run no script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import People
from tests.e2e.test_report_to_closed import photo

pytestmark = pytest.mark.browser


def report(page: Page, text: str) -> str:
    """Finds the building by the button, because there is no script to do so while one types."""
    page.goto("/report/")
    page.fill("#id_text", text)
    page.fill("#id_address", "First Road 1")
    page.click("button[name=find]")
    page.check("input[name=building]")
    page.set_input_files("#id_photos", photo("red"))
    page.click("[data-send]")
    page.wait_for_url("**/sent/*")
    return page.inner_text(".thanks-number strong")


def move(page: Page, number: str, verb: str, **inputs: str) -> None:
    """The button leads to a page of its own."""
    page.goto(f"/cases/{number}/")
    page.click(f'.buttons a[href$="/{verb}"]')
    for name, words in inputs.items():
        field = page.locator(f".move-form [name={name}]")
        if name in ("class_code", "unit"):
            field.select_option(words)
        elif name == "outcome":
            page.check(f".move-form [name={name}][value={words}]")
        else:
            field.fill(words)
    if verb == "close":
        page.click("button[name=preview]")
        expect(page.locator(".read-as-sheet").first).to_contain_text(inputs["result"])
    page.click(".move-form button[type=submit]:not([name])")
    expect(page.locator(".flashes")).to_contain_text("Done:")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, f"the page is {width} pixels wide"


@pytest.mark.journey
def test_a_case_is_returned_done_again_and_closed_without_a_script(people: Callable[..., People]) -> None:
    everybody = people(phone=True, scripts=False)
    li, chen, zhao, sun = (everybody.page(name) for name in ("li", "chen", "zhao", "sun"))
    number = report(li, "The drain is blocked.")
    move(chen, number, "file", class_code="06025")
    move(chen, number, "dispatch", unit="street/water")
    move(zhao, number, "return", reason="Not our pipe.")
    assert "/cases/" in zhao.url
    assert number not in zhao.url

    chen.goto(f"/cases/{number}/")
    expect(chen.locator(".story")).to_contain_text("Not our pipe.")
    move(chen, number, "dispatch", unit="street/water", remark="It is yours by the plan.")
    move(zhao, number, "accept")
    move(zhao, number, "start")
    move(zhao, number, "report-back", outcome="done", result="Rinsed.")
    move(sun, number, "check-fail", reason="Still blocked.")
    expect(sun.locator(".case-head")).to_contain_text("rework 1")
    move(zhao, number, "report-back", outcome="done", result="Dug up and mended.")
    move(sun, number, "check-pass")
    move(chen, number, "close", result="The drain is free again.")
    li.click("text=See where it stands")
    expect(li.locator(".answer")).to_have_text("The drain is free again.")
    expect(li.locator(".story")).to_contain_text("not found done")


@pytest.mark.journey
def test_a_grid_worker_settles_a_small_matter_on_the_spot(people: Callable[..., People]) -> None:
    everybody = people(phone=True, scripts=False)
    lin = everybody.page("lin")
    number = report(lin, "A bag of rubbish at the corner.")
    lin.click("text=Open the case")
    expect(lin.locator(".next-steps")).to_contain_text("Handle on the spot")
    move(lin, number, "self-handle", class_code="06010", outcome="done", result="Carried to the bin.")
    chen = everybody.page("chen")
    chen.goto(f"/cases/{number}/")
    expect(chen.locator(".story")).to_contain_text("Carried to the bin.")


@pytest.mark.journey
def test_who_reported_asks_to_open_it_again_and_the_desk_does(people: Callable[..., People]) -> None:
    everybody = people(phone=True, scripts=False)
    li, lin, chen = (everybody.page(name) for name in ("li", "lin", "chen"))
    number = report(li, "A bag of rubbish at the corner.")
    lin.goto(f"/cases/{number}/")
    move(lin, number, "self-handle", class_code="06010", outcome="done", result="Carried to the bin.")
    li.click("text=See where it stands")
    li.fill("#contest [name=reason]", "It lies there still.")
    li.click("#contest-form button[type=submit]")
    chen.goto(f"/cases/{number}/")
    expect(chen.locator("#messages, #reports")).to_contain_text("It lies there still.")
    move(chen, number, "reopen", reason="It lies there still.")
    li.reload()
    expect(li.locator(".story")).to_contain_text("taken up again")


def test_what_has_to_be_shown_is_asked_for_on_a_phone_and_sent_with_the_result(people: Callable[..., People]) -> None:
    everybody = people(phone=True, scripts=False)
    lin = everybody.page("lin")
    of_its_own(everybody.page("admin"), "06098")
    number = report(lin, "The lid of the drain lies beside it.")
    lin.goto(f"/cases/{number}/self-handle")
    expect(lin.locator(".field-photos")).to_contain_text("a picture of how it looks now")
    lin.select_option("[name=class_code]", "06098")
    lin.check("[name=outcome][value=done]")
    lin.fill("[name=result]", "Put back.")
    lin.click(".move-form button[type=submit]:not([name])")
    expect(lin.locator(".field-photos .fault")).to_contain_text("add a new one, or say why there is none")
    expect(lin.locator("[name=result]")).to_have_value("Put back.")
    assert lin.evaluate("document.documentElement.scrollWidth") <= 390
    lin.set_input_files(".move-form [type=file]", photo("green"))
    lin.click(".move-form button[type=submit]:not([name])")
    expect(lin.locator(".flashes")).to_contain_text("Done:")


def of_its_own(admin: Page, code: str) -> None:
    """A class for this one story, which needs a picture of afterwards."""
    admin.goto("/manage/classes/new/")
    for name, words in {
        "code": code,
        "name": "Lids",
        "major_code": "06",
        "major_name": "Town",
        "limit_amount": "2",
    }.items():
        admin.fill(f"[name={name}]", words)
    for name, choice in {"scheme": "world", "kind": "matter", "limit_unit": "work_day"}.items():
        admin.select_option(f"[name={name}]", choice)
    admin.check("[name=self_handling]")
    admin.check("[name=after_photo]")
    admin.click("main form button[type=submit]")
    expect(admin.locator(".flashes")).not_to_be_empty()
