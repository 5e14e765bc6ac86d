"""The words of the demo town: what people write when they report, and what the offices answer."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from linli.demo.buildings import Building
from linli.demo.classes import read_text

# A matter with a season is this much rarer outside it; snow simply does not fall in July.
OUT_OF_SEASON, IN_SEASON = 0.1, 2.0
NEVER_OUT_OF_SEASON = frozenset({"10001"})
WORKER_WORDS = re.compile("巡查|已拍照|已劝导|已联系")

SINCE = ("这几天", "最近", "从昨天起", "连着几天", "这两天", "这一周", "近来")
DURATIONS = ("两天", "三天", "四五天", "一个星期", "十来天", "半个月", "快一个月")
OPENERS = ("你好，", "您好，", "师傅好，", "麻烦看一下，", "反映个事，", "又来麻烦你们了，", "想说一下，")
OPENED = 0.3
CLOSERS = (
    "",
    "",
    "",
    "",
    "已经拍了照片。",
    "邻居也都这么说。",
    "最好今天能来。",
    "我家就住旁边。",
    "请尽快处理。",
    "麻烦了，谢谢。",
    "之前也反映过。",
    "望回复。",
    "辛苦你们跑一趟。",
    "急，盼处理。",
)
RETOLD = ("居民反映：", "走访时居民反映：", "居民群里反映：", "巡查时居民反映：")
BY_PHONE = ("", "来电反映：", "来电人称，", "市民来电：")

VOID_REASONS = (
    "与同一地点已有报告重复，已并入前案办理。",
    "不在本街道范围内，已告知来电人联系属地。",
    "到场核实，未发现所述情况。",
    "内容不清且没有留下联系方式，无法核实。",
    "属于政策咨询，已当场答复。",
    "反映人来电说明问题已自行解决，要求撤回。",
    "属于物业服务合同纠纷，已引导至社区调解。",
)
RETURN_REASONS = (
    "权属不在本单位，建议改派{unit}。",
    "经查该设施由{unit}管养，请重新派遣。",
    "现场看过，需要{unit}先处理，请改派。",
    "本单位没有执法权限，属于{unit}职责。",
)
FAIL_REASONS = (
    "现场仍有残留，没有处理彻底。",
    "照片与现场不符，问题还在。",
    "处理后又出现，请再跟进一次。",
    "只处理了一半，另一侧没有动。",
    "居民反映情况反复，现场看到属实。",
)
PASS_REMARKS = (
    "现场复核，问题已解决。",
    "到场查看，符合结案条件。",
    "与居民当面确认，已处理好。",
    "复拍照片对比，已恢复原状。",
    "已核查，周边同类问题未见。",
)
# Why there is no picture of afterwards.
NO_PICTURE = (
    "夜间光线太暗，拍不清楚，已请门岗确认。",
    "雨大，手机进水，当场没有拍成。",
    "现场有居民不愿入镜，已向其口头说明结果。",
    "手机没电，已请社区工作人员在场见证。",
)
REWORKED = ("返工后：", "再次处理：", "已按核查意见重做。")
ON_THE_SPOT = ("当场处理。", "现场劝导后解决。", "已与住户一起整理。", "联系保洁当场完成。", "")
CLOSERS_OF_CASES = (
    "您反映的问题已处理：{result}感谢支持。",
    "处理情况：{result}如再出现请随时告诉我们。",
    "{result}已现场核查，予以结案。",
    "问题已解决。{result}",
)


@dataclass(frozen=True)
class Topic:
    """What is said about one class of matter, how often and when. A class may have several: `key` tells them apart."""

    key: str
    code: str
    weight: float
    months: frozenset[int]
    at: str | None
    floors: int
    texts: tuple[str, ...]
    results: tuple[str, ...]

    def frequency(self, month: int) -> float:
        """How often it is reported in this month, against the others."""
        if not self.months:
            return self.weight
        if month in self.months:
            return self.weight * IN_SEASON
        return 0.0 if self.code in NEVER_OUT_OF_SEASON else self.weight * OUT_OF_SEASON

    def results_of(self, pattern: int) -> tuple[str, ...]:
        """What may have been done: the result written for this text, or any where none is written for each."""
        return (self.results[pattern],) if len(self.results) == len(self.texts) else self.results

    def fits(self, building: Building) -> bool:
        """Whether it can happen at this building at all."""
        return self.at in (None, building.kind) and building.floors >= self.floors


def topics() -> list[Topic]:
    """Everything that people of the town report."""
    return [
        Topic(
            key,
            key.partition("-")[0],
            row["weight"],
            frozenset(row.get("months", ())),
            row.get("at"),
            row.get("floors", 1),
            tuple(row["texts"]),
            tuple(row["results"]),
        )
        for key, row in tomllib.loads(read_text("sentences.toml")).items()
    ]


def choose_pattern(random: Random, topic: Topic, channel: str) -> int:
    """Which of the topic's texts; some are only a grid worker's words."""
    noticed = [index for index, text in enumerate(topic.texts) if WORKER_WORDS.search(text)]
    if channel == "grid_worker" and noticed and random.random() < 0.6:
        return random.choice(noticed)
    return random.choice([index for index in range(len(topic.texts)) if index not in noticed])


def report_text(random: Random, pattern: str, building: Building, channel: str) -> str:
    """What somebody writes, says or notes down about a matter at a building."""
    words = _filled(random, pattern, building)
    if channel == "grid_worker":
        return words if WORKER_WORDS.search(pattern) else random.choice(RETOLD) + words
    if channel == "phone":
        before = random.choice(BY_PHONE)
    else:
        before = random.choice(OPENERS) if random.random() < OPENED else ""
    return before + words + random.choice(CLOSERS)


def closing_text(random: Random, result: str) -> str:
    """The answer that the reporter reads in the end."""
    return random.choice(CLOSERS_OF_CASES).format(result=result)


def return_reason(random: Random, unit_name: str) -> str:
    """Why a unit sends a case back, naming the unit that it belongs to."""
    return random.choice(RETURN_REASONS).format(unit=unit_name)


def _filled(random: Random, pattern: str, building: Building) -> str:
    highest = max(1, min(9, building.floors)) if "{n}楼" in pattern else 9
    values: Mapping[str, str] = {
        "p": building.name,
        "t": _one(random, SINCE),
        "d": _one(random, DURATIONS),
        "n": str(random.randint(min(2, highest), highest)),
    }
    return pattern.format_map(values)


def _one(random: Random, words: Sequence[str]) -> str:
    return random.choice(words)
