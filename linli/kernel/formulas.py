"""Cells that a spreadsheet would run instead of showing. Pure."""

GUARD = "'"
# Full-width signs count as their narrow twins in East Asian spreadsheets; TAB and CR lead into a cell of their own.
ACTIVE = frozenset("=+-@|%\t\r\n＝＋－＠")
# What a spreadsheet skips before it looks at the first sign.
INVISIBLE = frozenset("\x00\ufeff\u200b\u200c\u200d\u2060\u00a0\u3000 ")


def is_active(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula."""
    seen = text.lstrip("".join(INVISIBLE))
    return bool(text) and (text[0] in "\t\r\n\x00" or seen[:1] in ACTIVE)


def guarded(text: str) -> str:
    """The text as a cell that stays text; `unguarded` gives it back."""
    return GUARD + text if is_active(text) or (text.startswith(GUARD) and is_active(text[1:])) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith(GUARD) and guarded(text[1:]) == text else text
