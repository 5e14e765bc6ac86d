"""Pages for everybody: open statistics, the directory of grids, what is declined, the status."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import timezone

from linli.cases import queries
from linli.kernel.models import Beat
from linli.places.models import Area
from tests.domain.cases.test_open_figures import reported_last_month
from tests.web.conftest import Browse
from tests.world import COMMUNITY, GRID, World


@pytest.fixture(autouse=True)
def _afresh() -> Iterator[None]:
    queries.forget_open_figures()
    yield
    queries.forget_open_figures()


def test_the_statistics_are_a_page_and_a_file_with_the_same_holes(browse: Browse, world: World) -> None:
    reported_last_month(30)
    page = browse("li").get("/statistics/").content.decode()
    assert 'data-count="30"' in page
    assert "left out" in page
    rows = list(csv.DictReader(io.StringIO(browse("li").get("/statistics/statistics.csv").content.decode("utf-8-sig"))))
    assert [row["Matters"] for row in rows if row["Counted by"] == "in all"] == ["30"]
    assert {row["Matters"] for row in rows if row["Counted by"] == "Community"} == {""}


def test_before_anything_can_be_published_the_page_says_when_it_will_be(browse: Browse, world: World) -> None:
    assert b"Nothing to publish yet" in browse("li").get("/statistics/").content
    assert browse("li").get("/statistics/?span=2026-13").status_code == 404


def span(months: int, n: int | None, other: int | None) -> queries.Span:
    """2025, its last quarter or its last month."""
    return queries.Span(date(2025, 13 - months, 1), months, 60, {"a": n, "b": 50}, {"05": other})


def test_one_begins_with_the_span_in_which_most_is_shown_and_reads_why_cells_are_missing(
    browse: Browse, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ = queries.Open(
        (span(1, None, None),), (span(3, None, 60),), (span(12, 10, 60),), {"a": "Hill", "b": "Dale"}, {"05": "Street"}
    )
    monkeypatch.setattr(queries, "open_figures", lambda today: open_)
    first = browse("li").get("/statistics/").content.decode()
    assert '<option value="2025" selected>' in first
    assert "left out, because" not in first
    assert first.count("data-count=") == 4
    quarter = browse("li").get("/statistics/?span=2025-Q4").content.decode()
    assert "Quarter 4 of 2025: 1 number is left out" in quarter
    assert '<a href="?span=2025">The year 2025 shows more.</a>' in quarter
    assert browse("li").get("/statistics/?span=2025-12").status_code == 200
    assert browse("li").get("/statistics/?span=2024").status_code == 404
    file = browse("li").get("/statistics/statistics.csv").content.decode("utf-8-sig")
    assert [row["Time"] for row in csv.DictReader(io.StringIO(file)) if row["Counted by"] == "in all"] == [
        "2025-12", "2025-Q4", "2025",
    ]  # fmt: skip


def test_a_grid_is_found_by_its_address_and_by_its_community(browse: Browse, world: World) -> None:
    page = browse("li").get("/grids/?q=First Road 1").content.decode()
    assert "Grid 1" in page
    assert "Next" not in page.partition("grid-table")[2].partition("</table>")[0]
    assert "Lin" not in page.partition("<main")[2].partition("</main>")[0].replace("Linli", "")
    assert b"No grid found" in browse("li").get("/grids/?q=Nowhere").content
    assert browse("li").get("/grids/?community=999").status_code == 404


def test_who_looks_after_a_grid_is_named_where_the_street_publishes_it_else_the_unit_s_telephone_stands_there(
    browse: Browse, world: World
) -> None:
    table = browse("li").get("/grids/").content.decode().partition("grid-table")[2].partition("</table>")[0]
    assert "0571-00001000" not in table
    assert table.count('data-label="Last change"') == table.count("<tr>") - 1
    page = browse("admin")
    area = Area.objects.get(code=GRID)
    values = {"code": GRID, "name": "Grid 1", "level": "grid", "parent": COMMUNITY, "households": 10}
    given = {**values, "duty_name": "Magnolia", "duty_phone": "0571-00001000"}
    assert page.fill(f"/manage/areas/row/{area.pk}/", **given).status_code == 302
    table = browse("li").get("/grids/").content.decode().partition("grid-table")[2].partition("</table>")[0]
    assert table.count("Magnolia") == 1
    assert 'href="tel:0571-00001000"' in table
    assert "Magnolia" not in page.get("/manage/areas/history/").content.decode()


def test_the_status_tells_of_work_that_stands_still_and_of_nothing_inside(browse: Browse, world: World) -> None:
    assert b"has not begun here" in browse("li").get("/status/").content
    Beat.objects.create(name="relay", at=timezone.now() - timedelta(minutes=5))
    page = browse("li").get("/status/").content.decode()
    assert "standing still" in page
    assert "relay" not in page


def test_what_is_declined_stands_on_a_page_of_its_own(browse: Browse, world: World) -> None:
    page = browse("li").get("/scope/").content.decode()
    assert "tracks of staff" in page
    assert "ranking the people who work here" in page
