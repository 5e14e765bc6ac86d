"""The charts in a browser: drawn under the strict policy, kept as a picture, and leading where the numbers lead."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import People
from tests.e2e.test_report_to_closed import report

pytestmark = pytest.mark.browser


def test_a_chart_is_drawn_kept_as_a_picture_and_leads_to_its_cases(people: Callable[..., People]) -> None:
    group = people()
    report(group.page("li"))
    page = group.page("chen")
    page.goto("/figures/")
    figure = page.locator("#months")
    expect(figure.locator("canvas")).to_be_visible()
    with page.expect_download() as kept:
        figure.get_by_role("button", name="Picture").click()
    assert kept.value.suggested_filename == "months.png"
    box = figure.locator("canvas").bounding_box()
    assert box is not None
    # The one month fills the chart: its middle is on the bar.
    figure.locator("canvas").click(position={"x": box["width"] / 2 + 12, "y": box["height"] * 0.7})
    page.wait_for_url("**/cases/?tab=all&from=**")
    assert group.complaints == []
