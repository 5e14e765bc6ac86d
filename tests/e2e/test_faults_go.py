"""What is wrong with a report is shown until it is mended."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import People

pytestmark = pytest.mark.browser


def test_a_fault_goes_when_the_field_is_filled_and_when_the_position_is_taken(people: Callable[..., People]) -> None:
    everybody = people()
    li = everybody.page("li")
    li.context.grant_permissions(["geolocation"])
    li.context.set_geolocation({"longitude": 121.0, "latitude": 30.0, "accuracy": 9})
    li.goto("/report/")
    li.click("#what [data-next]")
    text, place = li.locator(".field:has(> #id_text)"), li.locator("[data-place]")
    expect(text.locator(".fault")).to_have_count(1)
    expect(li.locator("#id_text")).to_be_focused()
    li.fill("#id_text", "The tap leaks.")
    expect(text.locator(".fault")).to_have_count(0)
    expect(li.locator("#id_text[aria-invalid]")).to_have_count(0)
    li.click("#what [data-next]")
    li.click("#where [data-next]")
    expect(place.locator(".fault")).to_have_count(1)
    li.click("[data-here-button]")
    expect(li.locator("[data-here-words]")).to_contain_text("about 9 metres")
    expect(place.locator(".fault, .field-wrong, [aria-invalid]")).to_have_count(0)
    assert everybody.complaints == []
