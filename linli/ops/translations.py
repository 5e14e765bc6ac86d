"""Compiles the translations, without gettext's own tools: `python -m linli.ops.translations`."""

import sys
from pathlib import Path

import polib

from linli.ops.errors import OperationError

CHECKOUT = Path(__file__).resolve().parents[2]


def compile_catalogues(checkout: Path = CHECKOUT) -> list[Path]:
    """Write a `.mo` beside every `.po` under `linli/locale` that is newer; return those written."""
    written = []
    for source in sorted((checkout / "linli" / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        try:
            polib.pofile(str(source)).save_as_mofile(str(target))
        except OSError as error:
            raise OperationError(f"译文有误 · Cannot read {source}: {error}", "correct that line") from error
        written.append(target)
    return written


if __name__ == "__main__":
    try:
        compile_catalogues()
    except OperationError as error:
        sys.exit(str(error))
