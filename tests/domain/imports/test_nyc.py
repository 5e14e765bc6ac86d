"""A real file of another city, with the mapping that ships as an example."""

import os
from pathlib import Path

import pytest

from linli.cases.adapters.tables import mapping
from tests.conftest import ROOT
from tests.domain.imports.tables import bring_in, cases, try_out
from tests.world import World

SHARED = Path(os.environ.get("LINLI_SHARED_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
THOUSAND = SHARED / "import" / "nyc311_1000.csv"
EXAMPLES = ROOT / "docs" / "examples"


def test_the_example_that_ships_comes_in_whole(world: World, tmp_path: Path) -> None:
    path = tmp_path / "nyc311.csv"
    path.write_bytes((EXAMPLES / "nyc311.csv").read_bytes())
    tally = bring_in(path, given=mapping.read(EXAMPLES / "nyc311.toml"))
    assert (tally.brought_in, tally.bad.total()) == (tally.rows, 0)
    assert all(case.is_outside for case in cases().values())


def test_a_thousand_rows_come_in_flagged_as_outside_once(world: World, tmp_path: Path) -> None:
    if not THOUSAND.exists():
        pytest.skip(f"the open data is not at {THOUSAND}; LINLI_SHARED_DATA names its folder")
    path, given = tmp_path / "nyc.csv", mapping.read(EXAMPLES / "nyc311.toml")
    path.write_bytes(THOUSAND.read_bytes())
    assert try_out(path, given).brought_in == 1000
    tally = bring_in(path, given=given)
    assert (tally.brought_in, tally.bad.total(), tally.odd["outside"], tally.odd["unknown_place"]) == (1000, 0, 988, 12)
    there = cases().values()
    assert [case.state for case in there].count("closed") == 677
    assert all(case.is_outside for case in there)
    assert bring_in(path, given=given).known == 1000
