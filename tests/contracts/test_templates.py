"""What is copied onto a real server names commands, settings and roles that exist."""

import re
from argparse import _SubParsersAction

import pytest

from linli.config import cli
from linli.ops import roles
from linli.ops.doctor import URLS
from linli.realtime.stream import PATH
from tests.contracts.source import ROOT

TEMPLATES = ROOT / "linli" / "ops" / "templates"
INSTALL = (ROOT / "docs" / "install.md").read_text("utf-8")
PROGRAM = re.compile(r"^ExecStart=/opt/linli/\.venv/bin/linli (.+)$", re.MULTILINE)
SETTING = re.compile(r"^([A-Z_]+)=", re.MULTILINE)


def text(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


def commands() -> set[str]:
    """Every command of `linli`."""
    found = [action for action in cli.parser()._actions if isinstance(action, _SubParsersAction)]
    return {name for action in found for name in action.choices}


def read_settings() -> str:
    """The modules that read the environment."""
    return "".join(path.read_text("utf-8") for path in (ROOT / "linli").rglob("*.py"))


@pytest.mark.parametrize("unit", sorted(path.name for path in TEMPLATES.glob("*.service")))
def test_a_unit_starts_a_command_that_exists_with_arguments_it_takes(unit: str) -> None:
    (line,) = PROGRAM.findall(text(unit))
    name = unit.removeprefix("linli-").removesuffix(".service").removesuffix("@")
    assert cli.parser().parse_args(line.split()).command == name


def test_the_commands_that_the_installation_names_exist() -> None:
    named = set(re.findall(r"^(?:linli|linli-operator) ([a-z-]+)", INSTALL, re.MULTILINE))
    assert named >= {"migrate", "init", "load", "restore"}
    assert named <= commands()


def test_every_setting_is_read_by_something_and_every_role_has_its_address() -> None:
    told = {name for file in TEMPLATES.glob("*.env") for name in SETTING.findall(text(file.name))}
    assert set(URLS) <= told
    assert [name for name in sorted(told) if f'"{name}"' not in read_settings()] == []


def test_the_roles_are_those_of_the_embedded_database() -> None:
    made = dict(re.findall(r"^CREATE ROLE (\w+) (.+);$", text("roles.sql"), re.MULTILINE))
    assert {role: set(rights.split()) for role, rights in made.items()} == {
        role: set(rights.split()) for role, rights in roles.ROLES.items()
    }


def test_the_proxy_lets_the_live_stream_through_and_passes_on_no_claim_of_a_client() -> None:
    assert f"location = {PATH} {{" in text("nginx.conf")
    assert "proxy_buffering off;" in text("nginx.conf")
    assert "X-Forwarded-For $remote_addr;" in text("nginx-proxy.conf")


@pytest.mark.parametrize("name", sorted(path.name for path in TEMPLATES.iterdir()))
def test_every_template_is_in_the_installation(name: str) -> None:
    assert name in INSTALL or (name.endswith(".service") and "linli-*.service" in INSTALL)
