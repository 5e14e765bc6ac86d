"""G39 offline: no falsification of what a checkpoint has witnessed passes the verifier, which checks a million entries
in a minute.

LINLI_DRILL_ENTRIES=20000 makes a short trial.
"""

import io
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from linli.kernel import chain, verifier
from tests.unit.kernel.tampering import BEGAN, KINDS, Row, Trail, dumped, tampered, trail

pytestmark = pytest.mark.drill

FALSIFIED = 600
ENTRIES = int(os.environ.get("LINLI_DRILL_ENTRIES", "1000000"))
LENGTH, CHECKPOINTS = 10, 100
LIMIT_SECONDS = 60.0


def test_each_of_six_hundred_tamperings_is_found() -> None:
    found = {name: town.verified().findings for name, town in tampered(FALSIFIED, seed=2026)}
    assert len(found) == FALSIFIED
    assert len({name.split()[1] for name in found}) == len(KINDS)
    assert [name for name, findings in found.items() if not findings] == []


def test_an_untouched_trail_passes() -> None:
    for seed in range(20):
        report = trail(seed, objects=60).verified()
        assert report.findings == ()
        assert report.unwitnessed == 0


def test_a_million_entries_are_checked_in_a_minute(tmp_path: Path) -> None:
    dump, town, said = tmp_path / "dump.sql", Trail(), io.StringIO()
    with dump.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(dumped(grown(town, ENTRIES // LENGTH)))
    for name, witness in town.witnesses.items():
        (tmp_path / name).write_bytes(witness)
    key = town.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "audit.pub").write_bytes(key)
    begun = time.monotonic()
    assert verifier.main(dump, tmp_path, said) == 0, said.getvalue()
    took = time.monotonic() - begun
    print(f"{ENTRIES} entries, {dump.stat().st_size} bytes, {took:.1f} s")
    assert said.getvalue().startswith(f"{ENTRIES} entries in {ENTRIES // LENGTH} chains were checked against")
    assert f"against {CHECKPOINTS} checkpoints" in said.getvalue()
    assert "; 0 entries came later" in said.getvalue()
    assert took <= LIMIT_SECONDS


def grown(town: Trail, objects: int) -> Iterator[Row]:
    """So many chains that grow in turn, a checkpoint after each hundredth part; the trail keeps nothing but those."""
    ends = [chain.GENESIS] * objects
    data = chain.canonical({"unit": "环卫所", "from": "dispatched", "to": "accepted", "due": [1, 2, 3]})
    since: dict[int, Row] = {}
    for number in range(objects * LENGTH):
        version, which = number // objects + 1, number % objects
        at = BEGAN + timedelta(milliseconds=number)
        entry = chain.Entry("case", which + 1, version, at, "account:12", "case.accept", data)
        ends[which] = chain.digest(ends[which], entry)
        since[which] = Row(entry, ends[which])
        yield since[which]
        if (number + 1) % (objects * LENGTH // CHECKPOINTS) == 0:
            town.witness(at, since.values())
            since.clear()
