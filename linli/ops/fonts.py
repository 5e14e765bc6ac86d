"""The fonts of this machine, of which one must have Chinese characters for what is printed."""

from functools import cache

import typst

# The first of them that there is.
FAMILIES = (
    *("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "Songti SC", "SimSun"),
    *("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei"),
    *("WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback"),
)


@cache
def fonts() -> typst.Fonts:
    """All of them; looked for once, which takes half a second."""
    return typst.Fonts()


def family() -> str:
    """The font to set Chinese in; '' when there is none."""
    known = set(fonts().families())
    return next((name for name in FAMILIES if name in known), "")
