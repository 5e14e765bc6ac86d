"""The page about the API names every operation."""

import re
from pathlib import Path

from pydantic import BaseModel

from linli.api.urls import PREFIX, described

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"


def test_the_page_lists_every_path_with_its_methods() -> None:
    rows = re.findall(r"^\| `(/[^`]*)` \| (.*?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    told = {path: set(re.findall("[A-Z]+", methods)) for path, methods in rows}
    paths = described()["paths"]
    assert told == {f"/{path.removeprefix(PREFIX)}": {m.upper() for m in methods} for path, methods in paths.items()}


def test_no_two_shapes_share_a_name_because_the_document_would_know_but_one() -> None:
    found, waiting = [], list(BaseModel.__subclasses__())
    while waiting:
        shape = waiting.pop()
        waiting += shape.__subclasses__()
        if shape.__module__.startswith("linli.api"):
            found.append(shape.__name__)
    assert sorted(found) == sorted(set(found))
