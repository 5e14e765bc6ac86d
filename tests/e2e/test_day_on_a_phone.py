"""A day outdoors with one thumb, and an hour of it without a network."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.e2e.conftest import People
from tests.e2e.test_accessible import AXE, JUDGE, TAGS
from tests.e2e.test_report_to_closed import photo
from tests.e2e.test_rework_on_a_phone import move, report

pytestmark = pytest.mark.browser

KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  }
  return found;
}"""
LAT, LON = 30.0093, 120.0141


class Thumb:
    """Presses what lies on the screen, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    def tap(self, target: str) -> None:
        self.page.locator(target).tap()
        self.taps += 1


def dispatched(everybody: People, text: str) -> str:
    """A case that waits for the Water Unit."""
    number = report(everybody.page("li"), text)
    chen = everybody.page("chen")
    move(chen, number, "file", class_code="06025")
    move(chen, number, "dispatch", unit="street/water")
    return number


@pytest.mark.journey
def test_a_task_is_done_with_one_thumb_in_eight_taps(people: Callable[..., People]) -> None:
    number = dispatched(people(phone=True, scripts=False), "Water stands in the yard.")
    everybody = people(phone=True)
    zhao = everybody.page("zhao")
    zhao.context.set_default_timeout(8_000)
    thumb, card = Thumb(zhao), f'[id="{number}"]'
    thumb.tap('.tabs-bottom a[href="/today/"]')
    thumb.tap(f"{card} form button")
    expect(zhao.locator(".flashes")).to_contain_text("Done: Accept")
    thumb.tap(f"{card} form button")
    expect(zhao.locator(".flashes")).to_contain_text("Done: Start")
    thumb.tap(f'{card} a[href*="report-back"]')
    with zhao.expect_file_chooser() as chooser:
        thumb.tap('[data-camera="take"]')
    expect(zhao.locator("#id_photos")).to_have_attribute("capture", "environment")
    assert thumb.taps == 5
    chooser.value.set_files([photo("blue")])
    expect(zhao.locator("[data-previews] img")).to_have_count(1)
    zhao.set_input_files("#id_photos", photo("green"))
    expect(zhao.locator("[data-previews] img")).to_have_count(2)
    thumb.tap(".move-form .choice:first-child")
    thumb.tap(".move-form textarea")
    zhao.keyboard.type("Pumped out.")
    thumb.tap(".move-form button[type=submit]")
    expect(zhao.locator(".flashes")).to_contain_text("Done: Report back")
    assert thumb.taps == 8
    expect(zhao.locator(card)).to_have_count(0)
    chen = everybody.page("chen")
    chen.goto(f"/cases/{number}/")
    expect(chen.locator(".case-head .state")).to_have_text("To be checked")
    expect(chen.locator(".story img")).to_have_count(3)  # one came with the report
    assert everybody.complaints == []


def test_what_is_nearest_comes_first_and_the_position_never_leaves_the_phone(people: Callable[..., People]) -> None:
    without = people(phone=True, scripts=False)
    far = dispatched(without, "Water at the gate.")
    everybody = people(phone=True)
    zhao = everybody.page("zhao")
    zhao.context.grant_permissions(["geolocation"])
    zhao.context.set_geolocation({"latitude": LAT, "longitude": LON})
    sent: list[str] = []

    def note(request: Request) -> None:
        sent.append(f"{request.url} {request.headers} {request.post_data or ''}")

    zhao.goto("/today/")
    zhao.on("request", note)
    zhao.locator("[data-near]").tap()
    expect(zhao.locator("[data-near-words]")).to_contain_text("stays on this phone")
    expect(zhao.locator(f'[id="{far}"] [data-distance]')).to_have_text("1.0 km")
    zhao.locator(f'[id="{far}"] form button').tap()
    expect(zhao.locator("[data-near]")).to_have_attribute("aria-pressed", "true")
    told = zhao.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert not any(str(part) in text for part in (LAT, LON) for text in [*sent, told])
    assert zhao.evaluate("document.documentElement.scrollWidth") <= 390
    assert everybody.complaints == []


def test_without_a_network_a_calm_page_says_what_works_and_goes_by_itself(people: Callable[..., People]) -> None:
    everybody = people(phone=True)
    zhao = everybody.page("zhao")
    zhao.goto("/today/")
    zhao.evaluate("navigator.serviceWorker.ready.then(() => true)")
    zhao.wait_for_function("navigator.serviceWorker.getRegistration().then(one => one.active?.state === 'activated')")
    zhao.goto("/today/")
    context: Any = zhao.context
    context.set_offline(True)
    zhao.goto("/cases/")
    expect(zhao.locator("h1")).to_have_text("No network just now")
    expect(zhao.locator("[data-offline-words]")).to_be_visible()
    assert zhao.evaluate("getComputedStyle(document.querySelector('main a.btn')).display") == "inline-flex"
    assert "Zhao" not in zhao.content()
    zhao.evaluate(AXE)
    assert zhao.evaluate(JUDGE, TAGS) == []
    zhao.locator("main a.btn").tap()
    expect(zhao.locator("h1")).to_have_text("No network just now")
    context.set_offline(False)
    expect(zhao.locator("h1")).to_have_text("Cases")
    assert zhao.url.endswith("/cases/")
    names = zhao.evaluate(KEPT)
    assert {name for name in names if not name.startswith("/static/")} == {"/offline/"}


@pytest.mark.journey
def test_what_is_sent_without_a_network_stays_on_the_form_with_its_picture(people: Callable[..., People]) -> None:
    lin = people(phone=True).page("lin")
    number = report(people(phone=True, scripts=False).page("li"), "A bag at the corner.")
    lin.goto("/today/?tab=all")
    lin.locator(f'[id="{number}"] .today-steps a').tap()
    lin.select_option("[name=class_code]", "06010", force=True)
    lin.check("[name=outcome][value=done]")
    lin.fill("[name=result]", "Carried to the bin.")
    lin.set_input_files("#id_photos", photo("blue"))
    expect(lin.locator("[data-previews] img")).to_have_count(1)
    lin.context.set_offline(True)
    lin.locator(".move-form button[type=submit]").tap()
    expect(lin.locator(".move-form [data-no-network]")).to_be_visible()
    lin.context.set_offline(False)
    expect(lin.locator("[data-no-network]")).to_be_hidden()
    lin.locator(".move-form button[type=submit]").tap()
    expect(lin.locator(".flashes")).to_contain_text("Done: Handle on the spot")
    assert lin.url.endswith(f"/today/#{number}")
    chen = people(phone=True).page("chen")
    chen.goto(f"/cases/{number}/")
    expect(chen.locator(".story")).to_contain_text("Carried to the bin.")
