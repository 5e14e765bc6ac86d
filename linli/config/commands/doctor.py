"""`linli doctor`: what is missing or unsafe on this machine, each with its remedy."""

import argparse
import importlib
from pathlib import Path

import django
from django.core.management import CommandError, call_command

from linli.ops import doctor, instance
from linli.ops.errors import OperationError
from linli.ops.folders import instance_folder
from linli.ops.instance import database_ready


def run(arguments: argparse.Namespace) -> int:
    """Ask the machine first, then the database by Django's checks; make none to ask it. 1 when anything is wrong."""
    existing = instance.existing()
    root = existing or instance_folder("main")
    findings = doctor.examine(root)
    for finding in findings:
        print(finding)
    healthy = all(finding.is_well for finding in findings)
    if not existing and not instance.has_own_database():
        print("· 尚无数据库 · no database yet: `make demo` or `linli serve` makes one")
        return 0 if healthy else 1
    return 0 if _database_is_well(root) and healthy else 1


def _database_is_well(root: Path) -> bool:
    try:
        with database_ready(root):
            django.setup()
            call_command("check", databases=["default"])
            waiting = importlib.import_module("linli.config.health").unready()
    except OperationError as error:
        print(doctor.Finding("数据库 · database", is_well=False, told=str(error)))
        return False
    except CommandError as error:
        print(doctor.Finding("系统检查 · system checks", is_well=False, told=str(error)))
        return False
    for reason in waiting:
        print(doctor.Finding("就绪 · ready", is_well=False, told=reason))
    return not waiting
