"""The words that the product brings along: whoever is in danger is told whom to call, and nobody else is."""

import pytest

from linli.cases.urgency import whom_to_call
from linli.web.wording import in_every_language
from tests.world import World

PRESSING = {
    "三楼冒烟了，闻到焦味": ["119"],
    "煤气味很重，有人头晕": ["119", "110", "120"],
    "疑似一氧化碳中毒，两个人叫不醒": ["120"],
    "老人胸痛，喘不上气": ["120"],
    "孩子落水了": ["119", "120"],
    "围墙塌了，墙塌压到人": ["119", "120"],
    "有人持刀追人": ["110"],
    "Smoke and flames on the third floor": ["119"],
}
HARMLESS = (
    "路灯三天没亮了",
    "地砖塌了一块，走路绊脚",
    "垃圾桶满了，味道很大",
    "电动车在楼道里充电",
    "广场舞音响太响，孩子没法写作业",
    "井盖响，晚上睡不着",
    "楼上漏水，天花板发霉",
    "The street light is broken",
)


def test_whoever_is_in_danger_is_told_whom_to_call(world: World) -> None:
    line = in_every_language("urgent_words")
    assert {text: whom_to_call(text, line) for text in PRESSING} == PRESSING


@pytest.mark.parametrize("text", HARMLESS)
def test_nobody_else_is(world: World, text: str) -> None:
    assert whom_to_call(text, in_every_language("urgent_words")) == []
