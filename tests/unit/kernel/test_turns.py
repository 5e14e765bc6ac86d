"""Whoever decodes waits for a turn, which all processes of the server share."""

import fcntl
import os
import subprocess
from pathlib import Path

import pytest

from linli.kernel import images
from linli.kernel.images import DecodersBusy, Limits
from tests.unit.kernel.test_images import encoded, photo

JPEG = encoded(photo(), "JPEG")


def hold(turn: Path) -> int:
    """The turn as another process takes it. Raises BlockingIOError when it is not to be had."""
    handle = os.open(turn, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise
    return handle


def test_two_work_at_once_of_all_processes_and_no_more(tmp_path: Path) -> None:
    first, second = (hold(tmp_path / str(number)) for number in range(2))
    with pytest.raises(DecodersBusy):
        images.sanitise(JPEG, tmp_path, Limits(patience=0.1))
    os.close(second)
    assert images.sanitise(JPEG, tmp_path).width == 64
    os.close(first)


def test_a_turn_is_given_back_whatever_came_of_it(tmp_path: Path) -> None:
    for _ in range(5):
        with pytest.raises(images.BrokenImage):
            images.sanitise(b"\xff\xd8\xff\xe0", tmp_path)
    for number in range(2):
        os.close(hold(tmp_path / str(number)))


def test_a_decoder_has_its_turn_until_it_ends_though_who_started_it_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[subprocess.Popen[bytes]] = []

    def killed(*_: object, pass_fds: list[int], **options: object) -> None:
        left.append(subprocess.Popen(["sleep", "60"], pass_fds=pass_fds))
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "run", killed)
    with pytest.raises(KeyboardInterrupt):
        images.sanitise(JPEG, tmp_path)
    try:
        with pytest.raises(BlockingIOError):
            hold(tmp_path / "0")
    finally:
        left[0].kill()
        left[0].wait()
    os.close(hold(tmp_path / "0"))
