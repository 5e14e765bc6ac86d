"""Steps told while they happen."""

import io
import re

import pytest

from linli.ops.progress import Progress


def test_a_step_tells_its_number_both_languages_and_its_time() -> None:
    out = io.StringIO()
    with Progress(6, first=2, out=out).step("建库", "Preparing the database"):
        pass
    assert re.fullmatch(r"\[2/6\] 建库 · Preparing the database … \d+\.\d s\n", out.getvalue())


def test_a_note_within_a_step_has_a_line_of_its_own() -> None:
    out = io.StringIO()
    with Progress(1, out=out).step("入库", "Loading") as note:
        note("1,000 of 2,000")
    lines = out.getvalue().splitlines()
    assert lines[1].strip() == "1,000 of 2,000"
    assert re.fullmatch(r" +\d+\.\d s", lines[2])


def test_a_step_that_fails_is_marked_and_the_error_goes_on() -> None:
    out = io.StringIO()
    with pytest.raises(ValueError, match="no"), Progress(1, out=out).step("入库", "Loading"):
        raise ValueError("no")
    assert "✗" in out.getvalue()
