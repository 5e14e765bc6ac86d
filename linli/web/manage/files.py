"""A register as a file and back."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from linli.kernel.refusals import invalid
from linli.kernel.registers import Kept, Values
from linli.web.fields import Upload

LARGEST = 5 * 1024 * 1024
MOST_ROWS = 20_000
# As spreadsheets like it: they take a file without this mark for another encoding.
MARK = "\ufeff"


def written(columns: Iterable[str], rows: Iterable[Values]) -> str:
    """The rows as a table with headings."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return MARK + out.getvalue()


def read(upload: Upload, kept: Kept[Any]) -> list[dict[str, str]]:
    """The rows of a file. Raises Refusal `invalid` for what is no such table."""
    if (upload.size or 0) > LARGEST:
        raise invalid("file", "file_too_large")
    reader = csv.DictReader(io.StringIO(_decoded(upload.read())))
    try:
        headings = list(reader.fieldnames or ())
        rows = [dict(row) for row in reader if any(isinstance(v, str) and v.strip() for v in row.values())]
    except csv.Error as error:
        raise invalid("file", "not_a_table") from error
    unknown = [heading for heading in headings if heading not in kept.columns]
    missing = [column for column in kept.key if column not in headings]
    if unknown or missing or any(None in row for row in rows):
        raise invalid("file", "other_headings", columns=", ".join(kept.columns))
    if len(rows) > MOST_ROWS:
        raise invalid("file", "file_too_large")
    return rows


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise invalid("file", "not_a_table")
