"""Cells that a spreadsheet would run instead of showing. Pure; the one rule for every table that leaves the house."""

import re

GUARD = "'"
# What a spreadsheet or another program may take for the beginning of a formula or a command, in every width.
ACTIVE = frozenset("=+-@|%＝＋－＠｜％﹦﹢﹣﹫﹪−")
# White and invisible characters, behind which it may hide.
HIDING = re.compile(
    r"^[\s\x00-\x20\x7f-\xa0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f"
    r"\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]*"
)


def behind(text: str) -> str:
    """The text without what it may hide behind."""
    return HIDING.sub("", text, count=1)


def is_active(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula. TAB, CR, LF and NUL lead into a cell of their own."""
    return text[:1] in ACTIVE or text[:1] in {"\t", "\r", "\n", "\x00"} or behind(text)[:1] in ACTIVE


def guarded(text: str) -> str:
    """The text as a cell that stays text; `unguarded` gives it back."""
    return GUARD + text if is_active(text) or (text.startswith(GUARD) and is_active(text[1:])) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith(GUARD) and guarded(text[1:]) == text else text
