"""`linli user …`: accounts from the command line, through the actions that pages use."""

import argparse
from collections.abc import Callable

from linli.accounts import actions as accounts
from linli.accounts.actions.people import Node
from linli.accounts.rules import made_password
from linli.config import administration
from linli.config.administration import number_of, operator
from linli.kernel.refusals import Refusal


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; a refusal is told in its sentence."""
    try:
        DOING[arguments.what](arguments)
    except Refusal as refusal:
        raise administration.said(refusal) from refusal
    return 0


def _list(given: argparse.Namespace) -> None:
    for line in administration.listed():
        print(line)


def _add(given: argparse.Namespace) -> None:
    password = _password(given)
    accounts.add_account(
        operator(),
        None,
        username=given.username,
        name=given.name,
        password=password,
        unit=given.unit,
        title=given.title,
    )
    _tell_password(given, password)


def _reset_password(given: argparse.Namespace) -> None:
    password = _password(given)
    accounts.reset_password(operator(), number_of(given.username), password=password)
    _tell_password(given, password)


def _disable(given: argparse.Namespace) -> None:
    accounts.disable_account(operator(), number_of(given.username))


def _enable(given: argparse.Namespace) -> None:
    accounts.enable_account(operator(), number_of(given.username))


def _grant(given: argparse.Namespace) -> None:
    accounts.grant_role(operator(), number_of(given.username), role=given.role, node=_node(given))


def _revoke(given: argparse.Namespace) -> None:
    accounts.revoke_grant(operator(), number_of(given.username), role=given.role, node=_node(given))


def _node(given: argparse.Namespace) -> Node:
    return Node(area=given.area or "", unit=given.unit or "")


def _password(given: argparse.Namespace) -> str:
    return administration.password_from_stdin() if given.password_stdin else made_password()


def _tell_password(given: argparse.Namespace, password: str) -> None:
    """A made password is shown this once."""
    if not given.password_stdin:
        print(f"{given.username} 的密码（仅显示这一次）· password, shown this once: {password}")


DOING: dict[str, Callable[[argparse.Namespace], None]] = {
    "list": _list,
    "add": _add,
    "disable": _disable,
    "enable": _enable,
    "reset-password": _reset_password,
    "grant": _grant,
    "revoke": _revoke,
}
