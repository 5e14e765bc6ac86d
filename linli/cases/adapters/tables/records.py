"""Rows of a CSV file, one after another, whatever is wrong with one of them. Pure."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

LONGEST_LINE = 1024 * 1024
# So far a quotation mark may stay open before it counts as a mistake of its first line.
MOST_LINES, LONGEST_CELL = 200, 64 * 1024
SURROGATES = ("\udc80", "\udcff")


@dataclass(frozen=True, slots=True)
class Record:
    """A row by its number in the file, counted as a spreadsheet counts; `fault` says why it has no cells."""

    number: int
    cells: list[str]
    fault: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.fault and not any(cell.strip() for cell in self.cells)


class Lines:
    """The lines of a file; those that were taken too far can be put back."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.waiting: deque[str] = deque()

    def take(self) -> str:
        """The next line, '' at the end. Of one that is too long there comes a piece that is longer than may be."""
        if self.waiting:
            return self.waiting.popleft()
        line = self.file.readline(LONGEST_LINE + 1)
        if len(line) > LONGEST_LINE:
            while (rest := self.file.readline(LONGEST_LINE)) and not rest.endswith(("\n", "\r")):
                pass
        return line

    def put_back(self, lines: list[str]) -> None:
        self.waiting.extendleft(reversed(lines))


def records(file: TextIO, delimiter: str) -> Iterator[Record]:
    """Every row. A quotation mark that is never closed spoils its own line only."""
    lines, number = Lines(file), 0
    while line := lines.take():
        number += 1
        yield _record(number, line, lines, delimiter)


def _record(number: int, line: str, lines: Lines, delimiter: str) -> Record:
    if len(line) > LONGEST_LINE:
        return Record(number, [line[:80]], "line_too_long")
    taken, size = [line], len(line)
    while (cells := split(taken, delimiter)) is None:
        more = lines.take() if len(taken) < MOST_LINES and size < LONGEST_CELL else ""
        if not more:
            lines.put_back(taken[1:])
            return Record(number, line.rstrip("\r\n").split(delimiter), "open_quote")
        taken.append(more)
        size += len(more)
    if any(SURROGATES[0] <= letter <= SURROGATES[1] for piece in taken for letter in piece):
        return Record(number, cells, "not_text")
    return Record(number, cells)


def split(lines: list[str], delimiter: str) -> list[str] | None:
    """The cells of a row, or None when a quotation mark is still open."""
    if len(lines) == 1 and '"' not in lines[0]:
        return lines[0].rstrip("\r\n").split(delimiter)
    try:
        return next(csv.reader(lines, delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        if "unexpected end" in str(error):
            return None
    return next(csv.reader(lines, delimiter=delimiter), [])
