"""The design tokens as the style sheet says them, and how well their colours stand off from each other."""

import re
from functools import cache
from pathlib import Path

SHEET = Path(__file__).resolve().parents[1] / "static" / "tokens.css"
BLOCK = re.compile(r"([^{}]+)\{([^{}]+)\}")
PAIR = re.compile(r"--([\w-]+):\s*([^;]+);")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
THEMES = ("light", "dark")
TURNS = ("desk", "unit", "check", "done", "void")
LIGHTS = ("green", "yellow", "red", "grey")
PRIORITIES = ("priority-urgent", "priority-high", "priority-normal")
SURFACES = ("card", "paper")
# Which words stand on which ground (WCAG 2.2: 4.5 to 1), and which shapes have to be told from it (3 to 1).
TEXT = (
    *(
        (words, ground)
        for words in ("ink", "ink-soft", "accent", "accent-strong")
        for ground in (*SURFACES, "accent-soft")
    ),
    *((words, ground) for words in (*TURNS, *LIGHTS, *PRIORITIES) for ground in SURFACES),
    *((words, f"{words}-soft") for words in (*TURNS, *LIGHTS)),
    *(("ink", f"{ground}-soft") for ground in (*TURNS, *LIGHTS)),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
)
SHAPES = tuple((shape, ground) for shape in ("line-strong", "focus") for ground in SURFACES)


@cache
def tokens(theme: str) -> dict[str, str]:
    """Every token with its value in this theme; print and Tabler's names are left out."""
    text = COMMENT.sub("", SHEET.read_text("utf-8")).partition("@media print")[0]
    found: dict[str, str] = {}
    for selector, body in BLOCK.findall(text):
        if ":root" in selector or f'"{theme}"' in selector:
            found |= dict(PAIR.findall(body))
    return found


def contrast(theme: str, words: str, ground: str) -> float:
    """How much lighter the one is than the other: 1 to 21."""
    bright, dark = sorted((_luminance(tokens(theme)[name]) for name in (words, ground)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (_linear(int(digits[start : start + 2], 16) / 255) for start in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
