"""G39 offline: no falsification of what a checkpoint has witnessed passes the verifier."""

import pytest

from tests.unit.kernel.tampering import KINDS, tampered, trail

pytestmark = pytest.mark.drill


def test_one_hundred_of_one_hundred_tamperings_are_found() -> None:
    found = {name: town.verified().findings for name, town in tampered(100, seed=2026)}
    assert len(found) == 100
    assert len({name.split()[1] for name in found}) == len(KINDS)
    assert [name for name, findings in found.items() if not findings] == []


def test_an_untouched_trail_passes() -> None:
    for seed in range(20):
        report = trail(seed, objects=60).verified()
        assert report.findings == ()
        assert report.unwitnessed == 0
