"""Many events become one small frame."""

import json
from typing import Any

from linli.realtime.frames import MOST_NUMBERS, Pending, block


def _event(number: int, name: str = "case.filed", version: int = 2) -> dict[str, Any]:
    return {"name": name, "version": version, "payload": {"number": f"20261121{number:06d}"}}


def _data(frame: bytes) -> Any:
    return json.loads(frame.decode().partition("data: ")[2])


def test_a_frame_counts_all_and_names_the_newest_twenty() -> None:
    pending = Pending()
    for number in range(50):
        pending.add(_event(number))
    data = _data(pending.take(77))
    assert data["count"] == 50
    assert data["names"] == {"case.filed": 50}
    assert data["numbers"] == [f"20261121{number:06d}" for number in range(49, 49 - MOST_NUMBERS, -1)]


def test_a_case_that_moved_twice_is_named_once_as_the_newest() -> None:
    pending = Pending()
    for number, version in ((1, 2), (2, 5), (1, 3)):
        pending.add(_event(number, version=version))
    data = _data(pending.take(3))
    assert data["numbers"] == ["20261121000001", "20261121000002"]
    assert data["versions"] == {"20261121000001": 3, "20261121000002": 5}


def test_after_a_frame_counting_begins_anew() -> None:
    pending = Pending()
    pending.add(_event(1))
    pending.take(1)
    assert pending.count == 0
    assert _data(pending.take(2)) == {"count": 0, "numbers": [], "versions": {}, "names": {}}


def test_a_block_is_one_server_sent_event_on_three_lines() -> None:
    assert block(5, "gap", {}) == b"id: 5\nevent: gap\ndata: {}\n\n"


def test_line_breaks_in_the_data_cannot_end_the_event() -> None:
    assert block(1, "cases", {"x": "a\n\nevent: b"}).count(b"\n\n") == 1
