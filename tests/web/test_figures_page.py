"""The page of figures: numbers that lead to lists, tables that stand without scripts, files."""

import csv
import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.contracts.test_query_counts import load, past
from tests.domain.asking import in_state
from tests.web.conftest import Browse
from tests.world import World

LINK = re.compile(r'<a href="(/cases/[^"]+)"[^>]*>(\d+)</a>')
# What the tab says that is open.
COUNT = re.compile(r'aria-current="page">[^<]*<span class="count">(\d+)\+?</span>')


def test_each_number_on_the_page_leads_to_as_many_cases(browse: Browse, world: World) -> None:
    load(past(1), past(2))
    for state in ("reported", "handling", "closed", "voided"):
        in_state(world, state)
    browser = browse("chen")
    found = [browser.get(f"/figures/{query}").content.decode() for query in ("?tab=all", "?q=tap")]
    links = {address.replace("&amp;", "&"): number for page in found for address, number in LINK.findall(page)}
    assert len(links) > 20
    assert "Voided" not in found[0].partition('id="states"')[2].partition("</section>")[0]
    for address, number in links.items():
        assert COUNT.findall(browser.get(address).content.decode()) == [number], address


def test_the_page_begins_with_the_last_thirty_days_and_leads_to_all(browse: Browse, world: World) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=60)):
        world.report()
    world.report()
    chen = browse("chen")

    def total(query: str) -> str:
        page = chen.get(f"/figures/{query}").content.decode()
        return str(re.findall(r'<p class="figure-total"><a[^>]*>(\d+ cases?)</a>', page)[0])

    assert total("") == "1 case"
    page = chen.get("/figures/").content.decode()
    assert "Cases reported before this period that still go on: 1." in page
    (address,) = re.findall(r'still go on: 1\. <a href="([^"]*)"', page)
    assert chen.get(address.replace("&amp;", "&")).content.decode().count("<tr data-row>") == 1
    assert "still go on" not in chen.get("/figures/?tab=all").content.decode()
    periods = chen.get("/figures/").content.decode().partition('aria-label="Period"')[2].partition("</nav>")[0]
    assert re.findall(r'aria-current="true">([^<]*)<', periods) == ["Last 30 days"]
    (everything,) = re.findall(r'<a href="([^"]*)">All the time</a>', periods)
    assert total(everything.replace("&amp;", "&")) == "2 cases"
    assert total("?from=&to=") == "2 cases"
    assert total("?q=tap") == "2 cases"


def test_a_long_table_shows_its_first_rows_and_the_rest_when_asked(
    browse: Browse, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in ("06010", "06025"):
        world.act(world.report(), "file", class_code=code)
    assert "figure-rest" not in browse("chen").get("/figures/").content.decode()
    monkeypatch.setattr("linli.web.figures.views.MOST_DRAWN", 1)
    page = browse("chen").get("/figures/").content.decode()
    table = page.partition('id="classes"')[2].partition("</section>")[0]
    assert "Show all 2 rows" in table
    assert table.partition("figure-rest")[2].count("<tr") == 1


def test_the_page_says_all_without_a_script(browse: Browse, world: World) -> None:
    in_state(world, "closed")
    page = browse("chen").get("/figures/").content.decode()
    assert page.count("<table") == page.count('data-chart="') == 8
    assert "Dirty water" in page
    assert "Water Unit" in page


def test_a_filter_that_is_none_is_told_and_the_figures_go_without_it(browse: Browse, world: World) -> None:
    world.report()
    answer = browse("chen").get("/figures/?state=zzz")
    assert answer.status_code == 422
    assert b"The figures go without it." in answer.content
    assert browse("chen").get("/figures/months.csv?state=zzz").status_code == 422
    assert browse("chen").get("/figures/nonsense.csv").status_code == 404


def test_whoever_sees_no_case_is_told_what_will_stand_here(browse: Browse, world: World) -> None:
    assert b"Nothing to count yet" in browse("ren").get("/figures/").content


def test_each_figure_comes_as_a_file_with_the_same_numbers(browse: Browse, world: World) -> None:
    load(past(1))
    in_state(world, "closed")
    answer = browse("chen").get("/figures/trend.csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="trend-')
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["Cases"], row["Median, hours"]) for row in rows] == [("1", "0.0")]
    rows = list(csv.DictReader(io.StringIO(browse("chen").get("/figures/classes.csv").content.decode("utf-8-sig"))))
    assert [(row["Code"], row["Name"], row["Cases"]) for row in rows] == [("06025", "Dirty water", "2")]


def test_the_cards_lead_to_the_cases_behind_them(browse: Browse, world: World) -> None:
    in_state(world, "closed")
    page = browse("chen").get("/figures/compare/").content.decode()
    assert "too few cases" in page
    links = {address.replace("&amp;", "&"): number for address, number in LINK.findall(page)}
    assert links
    for address, number in links.items():
        assert COUNT.findall(browse("chen").get(address).content.decode()) == [number], address
