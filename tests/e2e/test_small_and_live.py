"""The smallest screen, and a desk that is told of new cases."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import People
from tests.e2e.test_accessible import COVERED
from tests.e2e.test_report_to_closed import report

pytestmark = pytest.mark.browser

WIDTH = 320
CASES = ["/cases/", "/cases/?tab=all", "/cases/?tab=all&state=closed&q=pipe&overdue=1"]


def test_no_page_is_wider_than_the_smallest_phone_or_hides_what_has_the_focus(people: Callable[..., People]) -> None:
    everybody = people()
    li, chen = everybody.page("li"), everybody.page("chen")
    number, link = report(li)
    visits = [(li, path) for path in ("/", "/report/", "/follow/", "/accounts/login/", "/demo/", link, f"{link}sent/")]
    visits += [(chen, path) for path in (*CASES, f"/cases/{number}/", f"/cases/{number}/file", "/nothing")]
    for page, path in visits:
        page.set_viewport_size({"width": WIDTH, "height": 700})
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= WIDTH, f"{path} is {width} pixels wide"
        assert page.evaluate(COVERED) == [], path


def test_the_desk_is_told_of_a_new_case_and_shows_it(people: Callable[..., People]) -> None:
    everybody = people()
    chen = everybody.page("chen")
    with chen.expect_response("**/api/v1/stream"):
        chen.goto("/cases/")
    number, _ = report(everybody.page("li"))
    chen.locator("[data-live] button").click()
    expect(chen.locator("[data-row]", has_text=number)).to_be_visible()
    assert everybody.complaints == []
