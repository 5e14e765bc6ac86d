"""The mapping is checked as a whole, and a first one is guessed."""

from pathlib import Path
from typing import Any

import pytest

from linli.cases.adapters.tables import guess, mapping
from linli.cases.adapters.tables.faults import TableError

LEAST: dict[str, Any] = {"source": "12345", "text": {"columns": ["内容"]}, "time": {"column": "时间"}}


def test_text_time_and_source_are_enough() -> None:
    assert mapping.parsed(LEAST).time.zone == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"time": {}}, "time.column"),
        ({"tiem": {"column": "时间"}}, "tiem"),
        ({"time": {"column": "时间", "zone": "Mars/Base"}}, "time.zone"),
        ({"time": {"column": "时间", "zone": "../etc"}}, "time.zone"),
        ({"place": {"datum": "mars"}}, "place.datum"),
        ({"channel": {"default": "raven"}}, "channel.default"),
        ({"text": {"columns": []}}, "text.columns"),
        ({"file": {"header": 0}}, "file.header"),
        ({"source": ""}, "source"),
    ],
)
def test_a_mistake_is_told_by_the_name_of_its_setting(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(TableError) as caught:
        mapping.parsed({**LEAST, **changes})
    assert key in [str(fault.words["key"]) for fault in caught.value.faults]
    assert " · " in str(caught.value)


def test_what_is_no_toml_or_no_file_is_told(tmp_path: Path) -> None:
    for content in (b"a = ", b"\xff\xfe\x00", b"a" * 10):
        (tmp_path / "m.toml").write_bytes(content)
        with pytest.raises(TableError):
            mapping.read(tmp_path / "m.toml")
    with pytest.raises(TableError):
        mapping.read(tmp_path / "none.toml")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_guess_from_chinese_headings_can_be_used_at_once(tmp_path: Path, encoding: str) -> None:
    rows = [
        "工单编号,来电时间,反映人,联系电话,诉求内容,问题类型,详细地址,来源渠道,当前状态,办结时间,处理结果",
        *(
            f"G{n},2026年3月{n}日 9:05,李某,138{n:08d},路灯不亮,照明,文一路{n}号,热线电话,已办结,2026/3/{n} 17:00,已修"
            for n in range(1, 9)
        ),
        "G9,2026年3月9日 9:05,李某,13800000000,路灯不亮,照明,文一路9号,微信,未办结,,",
    ]
    path = tmp_path / "a.csv"
    path.write_bytes("\n".join(rows).encode(encoding))
    (tmp_path / "m.toml").write_text(guess.written(path))
    found = mapping.read(tmp_path / "m.toml")
    assert (found.time.column, found.text.columns) == ("来电时间", ["问题类型", "诉求内容"])
    assert (found.contact.name, found.contact.phone) == ("反映人", "联系电话")
    assert found.state
    assert (found.state.closed, found.state.open, found.state.closed_at) == (["已办结"], ["未办结"], "办结时间")
    assert found.number
    assert (found.number.column, found.place.address) == ("工单编号", ["详细地址"])
    assert found.channel.values == {"热线电话": "phone", "微信": "web"}
