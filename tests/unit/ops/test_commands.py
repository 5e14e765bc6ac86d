"""The command line, as far as it goes without a database."""

import contextlib
import socket

import pytest

from linli.config import cli


@pytest.mark.parametrize("command", ["serve", "web", "demo"])
def test_a_taken_port_ends_the_command_with_a_sentence_and_not_a_traceback(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with contextlib.closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("PORT", str(other.getsockname()[1]))
        assert cli.main([command]) == 1
    assert "Remedy: PORT=" in capsys.readouterr().err


def test_every_command_has_a_sentence_of_help() -> None:
    told = cli.parser().format_help()
    for command in ("demo", "serve", "worker", "migrate", "init", "user", "load", "backup", "restore", "doctor"):
        assert command in told
