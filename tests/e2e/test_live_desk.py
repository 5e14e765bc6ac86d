"""A desk whose live stream breaks, comes back, skips or ends."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import People
from tests.e2e.test_report_to_closed import report

pytestmark = pytest.mark.browser

STREAM = "**/api/v1/stream"
LOST = "Live updates are interrupted. Connecting again …"
ENDED = "You are no longer signed in. Live updates have stopped."


def answering(page: Page, status: int) -> list[str]:
    """The stream is answered with this status from now on; the methods of what is asked are gathered."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.method)
        route.fulfill(status=status, content_type="application/json", body="{}")

    page.route(STREAM, answer)
    return asked


def test_a_gap_is_shown_as_something_new(people: Callable[..., People]) -> None:
    chen = people().page("chen")
    body = "id: 7\nevent: gap\ndata: {}\n\n"
    chen.route(STREAM, lambda route: route.fulfill(status=200, content_type="text/event-stream", body=body))
    chen.goto("/cases/")
    expect(chen.locator("[data-live] button")).to_have_text("Something is new")


def test_a_desk_refused_for_now_says_so_after_a_moment_and_comes_back(people: Callable[..., People]) -> None:
    everybody = people()
    chen = everybody.page("chen")
    chen.clock.install()
    asked = answering(chen, 503)
    with chen.expect_response(lambda answer: answer.request.method == "HEAD"):
        chen.goto("/cases/")
    state = chen.locator("[data-live-state]")
    expect(state).to_be_empty()
    height = chen.locator("main").bounding_box()
    for seconds in (5, 10, 20, 40, 60):
        with chen.expect_response(lambda answer: answer.request.method == "HEAD"):
            chen.clock.run_for(seconds * 1000)
        expect(state).to_have_text(LOST)
    assert asked.count("GET") == 6
    assert chen.locator("main").bounding_box() == height, "the note moves nothing"
    chen.unroute(STREAM)
    with chen.expect_response(STREAM):
        chen.clock.run_for(60_000)
    expect(state).to_be_empty()
    expect(chen.locator("[data-live] button")).to_have_text("Something is new")
    chen.click("[data-live] button")
    number, _ = report(everybody.page("li"))
    chen.locator("[data-live] button").click()
    expect(chen.locator("[data-row]", has_text=number)).to_be_visible()


def test_a_desk_whose_session_has_ended_stops_and_says_so(people: Callable[..., People]) -> None:
    chen = people().page("chen")
    chen.clock.install()
    asked = answering(chen, 401)
    chen.goto("/cases/")
    expect(chen.locator("[data-live-state]")).to_have_text(ENDED)
    chen.clock.run_for(300_000)
    assert asked == ["GET", "HEAD"]
    expect(chen.locator("[data-live-state]")).to_have_text(ENDED)
