"""The command `linli`. Each command is a module of `linli.config.commands`, imported only when used."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import django

from linli.ops.errors import OperationError
from linli.ops.folders import instance_folder
from linli.ops.instance import database_ready

SETTINGS = "linli.config.settings"
ON_THE_DATABASE = {"migrate", "load", "worker", "prepare"}


def parser() -> argparse.ArgumentParser:
    """Every command with what it takes."""
    root = argparse.ArgumentParser(prog="linli", description="邻里 Linli: neighbourhood governance by grids.")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help="演示小镇 · build a made-up town once, then serve it")
    demo.add_argument("--reset", action="store_true", help="first throw the demo's data away")
    demo.add_argument("--yes", action="store_true", help="do not ask before throwing them away")
    commands.add_parser("serve", help="运行 · serve the database, the worker and the web until Ctrl-C")
    commands.add_parser("web", help="网页服务 · the web server alone")
    commands.add_parser("worker", help="后台 · the worker alone: relay, clocks, jobs")
    commands.add_parser("migrate", help="建表 · bring the database's tables up to date")
    load = commands.add_parser("load", help="载入 · load a city folder")
    load.add_argument("folder", type=Path)
    commands.add_parser("doctor", help="体检 · say what is missing or unsafe on this machine")
    verify = commands.add_parser("verify-audit", help="审计核验 · check a dump of the audit trail, offline")
    verify.add_argument("dump", type=Path)
    verify.add_argument("--checkpoints", type=Path, required=True, metavar="DIR")
    prepare = commands.add_parser("prepare", help="备好演示 · the part of `demo` that fills the database")
    prepare.add_argument("city", type=Path)
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what stands in its way is told in a sentence with its remedy, and the status is 1."""
    given = parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        if given.command not in ON_THE_DATABASE:
            return _run(given)
        with database_ready(instance_folder("main")):
            django.setup()
            return _run(given)
    except OperationError as error:
        print(f"\n✗ {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(given: argparse.Namespace) -> int:
    module = importlib.import_module(f"linli.config.commands.{given.command.replace('-', '_')}")
    status: int = module.run(given)
    return status


if __name__ == "__main__":
    sys.exit(main())
