"""`linli export cases FILE [NAME=VALUE …]`: the list of those filters as a table, through the action that pages use."""

import argparse
from collections import defaultdict

from django.utils import translation

from linli.cases import actions, queries
from linli.config import administration
from linli.config.administration import operator
from linli.kernel.refusals import Refusal
from linli.kernel.sheets import SHEETS
from linli.ops.errors import OperationError


def run(arguments: argparse.Namespace) -> int:
    """Write the file, or none when something is refused."""
    form = arguments.file.suffix.removeprefix(".").lower()
    given: dict[str, list[str]] = defaultdict(list)
    for told in arguments.filters:
        name, equals, value = told.partition("=")
        if not equals or name not in queries.READERS:
            names = ", ".join(queries.READERS)
            raise OperationError(f"没有这个筛选 · There is no such filter: {told}", f"one of {names}")
        given[name].append(value)
    if form not in SHEETS:
        raise OperationError(f"文件名须以 .csv 或 .xlsx 结尾 · Not a table: {arguments.file}", "name it .csv or .xlsx")
    if arguments.file.is_dir() or not arguments.file.parent.is_dir():
        raise OperationError(
            f"无法写到这里 · Cannot be written: {arguments.file}", "name a file in a folder that is there"
        )
    partly = arguments.file.with_name(arguments.file.name + ".part")
    try:
        with translation.override(arguments.language), partly.open("wb+") as file:
            actions.export(operator(), file, queries.read(given), form=form)
        partly.replace(arguments.file)
    except Refusal as refusal:
        raise administration.said(refusal) from refusal
    finally:
        partly.unlink(missing_ok=True)
    print(f"✓ {arguments.file}")
    return 0
