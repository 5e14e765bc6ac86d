"""What became of the matters of the demo town, and words that fit it. All of it invented."""

from collections.abc import Mapping, Sequence
from random import Random

DONE = "done"
# What leaves something to do; such a matter does not end on the spot.
LEFT_OVER = ("partly", "not_done")
# How often each is said, of a hundred.
SHARES: Mapping[str, int] = {DONE: 88, "partly": 4, "not_found": 4, "no_action": 2, "not_done": 2}
WORDS: Mapping[str, Sequence[str]] = {
    "partly": (
        "已先处理影响通行的部分，其余需等材料到货，预计十个工作日内完成。",
        "公共部位已处理完毕，住户家中部分待本人回来后上门，已约定时间。",
        "已临时修复并设置警示，彻底整治已列入本季度计划。",
    ),
    "not_found": (
        "到现场查看两次，未发现所反映的情况，已请网格员近期多加留意。",
        "到场时现场正常，周边也查看过，未发现问题。",
        "按所述位置查找，现场未见该情况，如再出现请拍照告诉我们。",
    ),
    "no_action": (
        "经核实已办理审批手续，在许可的时间和范围内，无需处置。",
        "经查看设施完好、运行正常，无需处置，已向反映人说明。",
        "属于正常施工围挡，手续齐全，已提醒施工方注意保洁。",
    ),
    "not_done": (
        "多次联系当事人未果，现有手段无法推进，已告知可以通过司法途径解决。",
        "涉及管线改造，本单位无法单独实施，已书面报告区主管部门。",
        "相关费用未能筹集，业主大会尚未同意动用维修资金，暂时无法实施。",
    ),
}
AS_SAID = ("现场复核，情况与反馈一致。", "到场查看，与承办单位反馈相符。", "已核实，反馈属实。")
ANSWERS = ("{result}感谢您的反映。", "经核查：{result}", "{result}如有不同意见，可在本页要求重新办理。")


class Fates:
    """Draws what becomes of a matter, by a chance of its own: nothing else of the town depends on it."""

    def __init__(self) -> None:
        self._random = Random("outcomes")

    def outcome(self, *, on_the_spot: bool = False) -> str:
        found = {name: n for name, n in SHARES.items() if not (on_the_spot and name in LEFT_OVER)}
        return self._random.choices(list(found), list(found.values()))[0]

    def result(self, outcome: str, done: str) -> str:
        """What is said to have been done; `done` where it was."""
        return done if outcome == DONE else self._random.choice(WORDS[outcome])

    def remark(self, outcome: str, done: str) -> str:
        """What whoever checked it says."""
        return done if outcome == DONE else self._random.choice(AS_SAID)

    def answer(self, outcome: str, result: str, done: str) -> str:
        """What the reporter reads."""
        return done if outcome == DONE else self._random.choice(ANSWERS).format(result=result)
