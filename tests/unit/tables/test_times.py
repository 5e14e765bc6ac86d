"""Times as people and programs write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from linli.cases.adapters.tables import times

CHINA = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-03-02 14:05", "2026-03-02T14:05:00+08:00"),
        ("2026-03-02T14:05:09.123Z", "2026-03-02T14:05:09.123000+00:00"),
        ("2026/3/2 14:05:09", "2026-03-02T14:05:09+08:00"),
        ("2026.3.2", "2026-03-02T00:00:00+08:00"),
        ("2026年3月2日 下午2:05", "2026-03-02T14:05:00+08:00"),
        ("2026年03月02日14时05分09秒", "2026-03-02T14:05:09+08:00"),
        ("2026-3-2 上午9点", "2026-03-02T09:00:00+08:00"),
        ("2026/3/2 12:05 AM", "2026-03-02T00:05:00+08:00"),
        ("2026/3/2 1:05 PM", "2026-03-02T13:05:00+08:00"),
        ("46083.586805556", "2026-03-02T14:05:00+08:00"),
        ("2026-03-02T14:05:00+23:59", "2026-03-01T14:06:00+00:00"),
    ],
)
def test_a_time_is_understood(text: str, told: str) -> None:
    found = times.read(text, "auto", CHINA)
    assert found is not None
    assert (found, found.tzinfo) == (datetime.fromisoformat(told), UTC)


@pytest.mark.parametrize("text", ["", "never", "2026-13-01", "2026-02-30", "1026-01-01", "2026/3/2 25:00", "1" * 99])
def test_what_is_no_time_is_none(text: str) -> None:
    assert times.read(text, "auto", CHINA) is None


def test_a_form_of_its_own_is_followed() -> None:
    found = times.read("03/02/2026 02:05:00 PM", "%m/%d/%Y %I:%M:%S %p", ZoneInfo("America/New_York"))
    assert found is not None
    assert found == datetime.fromisoformat("2026-03-02T14:05:00-05:00")
