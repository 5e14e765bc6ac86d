"""What may be wrong with a file, a mapping or a row, told to whoever mends it: Chinese first, then English."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import override

from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal

MOST_SHOWN = 40

# A whole file or mapping cannot be read.
FILES: dict[str, tuple[str, str]] = {
    "no_upload": (
        "上传的文件已到期删除；请重新上传同一份文件，已收的行不会重复",
        "The upload was thrown away: upload the same file again, no row comes in twice",
    ),
    "broken_off": (
        "有一行无法存入数据库，导入已停下；请把文件交给系统管理员查看日志",
        "A row could not be kept and the import was stopped: the operator finds it in the log",
    ),
    "no_file": ("没有这个文件：{path}", "There is no such file: {path}"),
    "empty_file": ("文件是空的", "The file is empty"),
    "old_excel": (
        "这是旧版 Excel（.xls）或加密文件；请另存为 .xlsx",
        "An old Excel file: save it as .xlsx",
    ),
    "zip_bomb": ("压缩文件展开后过大，不予读取", "The file unpacks to too much and is not read"),
    "bad_xlsx": ("Excel 文件已损坏或不是表格", "The Excel file is damaged or holds no table"),
    "xml_entities": ("Excel 文件含有外部实体或文档类型声明，不予读取", "The Excel file holds entities and is not read"),
    "no_sheet": ("没有名为“{sheet}”的工作表；现有：{there}", "There is no sheet “{sheet}”; there are: {there}"),
    "no_header": ("第 {row} 行没有表头", "There is no header in row {row}"),
    "no_column": ("{key}：文件没有“{column}”这一列；现有：{there}", "{key}: no column “{column}”; there are: {there}"),
    "not_toml": ("映射文件不是 TOML：{problem}", "The mapping is not TOML: {problem}"),
    "unknown_key": ("{key}：没有这个设置", "{key}: there is no such setting"),
    "missing_key": ("{key}：必须填写", "{key}: this is needed"),
    "wrong_value": ("{key}：填写有误（{problem}）", "{key}: this cannot be used ({problem})"),
    "unknown_encoding": ("{key}：编码只能是 auto、utf-8、gb18030", "{key}: auto, utf-8 or gb18030"),
}

# A row does not come in.
ROWS: dict[str, tuple[str, str]] = {
    "wrong_columns": ("列数不对：应为 {expected}，实为 {found}", "{found} columns instead of {expected}"),
    "not_text": ("含有无法识别的字节，不是文字", "Some bytes are no text in the file's encoding"),
    "open_quote": ("引号没有结束", "A quotation mark is not closed"),
    "line_too_long": ("这一行过长", "The line is too long"),
    "no_time": ("没有时间", "There is no time"),
    "bad_time": ("时间无法识别", "The time cannot be understood"),
    "no_number": ("没有编号", "There is no number"),
    "digits_lost": (
        "数字超过 15 位，表格软件已丢失末位；请把该列设为文本后重新填写",
        "The spreadsheet kept 15 digits only; make the column text and enter it again",
    ),
    "number_twice": ("编号与第 {row} 行相同", "The number is that of row {row}"),
    "unknown_state": ("状态不在映射的 closed 或 open 之中", "The state is neither among closed nor open"),
    "unknown_outcome": ("处置结果不在映射的 outcomes 之中", "The outcome is not among those of the mapping"),
    "no_closing_time": ("已结案但没有结案时间", "Closed, but without a closing time"),
    "unreadable": ("此处以后文件已损坏，无法读取", "The file is damaged from here on"),
}

# A row comes in, and the desk is told.
WARNINGS: dict[str, tuple[str, str]] = {
    "unknown_class": ("类别不在目录中，已收下，未分类", "The class is not known here: kept without one"),
    "unknown_place": ("地点未找到，已收下，待受理核实", "The place is not known here: kept for the desk to sort"),
    "bad_point": ("坐标不是有效的经纬度", "The coordinates are no point on the map"),
    "outside": ("坐标在辖区之外，已标记", "The point lies outside the territory: flagged"),
    "unknown_channel": ("来源渠道不认识，按默认渠道收下", "The channel is not known here: the default one is taken"),
    "odd_phone": ("电话格式不常见，已原样收下，请核对", "The phone looks odd: kept as it stands, to be looked at"),
    "place_digits_lost": ("地点编码末位已丢失（超过 15 位）", "The place code lost its last digits"),
}
SENTENCES = {**FILES, **ROWS, **WARNINGS}


@dataclass(frozen=True)
class Fault:
    """What is wrong, in which column, and what stands there; `more` is what else is wrong in the same row."""

    code: str
    column: str = ""
    value: str = ""
    words: Mapping[str, object] = field(default_factory=dict)
    refusal: Refusal | None = None
    more: tuple["Fault", ...] = ()

    def note(self) -> str:
        """What the desk reads beside the case."""
        return SENTENCES[self.code][0].format(**self.words) + (f"（{self.value}）" if self.value else "")

    def said(self) -> tuple[str, str]:
        """The fault in Chinese and in English, and then the others of its row, each with its column."""
        zh, en = self._said()
        others = [(one.column, one.said()) for one in self.more]
        return (
            "；".join([zh, *(f"{column}：{also}" for column, (also, _) in others)]),
            "; ".join([en, *(f"{column}: {also}" for column, (_, also) in others)]),
        )

    def _said(self) -> tuple[str, str]:
        if self.refusal is not None:
            return _said(self.refusal, "zh-hans"), _said(self.refusal, "en")
        zh, en = SENTENCES[self.code]
        return zh.format(**self.words), en.format(**self.words)

    def sentence(self) -> str:
        """The fault in both languages."""
        return " · ".join(self.said())


class TableError(Exception):
    """The file or the mapping cannot be used as a whole."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("\n".join(fault.sentence() for fault in faults))


def file_fault(code: str, **words: object) -> TableError:
    return TableError(Fault(code, words=words))


def shortened(value: str) -> str:
    """What is shown of a value: one line, not too long."""
    line = " ".join(value.split())
    return line if len(line) <= MOST_SHOWN else line[: MOST_SHOWN - 1] + "…"


def of_refusal(refusal: Refusal, column: str, value: str) -> Fault:
    """A refusal of the use case as a fault of the row."""
    return Fault(str(refusal.words.get("reason", refusal.code)), column, value, refusal=refusal)


def _said(refusal: Refusal, language: str) -> str:
    with override(language):
        return sentence(refusal)
