"""Steps told while they happen: `[2/6] 建库 · Preparing the database … 3.1 s`."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO


class Progress:
    """Numbered steps on a stream, terminal or file alike: a line is complete as soon as its step is."""

    def __init__(self, total: int, first: int = 1, out: TextIO | None = None) -> None:
        self.total = total
        self.number = first - 1
        self.out = out or sys.stdout
        self._line_is_open = False

    @contextmanager
    def step(self, chinese: str, english: str) -> Iterator[Callable[[str], None]]:
        """Tell a step and its time. Yields a function that tells more within the step, on its own line."""
        self.number += 1
        begun = time.monotonic()
        self._write(f"[{self.number}/{self.total}] {chinese} · {english} … ")
        self._line_is_open = True
        mark = "✗ "
        try:
            yield self._note
            mark = ""
        finally:
            if not self._line_is_open:
                self._write("      ")
            self._write(f"{mark}{time.monotonic() - begun:.1f} s\n")
            self._line_is_open = False

    def _note(self, text: str) -> None:
        self._write(f"{chr(10) if self._line_is_open else ''}      {text}\n")
        self._line_is_open = False

    def _write(self, text: str) -> None:
        self.out.write(text)
        self.out.flush()
