"""The command `linli`. Each command is a module of `linli.config.commands`, imported only when used."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import django
from django.db import ProgrammingError

from linli.config import obstacles
from linli.ops.errors import OperationError
from linli.ops.folders import instance_folder
from linli.ops.instance import database_ready

PACE = 10.0
SETTINGS = "linli.config.settings"
NO_SUCH_TABLE = "42P01"
ON_THE_DATABASE = {"export", "routes", "migrate", "init", "user", "load", "imports", "worker", "prepare"}


def parser() -> argparse.ArgumentParser:
    """Every command with what it takes."""
    root = argparse.ArgumentParser(prog="linli", description="邻里 Linli: neighbourhood governance by grids.")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help="演示小镇 · build a made-up town once, then serve it")
    demo.add_argument("--reset", action="store_true", help="first throw the demo's data away")
    demo.add_argument("--live", action="store_true", help="let residents and staff act in it: linli simulate")
    demo.add_argument("--pace", type=float, default=PACE, help="with --live, see linli simulate")
    demo.add_argument("--yes", action="store_true", help="do not ask before throwing them away")
    commands.add_parser("serve", help="运行 · serve the database, the worker and the web until Ctrl-C")
    commands.add_parser("web", help="网页服务 · the web server alone")
    commands.add_parser("worker", help="后台 · the worker alone: relay, clocks, jobs")
    commands.add_parser("migrate", help="建表 · bring the database's tables up to date")
    init = commands.add_parser("init", help="初始化 · keys and the first administrator of an empty installation")
    init.add_argument("username")
    init.add_argument("--name", required=True, help="the person's name")
    init.add_argument("--password-stdin", action="store_true", help="read the password from the standard input")
    _add_user(commands.add_parser("user", help="账号 · accounts: list, add, disable, enable, passwords, roles"))
    _add_backup(commands.add_parser("backup", help="备份 · back up database, photos, keys and settings, sealed"))
    _add_restore(commands.add_parser("restore", help="恢复 · restore a backup into an empty place, and check it"))
    simulate = commands.add_parser(
        "simulate", help="模拟 · residents and staff act through the API of a running server"
    )
    simulate.add_argument("--url", default="http://127.0.0.1:8000")
    simulate.add_argument("--pace", type=float, default=PACE, help="minutes of the town for each second")
    simulate.add_argument("--until", metavar="TIME", help="90s, 10m, 2h or HH:MM; else until Ctrl-C")
    build = commands.add_parser("build", help="造镇 · write the made-up town as a city folder")
    build.add_argument("folder", type=Path)
    load = commands.add_parser("load", help="载入 · load a city folder")
    load.add_argument("folder", type=Path)
    routes = commands.add_parser("routes", help="派遣规则 · load routes from a file, or try them")
    routes.add_argument("file", type=Path)
    routes.add_argument("--dry-run", action="store_true", help="only say what they would have changed")
    routes.add_argument("--days", type=int, default=30, help="over the cases of so many past days")
    _add_import(commands.add_parser("import", help="导入 · bring in a table of reports, or take it out again"))
    export = commands.add_parser("export", help="导出 · export a list of cases as a table")
    export.add_argument("what", choices=["cases"])
    export.add_argument("file", type=Path, help="its name ends in .csv or .xlsx")
    export.add_argument("filters", nargs="*", metavar="NAME=VALUE", help="as in the API: q=路灯 overdue=1")
    export.add_argument("--language", choices=["zh-hans", "en"], default="zh-hans")
    commands.add_parser("doctor", help="体检 · say what is missing or unsafe on this machine")
    verify = commands.add_parser("verify-audit", help="审计核验 · check a dump of the audit trail, offline")
    verify.add_argument("dump", type=Path)
    verify.add_argument("--checkpoints", type=Path, required=True, metavar="DIR")
    prepare = commands.add_parser("prepare", help="备好演示 · the part of `demo` that fills the database")
    prepare.add_argument("city", type=Path)
    return root


def _add_user(user: argparse.ArgumentParser) -> None:
    doing = user.add_subparsers(dest="what", required=True, metavar="WHAT")
    doing.add_parser("list", help="列出 · every account with its roles")
    named = {
        what: doing.add_parser(what, help=told)
        for what, told in {
            "add": "新增 · add an account",
            "disable": "停用 · close it; its sessions and tokens end",
            "enable": "启用 · open it again",
            "reset-password": "重置密码 · give it a new password",
            "grant": "授权 · give it a role",
            "revoke": "收回 · take a role away",
        }.items()
    }
    for each in named.values():
        each.add_argument("username")
    named["add"].add_argument("--name", required=True, help="the person's name")
    named["add"].add_argument("--unit", default="", help="the code of the unit")
    named["add"].add_argument("--title", default="")
    for what in ("add", "reset-password"):
        named[what].add_argument("--password-stdin", action="store_true", help="read it; else one is made and shown")
    for what in ("grant", "revoke"):
        named[what].add_argument("role", help="the key of the role")
        node = named[what].add_mutually_exclusive_group(required=True)
        node.add_argument("--area", help="on this area and all below")
        node.add_argument("--unit", help="on this unit and all below")
        node.add_argument("--everywhere", action="store_true")


def _add_import(importing: argparse.ArgumentParser) -> None:
    # `import` is a word of Python's own: its module is called `imports`.
    importing.set_defaults(command="imports")
    doing = importing.add_subparsers(dest="what", required=True, metavar="WHAT")
    reports = doing.add_parser("reports", help="诉求 · a CSV or XLSX file of reports")
    reports.add_argument("file", type=Path)
    reports.add_argument("--mapping", type=Path, metavar="MAP", help="which column is what: docs/how-to/import.zh.md")
    reports.add_argument("--guess", action="store_true", help="write a first mapping, to be corrected")
    reports.add_argument("--dry-run", action="store_true", help="say what would happen; write nothing")
    reports.add_argument("--resume", action="store_true", help="go on with an import that was stopped")
    undo = doing.add_parser("undo", help="撤销 · take out what an import brought in and nobody has touched")
    undo.add_argument("batch", metavar="BATCH", help="its number: B00000012")
    undo.add_argument("--reason", required=True)
    for each in (reports, undo):
        each.add_argument("--as", dest="user", default="", metavar="USER", help="the account that answers for it")


def _add_backup(backup: argparse.ArgumentParser) -> None:
    backup.add_argument("--into", type=Path, metavar="DIR", help="the folder of the backups (LINLI_BACKUP_DIR)")
    backup.add_argument("--schedule", action="store_true", help="stay: every night, and every change as it happens")
    backup.add_argument("--keep", type=int, default=30, metavar="DAYS", help="how long, at most 35 days")
    backup.add_argument("--at", default="02:30", metavar="HH:MM", help="when, by the clock of this machine")


def _add_restore(restore: argparse.ArgumentParser) -> None:
    restore.add_argument("source", type=Path, help="the folder of one backup, or with --to of all backups")
    restore.add_argument("--to", metavar="TIME", help="as it was at this moment: 2026-03-02T09:30:00+08:00")
    restore.add_argument("--into", type=Path, metavar="DIR", help="a new folder for database and files")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what stands in its way is told in a sentence with its remedy, and the status is 1."""
    given = parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        if given.command not in ON_THE_DATABASE:
            return _run(given)
        with database_ready(instance_folder("main")):
            django.setup()
            return _run_on_tables(given)
    except OperationError as error:
        print(f"\n✗ {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # `linli user list | head`; what is left to write has no reader.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (OSError, *obstacles.DATABASE_ERRORS) as error:
        told = obstacles.told(error)
        if told is None:
            raise
        print(f"\n✗ {told}", file=sys.stderr)
        return 1


def _run_on_tables(given: argparse.Namespace) -> int:
    try:
        return _run(given)
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != NO_SUCH_TABLE:
            raise
        raise OperationError("数据库尚未建表 · The database has no tables yet", "linli migrate") from error


def _run(given: argparse.Namespace) -> int:
    module = importlib.import_module(f"linli.config.commands.{given.command.replace('-', '_')}")
    status: int = module.run(given)
    return status


if __name__ == "__main__":
    sys.exit(main())
