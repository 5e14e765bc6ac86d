"""The list as a file, for a program."""

import csv
import zipfile
from io import BytesIO, StringIO

import pytest
from django.conf import settings

from tests.api.conftest import People
from tests.world import NEXT_BUILDING, World


def test_a_program_gets_the_list_as_csv(world: World, people: People) -> None:
    here, there = world.report("The lamp is out."), world.report("The lamp is out.", building=NEXT_BUILDING)
    answer = people["chen"].post("/cases/export?q=lamp&state=reported", Accept_Language="en")
    rows = list(csv.reader(StringIO(answer.getvalue().decode("utf-8-sig"), newline="")))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert (rows[0][0], [row[0] for row in rows[1:]]) == ("Number", [here])
    assert there not in str(rows)


def test_a_program_gets_the_list_as_xlsx(world: World, people: People) -> None:
    number = world.report()
    answer = people["chen"].post("/cases/export?format=xlsx")
    text = zipfile.ZipFile(BytesIO(answer.getvalue())).read("xl/worksheets/sheet1.xml").decode()
    assert number in text
    assert "编号" in text


@pytest.mark.parametrize(("query", "field"), [("format=exe", "format"), ("limit=5", "limit"), ("state=gone", "state")])
def test_what_cannot_be_right_is_named(world: World, people: People, query: str, field: str) -> None:
    answer = people["chen"].post(f"/cases/export?{query}")
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_beyond_the_allowance_the_answer_tells_when_to_come_again(
    world: World, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "LINLI_EXPORTS_AN_HOUR", 1)
    assert people["chen"].post("/cases/export").status_code == 200
    answer = people["chen"].post("/cases/export")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert 0 < int(answer["Retry-After"]) <= 3600
