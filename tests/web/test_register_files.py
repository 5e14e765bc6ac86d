"""G34: a register's file is a table of texts, and comes back as it was."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.formulas import is_active
from linli.web.manage.files import MARK, read, written

PAYLOADS = [
    "=1+1",
    "+86 571",
    "-1",
    "@SUM(A1)",
    "|cmd",
    "%0A",
    "\t=1",
    " =1",
    "\ufeff=1",
    "\u200b+1",
    "＝1",
    "－1",
    "'=1",
]


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(MARK))))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_of_an_exported_register_acts_and_each_comes_back(payload: str) -> None:
    text = written(["code", "name"], [{"code": "a", "name": payload}])
    assert not any(is_active(cell) for row in cells(text) for cell in row)
    assert read(text, ["code", "name"], ["code"]) == [{"code": "a", "name": payload}]


@given(name=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_whatever_stands_in_a_register_comes_back_from_its_file(name: str) -> None:
    text = written(["code", "name"], [{"code": "a", "name": name}])
    assert read(text, ["code", "name"], ["code"]) == [{"code": "a", "name": name}]
