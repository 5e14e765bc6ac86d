"""The list as a file, from the desk."""

import csv
from io import StringIO
from typing import Any

from tests.web.conftest import Browse
from tests.world import World


def sent(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200
    data = answer.getvalue()
    assert int(answer["Content-Length"]) == len(data)
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_file_holds_what_the_page_shows_all_of_it(browse: Browse, world: World) -> None:
    waiting = [world.report(f"Leak {n}.") for n in range(52)]
    world.drive(world.report("Leak."), "file", "dispatch")
    browser = browse("chen")
    assert 'action="/cases/export?tab=needs-me&amp;q=leak"' in browser.get("/cases/?q=leak").content.decode()
    answer = browser.post("/cases/export?tab=needs-me&q=leak", {"format": "csv"})
    rows = sent(answer)
    assert rows[0][0] == "Number"
    assert [row[0] for row in rows[1:]] == waiting
    assert answer["Content-Disposition"].startswith('attachment; filename="cases-')
    assert "no-store" in answer["Cache-Control"]


def test_without_the_permission_there_is_no_button(browse: Browse, world: World) -> None:
    world.report()
    assert "/cases/export" not in browse("leader").get("/cases/?tab=all").content.decode()


def test_a_form_that_is_none_is_refused(browse: Browse, world: World) -> None:
    assert browse("chen").post("/cases/export?tab=all", {"format": "exe"}).status_code == 422
