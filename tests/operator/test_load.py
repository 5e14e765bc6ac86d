"""`linli load`: a folder with a fault is told by file and line, and leaves what is there as it is."""

import json
from datetime import date
from pathlib import Path

import pytest

from linli.config import load
from linli.kernel import calendars
from linli.ops.errors import OperationError
from linli.places.models import Area
from tests.world import World

DAY_OFF = date(2031, 3, 4)
AREA = {"code": "330110", "name": "A district", "kind": "district"}


def folder(path: Path, areas: list[dict[str, str]]) -> Path:
    (path / "settings.json").write_text(
        json.dumps({"name": "a", "root": "330110", "division_version": "2", "phones": []})
    )
    (path / "calendar.json").write_text("{}")
    (path / "roles.json").write_text("[]")
    (path / "units.jsonl").write_text("")
    (path / "areas.jsonl").write_text("".join(json.dumps(row) + "\n" for row in areas))
    return path


def test_a_wrong_area_is_told_by_its_line_and_nothing_is_loaded(world: World, tmp_path: Path) -> None:
    before = Area.objects.count()
    rows = [AREA, {"code": "1", "name": "no such code", "parent": "nowhere"}]
    with pytest.raises(OperationError, match=r"areas\.jsonl: .*2"):
        load.run(folder(tmp_path, rows))
    assert Area.objects.count() == before


def test_the_past_runs_by_the_calendar_of_the_folder_which_is_there_before_it(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder(tmp_path, [])
    (place / "calendar.json").write_text(json.dumps({"years": {"2031": {"off": {"2031-03-04": "A day off"}}}}))
    seen = []
    monkeypatch.setattr(
        "linli.config.history.load", lambda *given: seen.append(calendars.current().is_workday(DAY_OFF))
    )
    with pytest.raises(OperationError, match=r"settings\.json"):
        load.run(place)
    assert seen == [False]
