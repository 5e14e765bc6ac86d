"""Numbers that a text gives away are noticed; others are left in peace."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.cases.disclosure import CHECK_DIGITS, WEIGHTS, Disclosed, Kind, disclosed, is_identity, without


def identity(beginning: str) -> str:
    """A number with the check digit that belongs to it; nobody has it."""
    return beginning + CHECK_DIGITS[sum(int(d) * w for d, w in zip(beginning, WEIGHTS, strict=True)) % 11]


# A region that there is not.
NOBODY = identity("88888819900307123")


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("请打13800138000找我", Kind.PHONE, "13800138000"),
        ("电话：138 0013 8000，明天", Kind.PHONE, "138 0013 8000"),
        ("+86 138-0013-8000", Kind.PHONE, "+86 138-0013-8000"),
        ("座机0571-86881234", Kind.PHONE, "0571-86881234"),
        ("６幢１３８００１３８０００", Kind.PHONE, "１３８００１３８０００"),
        (f"身份证{NOBODY}的人", Kind.IDENTITY, NOBODY),
        (f"{NOBODY[:6]} {NOBODY[6:14]} {NOBODY[14:]}", Kind.IDENTITY, f"{NOBODY[:6]} {NOBODY[6:14]} {NOBODY[14:]}"),
        ("浙A12345停在消防通道", Kind.PLATE, "浙A12345"),
        ("浙a·D12345 占了车位", Kind.PLATE, "浙a·D12345"),
        ("一辆粤B1234挂，一直没走", Kind.PLATE, "粤B1234挂"),
    ],
)
def test_a_number_that_belongs_to_somebody_is_noticed(text: str, kind: Kind, number: str) -> None:
    assert disclosed(text) == [Disclosed(kind, number)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3幢2单元1302室，13点到15点没水",
        "单号20261121000017，2026-11-22 08:30停电",
        "打过12345和110",
        NOBODY[:-1] + ("1" if NOBODY[-1] != "1" else "2"),
        identity("88888819901307123"),
        "江苏新村A栋12345",
        "川菜馆后面第3个井盖",
    ],
)
def test_a_number_that_belongs_to_nobody_is_left_in_peace(text: str) -> None:
    assert disclosed(text) == []


def test_numbers_come_once_each_in_the_order_of_the_text() -> None:
    text = f"浙A12345的车主{NOBODY}，电话13800138000，再说一遍13800138000"
    assert [found.kind for found in disclosed(text)] == [Kind.PLATE, Kind.IDENTITY, Kind.PHONE]


def test_a_number_is_taken_out_wherever_it_stands() -> None:
    assert without("打13800138000，13800138000", "13800138000", "…") == "打…，…"
    assert without("打", "", "…") == "打"


@given(st.text(st.sampled_from("0123456789Xx -浙A·电话０１８"), max_size=80))
def test_what_is_noticed_stands_in_the_text_and_is_gone_when_it_is_taken_out(text: str) -> None:
    for found in disclosed(text):
        assert found.text in text
        assert found.text not in without(text, found.text, "…")


@given(st.from_regex(r"[1-8][0-9]{5}19[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}", fullmatch=True))
def test_one_wrong_digit_makes_no_identity(beginning: str) -> None:
    right = identity(beginning)
    assert is_identity(right)
    assert not is_identity(right[:-1] + next(c for c in CHECK_DIGITS if c != right[-1]))
