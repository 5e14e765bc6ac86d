"""A register as a file and back."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from linli.kernel.formulas import guarded, unguarded
from linli.kernel.refusals import invalid
from linli.kernel.registers import Values
from linli.web.manage.frame import FileForm

LARGEST = 5 * 1024 * 1024
MOST_ROWS = 20_000
# As spreadsheets like it: they take a file without this mark for another encoding.
MARK = "\ufeff"


def written(columns: Iterable[str], rows: Iterable[Values]) -> str:
    """The rows as a table with headings."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: guarded(v) if isinstance(v, str) else v for name, v in row.items()} for row in rows)
    return MARK + out.getvalue()


def sent(name: str, columns: Iterable[str], rows: Iterable[Values]) -> HttpResponse:
    """The rows as a file to keep."""
    response = HttpResponse(written(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def rows_of(form: FileForm, columns: Sequence[str], key: Sequence[str]) -> list[dict[str, str]]:
    """The rows of the file that was chosen, else of what was tried before. Raises Refusal `invalid`."""
    upload = form.cleaned_data["file"]
    if upload is None:
        return read(form.cleaned_data["text"], columns, key)
    if (upload.size or 0) > LARGEST:
        raise invalid("file", "file_too_large")
    return read(decoded(upload.read()), columns, key)


def read(text: str, columns: Sequence[str], key: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a table as text. Raises Refusal `invalid` for what is no such table."""
    reader = csv.DictReader(io.StringIO(text.removeprefix(MARK)))
    try:
        headings = list(reader.fieldnames or ())
        rows = [
            {name: unguarded(value) if isinstance(value, str) else value for name, value in row.items()}
            for row in reader
            if any(isinstance(value, str) and value.strip() for value in row.values())
        ]
    except csv.Error as error:
        raise invalid("file", "not_a_table") from error
    unknown = [heading for heading in headings if heading not in columns]
    missing = [column for column in key if column not in headings]
    if unknown or missing or any(None in row for row in rows):
        raise invalid("file", "other_headings", columns=", ".join(columns))
    if len(rows) > MOST_ROWS:
        raise invalid("file", "file_too_large")
    return rows


def decoded(data: bytes) -> str:
    """The text of a file in one of the encodings that spreadsheets write. Raises Refusal `invalid`."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise invalid("file", "not_a_table")
