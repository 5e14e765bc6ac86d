"""Colours, sizes and weights are said once, and everybody can read what stands on them."""

import re
from pathlib import Path

import pytest

from linli.web.design.tokens import COMMENT, SHAPES, SHEET, TEXT, THEMES, contrast, tokens

SHEETS = sorted(path for path in SHEET.parent.glob("*.css") if path != SHEET)
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(|:\s*(?:white|black|gray|grey|red)\b", re.I
)
RAW = {
    "a colour": COLOUR,
    "a size of type": re.compile(r"font-size:\s*[\d.]+(?:rem|px|pt)"),
    "a weight": re.compile(r"font-weight:(?!\s*var\()"),
    "a family": re.compile(r"font-family:(?!\s*var\()"),
    "a shadow": re.compile(r"box-shadow:(?!\s*(?:none|var\(|0 0 0 ))"),
    "a length of motion": re.compile(r"(?:transition|animation)[^;{}]*[\d.]m?s\b"),
}


def raw_values(text: str) -> list[str]:
    """What a sheet says for itself instead of by a token."""
    plain = COMMENT.sub("", text)
    return [f"{what}: {found[0]}" for what, pattern in RAW.items() for found in pattern.finditer(plain)]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_takes_its_values_from_the_tokens(sheet: Path) -> None:
    assert raw_values(sheet.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "a { color: #fff; }",
        "a { color: rgb(0 0 0 / .5); }",
        "a { background: white; }",
        "a { font-size: 12px; }",
        "a { font-weight: bold; }",
        "a { font-family: serif; }",
        "a { box-shadow: 0 1px 2px; }",
        "a { transition: color .3s; }",
    ],
)
def test_the_rule_finds_a_bad_line(line: str) -> None:
    assert raw_values(line)


def test_every_token_that_a_sheet_asks_for_exists() -> None:
    text = "".join(path.read_text("utf-8") for path in (*SHEETS, SHEET))
    asked = set(re.findall(r"var\(--([\w-]+)", text))
    assert sorted(name for name in asked - set(tokens("light")) if not name.startswith("tblr-")) == []


def test_each_colour_is_said_for_each_theme() -> None:
    light, dark = (tokens(theme) for theme in THEMES)
    assert set(light) == set(dark)
    same = {name for name, value in light.items() if COLOUR.search(value) and dark[name] == value}
    assert same == {"code-ground"}


@pytest.mark.parametrize("theme", THEMES)
def test_words_and_shapes_stand_off_from_their_ground(theme: str) -> None:
    asked = [(pair, 4.5) for pair in TEXT] + [(pair, 3.0) for pair in SHAPES]
    faint = [f"{words} on {ground}" for (words, ground), least in asked if contrast(theme, words, ground) < least]
    assert faint == []
