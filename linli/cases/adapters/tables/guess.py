"""A first mapping, guessed from the headings and some rows, for a person to correct."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from linli.cases.adapters.tables import times
from linli.cases.adapters.tables.mapping import FileForm
from linli.cases.adapters.tables.rows import outcome_words
from linli.cases.adapters.tables.source import look, opened
from linli.cases.rules import OUTCOMES, Channel

LOOKED_AT = 200
MOST_VALUES = 60
ZONE = ZoneInfo("Asia/Shanghai")
# What headings say, the clearest words first. A heading belongs to the first setting that claims it.
WORDS: dict[str, tuple[str, ...]] = {
    "number": (
        "工单编号", "案件编号", "事件编号", "受理编号", "工单号", "编号", "单号", "unique_key", "case_id",
        "ticket", "request_id", "number", "id",
    ),
    "closed_at": (
        "结案时间", "办结时间", "完成时间", "关闭时间", "closed_date", "closed_at", "date_closed", "closed",
    ),
    "outcome": ("处置结果", "处理结果", "办理结果", "outcome", "disposition", "resolution", "result"),
    "result": (
        "处理结果", "办理结果", "答复内容", "处置结果", "回复内容", "resolution_description", "resolution",
        "outcome", "result",
    ),
    "time": (
        "上报时间", "受理时间", "来电时间", "登记时间", "创建时间", "发生时间", "反映时间", "时间", "日期",
        "created_date", "created_at", "reported_at", "requested_datetime", "date_created", "opened", "date",
        "time",
    ),
    "state": ("案件状态", "办理状态", "当前状态", "状态", "status", "state"),
    "phone": ("联系电话", "来电号码", "手机号", "手机", "电话", "phone", "mobile", "telephone"),
    "name": ("反映人", "上报人", "联系人", "来电人", "投诉人", "姓名", "reporter", "caller", "contact_name"),
    "anonymous": ("是否匿名", "匿名", "anonymous"),
    "channel": ("来源渠道", "上报渠道", "来源", "渠道", "channel_type", "channel", "intake", "origin"),
    "class": (
        "小类", "事件类别", "案件类别", "问题类型", "事件类型", "类别", "类型", "分类", "complaint_type",
        "category", "service_name", "class", "type",
    ),
    "code": ("房屋编码", "楼栋编码", "地点编码", "建筑编码", "building_code", "place_code"),
    "lon": ("经度", "longitude", "lng", "lon"),
    "lat": ("纬度", "latitude", "lat"),
    "address": (
        "详细地址", "事发地址", "事发地点", "地址", "地点", "位置", "incident_address", "address", "street",
        "location",
    ),
    "text": (
        "问题描述", "事件描述", "诉求内容", "反映内容", "主要内容", "内容描述", "描述", "内容", "诉求", "详情", "事项",
        "description", "descriptor", "details", "summary", "subject", "text", "matter",
    ),
}  # fmt: skip
CLOSED_WORDS = ("结案", "办结", "完成", "关闭", "作废", "closed", "resolved", "done", "completed")
NOT_CLOSED = ("未", "待", "not ", "un")
FORMATS = ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M", "%m/%d/%Y", "%d/%m/%Y")
CHANNEL_WORDS: dict[Channel, tuple[str, ...]] = {
    Channel.PHONE: ("电话", "热线", "来电", "12345", "phone", "call"),
    Channel.WEB: ("网", "微信", "小程序", "app", "online", "web", "mobile", "email"),
    Channel.SCAN: ("扫码", "二维码", "qr"),
    Channel.GRID_WORKER: ("网格", "采集员", "grid"),
    Channel.PATROL: ("巡查", "巡逻", "patrol"),
    Channel.VISIT: ("来访", "走访", "上门", "visit", "walk"),
    Channel.LETTER: ("信", "letter", "mail"),
}


@dataclass
class Guess:
    """What was found: for each setting its column, and what stands in the columns."""

    headings: list[str]
    samples: dict[str, list[str]]
    columns: dict[str, str] = field(default_factory=dict)

    def values(self, setting: str) -> list[str]:
        """The different values of a setting's column, the first ones."""
        there = self.samples.get(self.columns.get(setting, ""), [])
        return list(dict.fromkeys(value for value in there if value))[:MOST_VALUES]


def written(path: Path, source: str = "") -> str:
    """The mapping as a file, with what to look at; `source` is the file's own name otherwise. Raises TableError."""
    headings, samples = sampled(path)
    return draft(guessed(headings, samples), source or path.stem)


def sampled(path: Path, form: FileForm | None = None) -> tuple[list[str], dict[str, list[str]]]:
    """The headings of the table, and by heading what stands in the first rows. Raises TableError."""
    form = form or FileForm()
    with opened(path, form, look(path, form.encoding)) as table:
        rows = [record.cells for record in islice(table.rows, LOOKED_AT) if not record.fault]
        headings = table.headings
    return headings, {name: [cells[i].strip() for cells in rows if i < len(cells)] for i, name in enumerate(headings)}


def guessed(headings: list[str], samples: dict[str, list[str]]) -> Guess:
    """Each setting takes the heading that says it most clearly; a column of no use is left alone."""
    found, taken = Guess(headings, samples), set[str]()
    for setting, words in WORDS.items():
        free = [name for name in headings if name not in taken and any(samples.get(name, ()))]
        if setting == "outcome":
            free = [name for name in free if _tells_outcomes(samples[name])]
        column = _best(free, words)
        if column:
            found.columns[setting] = column
            taken.add(column)
    if "text" not in found.columns:
        found.columns["text"] = max(headings, key=lambda name: _length(samples.get(name, ())))
    return found


def _best(headings: Sequence[str], words: Sequence[str]) -> str:
    """Exactly the word, else beginning or ending with it; short English words count only by themselves."""
    lowered = {name: name.casefold().replace(" ", "_") for name in headings}
    tests: tuple[Callable[[str, str], bool], ...] = (
        lambda name, word: name == word,
        lambda name, word: (not word.isascii() or len(word) > 4) and (name.endswith(word) or name.startswith(word)),
        lambda name, word: not word.isascii() and word in name,
    )
    for test in tests:
        for word in words:
            for heading, name in lowered.items():
                if test(name, word):
                    return heading
    return ""


def _tells_outcomes(values: Sequence[str]) -> bool:
    """Whether most of what stands there says what became of a matter; else it is the answer in somebody's own words."""
    known, there = outcome_words(), [value.casefold() for value in values if value]
    return 2 * sum(value in known for value in there) > len(there)


def _length(values: Sequence[str]) -> float:
    return sum(map(len, values)) / max(len(values), 1)


def draft(found: Guess, source: str) -> str:
    """The mapping as TOML, with Chinese and English beside what a person should look at."""
    sections = (_head(source), _text(found), _time(found), _place(found), _class(found), _channel(found))
    return "\n".join([*sections, _contact(found), _number(found), _state(found)])


def _head(source: str) -> str:
    return (
        "# 导入映射（初稿，请逐项核对）· A first mapping: please check every line\n"
        "# source：记录来自哪里，同一来源用同一个名字 · where the records come from, always the same name\n"
        f"source = {_quoted(source[:40])}\n\n[file]\n"
        '# auto, utf-8, gb18030\nencoding = "auto"\n# 表头所在行 · the row of the headings\nheader = 1\n'
    )


def _text(found: Guess) -> str:
    columns = list(dict.fromkeys(found.columns[name] for name in ("class", "text") if name in found.columns))
    others = "、".join(found.headings)
    return f'# 全部列 · all columns: {others}\n[text]\ncolumns = {_list(columns)}\njoin = "；"\n'


def _time(found: Guess) -> str:
    column, values = found.columns.get("time", ""), found.values("time")
    forms = [form for form in ("auto", *FORMATS) if values and all(times.read(v, form, ZONE) for v in values)]
    unsure = "" if forms else "# 时间格式未能识别，请填写 · the form of the times is not clear, please fill it in\n"
    if len(forms) > 1 and "auto" not in forms:
        unsure = f"# 也可能是 · or perhaps: {', '.join(forms[1:])}\n"
    form = forms[0] if forms else "auto"
    return f'[time]\ncolumn = {_quoted(column)}\n{unsure}format = {_quoted(form)}\nzone = "Asia/Shanghai"\n'


def _place(found: Guess) -> str:
    lines = ["[place]"]
    if "code" in found.columns:
        lines.append(f"code = {_quoted(found.columns['code'])}")
    if "address" in found.columns:
        lines.append(f"address = {_list([found.columns['address']])}")
    if "lon" in found.columns and "lat" in found.columns:
        lines += [f"lon = {_quoted(found.columns['lon'])}", f"lat = {_quoted(found.columns['lat'])}"]
        lines.append("# wgs84（GPS）, gcj02（高德、腾讯）, bd09（百度）, cgcs2000（天地图）")
        lines.append('datum = "wgs84"')
    return "\n".join(lines) + "\n"


def _class(found: Guess) -> str:
    lines = ["[class]"]
    if "class" in found.columns:
        lines.append(f"column = {_quoted(found.columns['class'])}")
        lines += [
            "",
            "# 文件里的写法 = 本市类别代码或名称 · as in the file = code or name here",
            "[class.values]",
        ]
        lines += [f'# {_quoted(value)} = ""' for value in found.values("class")]
    return "\n".join(lines) + "\n"


def _channel(found: Guess) -> str:
    ways = ", ".join(Channel)
    lines = ["[channel]", f"# {ways}", 'default = "phone"']
    if "channel" in found.columns:
        lines.insert(1, f"column = {_quoted(found.columns['channel'])}")
        lines += ["", "[channel.values]"]
        for value in found.values("channel"):
            way = next((way for way, words in CHANNEL_WORDS.items() if any(w in value.casefold() for w in words)), None)
            lines.append(f"{_quoted(value)} = {_quoted(way)}" if way else f'# {_quoted(value)} = ""')
    return "\n".join(lines) + "\n"


def _contact(found: Guess) -> str:
    named = [f"{key} = {_quoted(found.columns[key])}" for key in ("name", "phone", "anonymous") if key in found.columns]
    return "\n".join(["[contact]", *named]) + "\n"


def _number(found: Guess) -> str:
    """Only a column whose values all differ tells the rows apart."""
    values = found.samples.get(found.columns.get("number", ""), [])
    if not values or "" in values or len(set(values)) < len(values):
        return '# 没有找到唯一编号 · no column of numbers of its own was found\n# [number]\n# column = ""\n'
    return f"[number]\ncolumn = {_quoted(found.columns['number'])}\n"


def _state(found: Guess) -> str:
    if "state" not in found.columns or "closed_at" not in found.columns:
        return "# 没有状态与结案时间：全部按未结案收下 · without state and closing time every row comes in open\n"
    values = found.values("state")
    closed = [v for v in values if _says(v, CLOSED_WORDS) and not v.casefold().startswith(NOT_CLOSED)]
    lines = ["[state]", f"column = {_quoted(found.columns['state'])}", f"closed = {_list(closed)}"]
    lines.append(f"open = {_list([value for value in values if value not in closed])}")
    lines.append(f"closed_at = {_quoted(found.columns['closed_at'])}")
    if "result" in found.columns:
        lines.append(f"result = {_quoted(found.columns['result'])}")
    return "\n".join(lines + _outcome(found)) + "\n"


def _outcome(found: Guess) -> list[str]:
    """Where it stands what became of what is closed, and the words there that are not ours."""
    ways = f"# {', '.join(OUTCOMES)}"
    if "outcome" not in found.columns:
        return ["# 处置结果在哪一列 · the column that tells what became of it", ways, '# outcome = ""']
    known = outcome_words()
    others = [value for value in found.values("outcome") if value.casefold() not in known]
    lines = [f"outcome = {_quoted(found.columns['outcome'])}", "", ways, "[state.outcomes]"]
    return lines + [f'# {_quoted(value)} = ""' for value in others]


def _says(value: str, words: Sequence[str]) -> bool:
    return any(word in value.casefold() for word in words)


def _quoted(text: str) -> str:
    """A TOML string; JSON writes the same."""
    return json.dumps(text, ensure_ascii=False)


def _list(texts: Sequence[str]) -> str:
    return json.dumps(list(texts), ensure_ascii=False)
