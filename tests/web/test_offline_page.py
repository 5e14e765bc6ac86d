"""The page for when there is no network, and the worker that keeps it."""

import json
import re
from typing import Any

from django.contrib.staticfiles import finders

from tests.web.conftest import Browse, Markup


def kept(script: str) -> list[str]:
    """What the worker keeps."""
    found = re.search(r"^const KEPT = (\[.*\]);$", script, re.MULTILINE)
    assert found
    names: list[str] = json.loads(found[1])
    return names


def test_the_worker_is_asked_for_each_time_and_keeps_one_page_and_what_it_is_drawn_with(browse: Browse) -> None:
    answer = browse("zhao").get("/sw.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    page, *parts = kept(answer.content.decode())
    assert page == "/offline/"
    assert all(part.startswith("/static/") and finders.find(part.removeprefix("/static/")) for part in parts)
    shown = browse("li").get(page).content.decode()
    drawn = re.findall(r'(?:src|href)="(/static/[^"#]+)', shown)
    assert set(drawn) <= set(parts)
    assert browse("li").get("/sw.js").content == answer.content


def test_the_page_is_the_same_for_everybody_and_names_nobody(browse: Browse) -> None:
    page = browse("zhao").get("/offline/")
    assert page.content == browse("li").get("/offline/").content
    assert Markup(page).faults == []
    assert "Zhao" not in page.content.decode()
    assert "119" in page.content.decode()


def test_where_it_is_switched_off_the_worker_takes_itself_away(browse: Browse, settings: Any) -> None:
    assert "data-worker" in browse("li").get("/").content.decode()
    settings.LINLI_OFFLINE_PAGE = False
    gone = browse("li").get("/sw.js").content.decode()
    assert "unregister()" in gone
    assert "KEPT" not in gone
    assert "data-worker" not in browse("li").get("/").content.decode()
