"""The units that a real server is given: systemd itself reads them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TEMPLATES = Path("linli/ops/templates")
COMMAND = "/opt/linli/.venv/bin/linli"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_finds_nothing_to_complain_of(tmp_path: Path) -> None:
    units = [tmp_path / unit.name for unit in TEMPLATES.glob("*.service")]
    assert units
    for unit in units:
        told = (TEMPLATES / unit.name).read_text("utf-8")
        assert f"ExecStart={COMMAND} " in told
        unit.write_text(told.replace(COMMAND, sys.executable), "utf-8")
    # What other units of this machine are like is not asked.
    asked = ["systemd-analyze", "verify", "--recursive-errors=no", "--man=no", *map(str, units)]
    said = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=60)
    assert (said.stdout + said.stderr, said.returncode) == ("", 0)
