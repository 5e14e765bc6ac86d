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
