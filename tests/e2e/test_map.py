"""The list on a map, in a browser that draws by software; and in one that cannot draw."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Live
from tests.e2e.conftest import CHROMIUM, DRAWING, People
from tests.e2e.test_case_page import judged
from tests.e2e.test_report_to_closed import report

pytestmark = pytest.mark.browser


@pytest.fixture
def drawing(chromium: Browser) -> Iterator[Browser]:
    """A browser with WebGL, without a graphics card."""
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=DRAWING)
    yield browser
    browser.close()


def shown(page: Page) -> None:
    expect(page.locator("[data-map][data-state=shown] canvas.maplibregl-canvas")).to_be_visible(timeout=15_000)


def test_the_desk_looks_at_its_list_on_a_map(drawing: Browser, live: Live) -> None:
    people = People(drawing, live.url)
    number, _ = report(people.page("li"))
    chen = people.page("chen")
    chen.goto("/cases/?tab=all&channel=web")
    chen.get_by_role("link", name="Map", exact=True).click()
    shown(chen)
    assert "channel=web" in chen.url
    assert "view=map" in chen.url
    listed = chen.locator("tr[data-row]").count()
    expect(chen.locator("[data-map-said]")).to_have_text(f"Cases on the map: {listed}")
    assert judged(chen) == []

    # Another filter stays on the map; the part that is looked at becomes a filter.
    chen.locator("[name=state]").select_option("reported")
    chen.wait_for_url(lambda url: "view=map" in url and "state=reported" in url)
    shown(chen)
    chen.get_by_role("button", name="Search this part").click()
    chen.wait_for_url("**bbox=**")
    shown(chen)
    assert number in chen.inner_text("[data-list]")

    # The page of a case brings the map when it is asked for.
    chen.goto(f"/cases/{number}/")
    assert not chen.evaluate("'maplibregl' in globalThis")
    chen.get_by_text("Show on a map").click()
    shown(chen)
    assert judged(chen) == []
    assert people.complaints == []
    people.close()


def test_without_webgl_a_sentence_stands_there_and_the_list(chromium: Browser, live: Live) -> None:
    for scripts in (True, False):
        people = People(chromium, live.url, phone=True, scripts=scripts)
        page = people.page("chen")
        page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
        page.goto("/cases/?tab=all&view=map")
        expect(page.locator(".map-without")).to_be_visible()
        assert page.locator("[data-map-canvas]").is_hidden()
        assert page.locator(".map").bounding_box()["height"] < 200  # type: ignore[index]
        people.close()
