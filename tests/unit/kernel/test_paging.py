"""A cursor comes back as it was written, or is refused."""

import base64
import json
from datetime import UTC, datetime

import pytest

from linli.kernel.paging import Cursor
from linli.kernel.refusals import Refusal

LAST = Cursor("-reported_at", datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC), 41)


def encoded(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def test_a_cursor_comes_back_as_it_was_written() -> None:
    assert Cursor.read(LAST.written(), "-reported_at") == LAST
    assert "=" not in LAST.written()


@pytest.mark.parametrize(
    "text",
    [
        "", "?", "é", "\x00", "AAAA", encoded(7), encoded({}), encoded([]), encoded(["-reported_at", 7, 1]),
        encoded(["-reported_at", "2026-03-02T08:00:00", 1]),
        encoded(["-reported_at", "2026-03-02T08:00:00+00:00", -1]),
        encoded(["-reported_at", "2026-03-02T08:00:00+00:00", 2**63]),
        encoded(["-reported_at", "2026-03-02T08:00:00+00:00", 1e999]),
        encoded(["-reported_at", "2026-03-02T08:00:00+00:00", None]),
        encoded(["due_at", "2026-03-02T08:00:00+00:00", 1]),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
        LAST.written() + "A",
    ],
    ids=lambda text: repr(text[:30]),
)  # fmt: skip
def test_what_is_no_cursor_of_this_list_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        Cursor.read(text, "-reported_at")
    assert (refused.value.code, refused.value.field) == ("invalid", "cursor")


def test_the_next_rows_lie_beyond_the_last_one_in_the_order_of_the_list() -> None:
    down, up = LAST.beyond("reported_at", descending=True), LAST.beyond("reported_at", descending=False)
    assert "reported_at__lt" in str(down)
    assert "id__lt" in str(down)
    assert "reported_at__gt" in str(up)
    assert "id__gt" in str(up)
