"""What stands in the way of a command is told in a sentence."""

import argparse
import errno

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connections

from linli.config import cli, migrate
from linli.ops.errors import OperationError


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


def lost(cause: psycopg.Error) -> OperationalError:
    """As Django tells it."""
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


OBSTACLES = (
    (lost(psycopg.OperationalError("couldn't get a connection after 5.00 sec")), "The database does not answer"),
    (InterfaceError("connection already closed"), "The database does not answer"),
    (lost(psycopg.errors.QueryCanceled("canceling statement")), "too busy"),
    (lost(psycopg.errors.DiskFull("could not extend file")), "disk of the database is full"),
    (FileNotFoundError(errno.ENOENT, "No such file", "/none/x.json"), "No such file or folder: /none/x.json"),
    (IsADirectoryError(errno.EISDIR, "Is a directory", "a.part", None, "a.csv"), "not a file: a.csv"),
    (FileExistsError(errno.EEXIST, "File exists", "/etc/hostname"), "there already: /etc/hostname"),
    (OSError(errno.ENOSPC, "No space left on device"), "The disk is full"),
)


def test_whatever_the_machine_refuses_is_a_sentence_with_a_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for error, sentence in OBSTACLES:

        def burst(given: argparse.Namespace, error: Exception = error) -> int:
            raise error

        monkeypatch.setattr(cli, "_run", burst)
        assert cli.main(["build", "/somewhere"]) == 1
        told = capsys.readouterr().err
        assert sentence in told
        assert "办法 · Remedy: " in told


def test_a_fault_of_the_program_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def burst(given: argparse.Namespace) -> int:
        raise OSError(errno.EBADF, "Bad file descriptor")

    monkeypatch.setattr(cli, "_run", burst)
    with pytest.raises(OSError, match="Bad file"):
        cli.main(["build", "/somewhere"])


def test_without_the_address_of_the_owner_nothing_is_migrated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(connections.settings, "admin")
    with pytest.raises(OperationError, match="LINLI_ADMIN_URL is not set"):
        migrate.run()
