"""What stands in the way of a command is told in a sentence."""

import argparse

import pytest

from linli.config import cli


def test_what_the_user_of_the_system_may_not_read_is_named_with_who_should(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def denied(given: argparse.Namespace) -> int:
        raise PermissionError(13, "Permission denied", str(given.source))

    monkeypatch.setattr(cli, "_run", denied)
    assert cli.main(["restore", "/closed/backups"]) == 1
    told = capsys.readouterr().err
    assert "May not be read or written: /closed/backups" in told
    assert "Traceback" not in told
