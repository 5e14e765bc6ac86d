"""Logs tell what happened, never whom it concerned."""

import json
import logging
import sys
from typing import Any

import pytest
import structlog
from django.conf import settings

from linli.config import logs

SECRET = "13800001234"


def fail() -> None:
    raise ValueError(f"phone {SECRET} is taken")


def told(stream: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.splitlines()]


@pytest.fixture(autouse=True)
def configured() -> Any:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.configure({})
    yield
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def test_a_fault_is_told_by_its_kind_and_its_lines_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger().handlers[0].setStream(sys.stderr)  # type: ignore[attr-defined]
    try:
        fail()
    except ValueError:
        logs.report_fault("web:case")
        logging.getLogger("elsewhere").exception("went wrong")
    lines = told(capsys.readouterr().err)
    assert [line["error"] for line in lines] == ["builtins.ValueError"] * 2
    assert lines[0]["view"] == "web:case"
    assert any(frame.endswith(" fail") for frame in lines[0]["frames"])
    assert SECRET not in json.dumps(lines)


@pytest.mark.parametrize("name", logs.SILENCED)
def test_whoever_writes_addresses_is_silent(capsys: pytest.CaptureFixture[str], name: str) -> None:
    logging.getLogger().handlers[0].setStream(sys.stderr)  # type: ignore[attr-defined]
    logging.getLogger(name).error("Internal Server Error: /r/secretcode/")
    assert capsys.readouterr().err == ""


def test_the_settings_make_django_use_it() -> None:
    assert settings.LOGGING_CONFIG == "linli.config.logs.configure"
    assert settings.LOGGING, "Django calls the function only when there are settings for it"
