"""Words at which one calls first."""

import pytest

from linli.cases.urgency import calls, whom_to_call

LINE = "119 着火 冒烟 119 0571-00001234 燃气泄漏、煤气味；120：晕倒 unconscious"


def test_a_line_holds_numbers_and_the_words_at_which_they_are_called() -> None:
    assert calls(LINE) == [
        (["119"], ["着火", "冒烟"]),
        (["119", "0571-00001234"], ["燃气泄漏", "煤气味"]),
        (["120"], ["晕倒", "unconscious"]),
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("楼下着火了", ["119"]),
        ("楼道有煤 气味", ["119", "0571-00001234"]),
        ("着火了，有人晕倒", ["119", "120"]),
        ("A man lies UNCONSCIOUS on the stairs", ["120"]),
        ("路灯不亮", []),
        ("", []),
    ],
)
def test_who_is_called_follows_from_the_words(text: str, numbers: list[str]) -> None:
    assert whom_to_call(text, LINE) == numbers


@pytest.mark.parametrize("line", ["", "  ", "着火 冒烟", "119", ";;:", "119 110"])
def test_a_line_that_says_too_little_calls_nobody(line: str) -> None:
    assert whom_to_call("着火 冒烟", line) == []
