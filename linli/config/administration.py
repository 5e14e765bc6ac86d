"""What the operator does about accounts from the command line: through the same actions as people, as the machine's
operator."""

import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils import translation

import linli.config.ready  # noqa: F401 - before everything that needs the models
from linli.accounts import actions as accounts
from linli.accounts import queries
from linli.accounts.actions.people import Node
from linli.accounts.models import Grant
from linli.config import roles
from linli.kernel import chain
from linli.kernel.actor import Actor, machine
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.ops import keys
from linli.ops.errors import OperationError
from linli.places.queries import town

ADMINISTRATOR = "administrator"


def operator() -> Actor:
    """Whoever has a shell on the server, named by the number of the system's user."""
    return machine(f"operator:{os.getuid()}")


def said(refusal: Refusal) -> OperationError:
    """A refusal as the operator reads it."""
    words = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            words.append(sentence(refusal))
    return OperationError(" · ".join(words), f"检查 · check {refusal.field}" if refusal.field else "linli user list")


def begin(username: str, name: str, ask_password: Callable[[], str]) -> list[str]:
    """Makes what an empty installation needs: keys, the administrators' role as shipped, so that it follows the next
    release, the first of them. Returns what to tell. Raises OperationError when there is a town or an administrator
    already; then nothing has changed."""
    data = Path(settings.LINLI_DATA_DIR)
    refuse_begun()
    password = ask_password()
    if not password:
        raise said(Refusal("missing_input", field="password"))
    place = keys.place(data)
    keys.create(place)
    chain.load_or_create_key(data / "audit.key")
    role = next(row for row in roles.shipped() if row["key"] == ADMINISTRATOR)
    try:
        accounts.load_roles(operator(), None, rows=[role])
        added = accounts.add_account(operator(), None, username=username, name=name, password=password)
        accounts.grant_role(operator(), added.number, role=ADMINISTRATOR, node=Node())
    except Refusal as refusal:
        raise said(refusal) from refusal
    return [
        f"✓ 管理员 · administrator: {username}",
        f"✓ 审计签名公钥 · the key that checks the audit's signatures: {data / 'audit.pub'}",
        f"✓ 备份密钥 · the key of the backups: {place}",
        "  请将备份密钥抄存到别处：没有它，备份无法恢复。",
        "  Keep a copy of it elsewhere: without it no backup can be restored.",
        "下一步 · Next: linli load FOLDER",
        "  或登录后按「新街道开通」逐步办理 · or sign in and set up the street page by page",
    ]


def refuse_begun() -> None:
    """Raises OperationError where `linli init` has nothing to begin."""
    if queries.has_administrator():
        raise OperationError("已有管理员 · There is an administrator already", "linli user list")
    if town():
        raise OperationError(
            "城镇已载入，无需初始化 · A town is loaded already",
            f"linli user add NAME --name … && linli user grant NAME {ADMINISTRATOR} --everywhere",
        )


def typed_password() -> str:
    """Asked for twice on a terminal."""
    if not sys.stdin.isatty():
        raise OperationError("没有终端可输入密码 · No terminal to ask for a password", "… --password-stdin < FILE")
    first = getpass.getpass("密码（至少 12 个字符）· Password (12 characters or more): ")
    if first != getpass.getpass("再输入一次 · Again: "):
        raise OperationError("两次输入不同 · The two are not the same", "repeat")
    return first


def password_from_stdin() -> str:
    """The first line of the standard input."""
    return sys.stdin.readline().rstrip("\r\n")


def listed() -> list[str]:
    """One line for each account: state, user name, name, unit, roles with their nodes."""
    with territory(operator()):
        found = queries.records(operator())
    lines = []
    for record in found:
        account = record.account
        roles = ", ".join(map(_grant_in_words, account.grants.all()))
        mark = "✓" if account.is_active else "✗"
        lines.append(
            "\t".join((mark, account.username, account.name, account.unit.code if account.unit else "-", roles))
        )
    return lines


def _grant_in_words(grant: Grant) -> str:
    node = grant.area.code if grant.area else grant.unit.code if grant.unit else "*"
    return f"{grant.role_id}@{node}"


def number_of(username: str) -> str:
    """The number of the account's record. Raises OperationError."""
    try:
        with territory(operator()):
            return queries.record_of_user(operator(), username).number
    except Refusal as refusal:
        raise OperationError(f"没有这个账号 · There is no account {username}", "linli user list") from refusal
