"""What stands as text in a file is read, or refused by its column."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import texts
from linli.kernel.refusals import Refusal


def test_texts_are_read() -> None:
    row = {"a": " one  line ", "n": "12", "y": "TRUE", "d": "2026-07-01", "w": "x| y |x||", "e": ""}
    assert texts.text(row, "a", 20) == "one line"
    assert texts.whole(row, "n") == 12
    assert (texts.yes(row, "y"), texts.yes(row, "e")) == (True, False)
    assert (texts.day(row, "d"), texts.day(row, "e")) == (date(2026, 7, 1), None)
    assert texts.several(row, "w", 5) == ["x", "y"]


@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "１２", "x", "100001"])
def test_what_is_no_whole_number_is_refused(value: str) -> None:
    with pytest.raises(Refusal) as caught:
        texts.whole({"n": value}, "n")
    assert caught.value.field == "n"


@given(st.text())
def test_whatever_is_written_is_read_or_refused(value: str) -> None:
    for read in (texts.whole, texts.yes, texts.day):
        with suppress(Refusal):
            read({"x": value}, "x")


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=5), unique=True))
def test_words_come_back_as_they_were_told(words: list[str]) -> None:
    assert texts.several({"w": texts.told(words)}, "w", 5) == words
