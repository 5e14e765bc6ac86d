"""Files of reports for the tests, and how they come in."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from linli.cases.adapters.tables import mapping, run
from linli.cases.adapters.tables.mapping import TableMap
from linli.cases.adapters.tables.run import Order, Tally
from linli.cases.models import Case
from linli.kernel.actor import Actor, Grant
from linli.kernel.territory import territory
from tests.domain.asking import EYE

HEADINGS = (
    "编号",
    "时间",
    "内容",
    "类别",
    "地址",
    "经度",
    "纬度",
    "姓名",
    "电话",
    "状态",
    "结案时间",
    "结果",
    "处置结果",
)
GOOD = {
    "编号": "A-1", "时间": "2026-03-02 09:00", "内容": "The tap leaks.", "类别": "06025", "状态": "处理中",
    "地址": "First Road 1 room 301",
}  # fmt: skip
MAP: dict[str, Any] = {
    "source": "tests",
    "text": {"columns": ["内容"]},
    "time": {"column": "时间"},
    "place": {"address": ["地址"], "lon": "经度", "lat": "纬度"},
    "class": {"column": "类别"},
    "contact": {"name": "姓名", "phone": "电话"},
    "number": {"column": "编号"},
    "state": {"column": "状态", "closed": ["已结案"], "closed_at": "结案时间", "result": "结果"},
}
CLOSED = {"状态": "已结案", "结案时间": "2026-03-03 10:00", "结果": "Mended."}
VERBS = ("view", "begin", "take_in", "stop", "go_on", "finish", "undo", "take_out")
MAY_IMPORT = frozenset(f"import.{verb}" for verb in VERBS)


def importer(area: str = "/33/") -> Actor:
    """An administrator of the town, who may import and sees no case."""
    return Actor("account:1", "Importer", (Grant("importer", MAY_IMPORT, (area,)),), frozenset({"account:1"}), 1)


def table_map(**changes: Any) -> TableMap:
    """The mapping of these files; a section of None is left out."""
    return mapping.parsed({key: value for key, value in {**MAP, **changes}.items() if value is not None})


def row(number: int | str, **changes: str) -> dict[str, str]:
    return {**GOOD, "编号": str(number), **changes}


def written(path: Path, rows: Sequence[Mapping[str, str] | str], encoding: str = "utf-8") -> Path:
    """A CSV file; a row that is text stands in it as it is."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADINGS, restval="")
    writer.writeheader()
    for each in rows:
        if isinstance(each, str):
            out.write(each)
        else:
            writer.writerow(each)
    path.write_bytes(out.getvalue().encode(encoding, "surrogateescape"))
    return path


def bring_in(path: Path, by: Actor | None = None, given: TableMap | None = None, **how: Any) -> Tally:
    """Imports the file."""
    resume = how.pop("resume", False)
    return run.bring_in(Order(by or importer(), path, given or table_map(), **how), resume=resume)


def try_out(path: Path, given: TableMap | None = None) -> Tally:
    return run.try_out(Order(importer(), path, given or table_map()))


def cases() -> dict[str, Case]:
    """What came in, by its number outside."""
    with territory(EYE):
        rows = Case.objects.visible_to(EYE).order_by("id").select_related("event_class")
        return {case.external_number: case for case in rows}
