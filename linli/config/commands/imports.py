"""`linli import reports FILE --mapping MAP` and `linli import undo BATCH`: see docs/how-to/import.zh.md."""

import argparse
import contextlib
import signal
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType

import linli.config.ready  # noqa: F401 - before everything that needs the models
from linli.accounts import queries as accounts
from linli.accounts.models import Account
from linli.cases.actions.tables import Outcome
from linli.cases.adapters.tables import guess, mapping
from linli.cases.adapters.tables import run as imports
from linli.cases.adapters.tables.faults import TableError
from linli.cases.adapters.tables.run import Order, Tally, UnfinishedError
from linli.config import obstacles
from linli.kernel.actor import Actor
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.ops.errors import OperationError
from linli.places.queries import town

SECONDS_BETWEEN = 2.0
STOPPED = 130


def run(arguments: argparse.Namespace) -> int:
    """Does what was asked for; what stands in its way is told with its remedy."""
    doing = {"reports": reports, "undo": undo}[arguments.what]
    try:
        return doing(arguments)
    except TableError as error:
        found = "\n  ".join(fault.sentence() for fault in error.faults)
        raise OperationError(found, "改正后再试 · mend it and try again") from error
    except Refusal as refusal:
        raise OperationError(sentence(refusal), "docs/how-to/import.zh.md") from refusal


def reports(arguments: argparse.Namespace) -> int:
    """Guesses a mapping, tries one out, or imports."""
    if arguments.guess:
        print(guess.written(arguments.file), end="")
        return 0
    if arguments.mapping is None:
        raise OperationError("缺少映射文件 · No mapping is named", "linli import reports FILE --guess > map.toml")
    if town() is None:
        raise OperationError("系统里还没有城镇 · There is no town yet", "linli load FOLDER")
    with _stopping() as stop:
        watch = Watch()
        actor = person(arguments.user)
        order = Order(actor, arguments.file, mapping.read(arguments.mapping), watch.tell, stop)
        tally = imports.try_out(order) if arguments.dry_run else _bring_in(order, resume=arguments.resume)
    watch.end(tally)
    report(tally, is_trial=arguments.dry_run)
    return STOPPED if tally.is_stopped else 0


def _bring_in(order: Order, *, resume: bool) -> Tally:
    try:
        return imports.bring_in(order, resume=resume)
    except UnfinishedError as error:
        number = error.batch.number
        raise OperationError(
            f"这份文件的导入 {number} 尚未完成，已收 {error.batch.rows} 行 · The import {number} is not finished",
            f"--resume 继续 · go on with --resume; 或撤销 · or linli import undo {number}",
        ) from error
    except obstacles.DATABASE_ERRORS as error:
        stopped = obstacles.told(error)
        raise OperationError(
            f"{stopped.message if stopped else error}\n  已收的行仍在 · What was brought in stays",
            "数据库恢复后加 --resume 继续 · when it is there again, go on with --resume",
        ) from error


def undo(arguments: argparse.Namespace) -> int:
    """Takes out what an import brought in, and tells what stays."""
    with _stopping() as stop:
        told = imports.undo(person(arguments.user), arguments.batch, arguments.reason, tell=_tell_undone, stop=stop)
        is_stopped = stop()
    print(f"\n已撤销 taken out: {told.taken_out}    保留 left: {len(told.left)}")
    for number, why in sorted(told.left.items()):
        print(f"  {number}: 导入后又有操作，保留 · something was done to it since: {why}")
    return STOPPED if is_stopped else 0


def person(username: str) -> Actor:
    """Whoever answers for the import, by user name."""
    if not username.strip():
        raise OperationError(
            "未指明由谁导入 · Nobody is named who answers for the import",
            "--as USER（在用账号的用户名，需有导入权限 · the user name of an active account that may import）",
        )
    found = Account.objects.filter(username=username.strip().lower(), is_active=True).first()
    if found is None:
        raise OperationError(f"没有这个在用账号 · There is no active account {username}", "--as USER")
    return accounts.actor_for(found)


class Watch:
    """Tells how far it is, on its own line every two seconds."""

    def __init__(self) -> None:
        self.begun = self.told = time.monotonic()

    def tell(self, tally: Tally) -> None:
        now = time.monotonic()
        if now - self.told >= SECONDS_BETWEEN:
            self.told = now
            self._write(tally, now - self.begun)

    def end(self, tally: Tally) -> None:
        self._write(tally, time.monotonic() - self.begun)

    def _write(self, tally: Tally, seconds: float) -> None:
        counts = f"{tally.rows:,} 行 rows · 收下 in {tally.brought_in:,} · 已有 there {tally.known:,}"
        rate = tally.rows / seconds if seconds else 0
        line = f"{counts} · 有误 bad {tally.bad.total():,} · {seconds:.0f} s · {rate:,.0f}/s"
        print(line, file=sys.stderr, flush=True)


def _tell_undone(outcome: Outcome) -> None:
    print(f"已撤销 taken out {outcome.taken_out:,} · 保留 left {len(outcome.left):,}", file=sys.stderr, flush=True)


def report(tally: Tally, *, is_trial: bool) -> None:
    """What happened, or would happen: counts, bad rows by reason, what the desk is told of."""
    would = "试算，未写入 · Trial, nothing was written" if is_trial else f"批次 Batch {tally.batch or '—'}"
    print(f"\n{would}")
    print(f"  收下 in: {tally.brought_in:,}    已有 already there: {tally.known:,}    空行 empty: {tally.empty:,}")
    _tell_faults("不能收下的行 Rows that do not come in", tally, tally.bad.most_common())
    _tell_faults("收下但须留意 Rows to look at", tally, tally.odd.most_common())
    if tally.past:
        print(f"\n  已过保存期限 past what is kept: {tally.past:,}")
        print("    导入后当晚删除其联系方式或内容；要保留的，先改保存期限")
        print("    the night after the import erases their contacts or words; set first what is to be kept longer")
    if tally.errors:
        print(f"\n  有误的行 bad rows: {tally.errors}\n  改好后单独导入 · mend them and import that file by itself")
    if not is_trial and not tally.batch:
        print("  没有新的行 · Nothing in it is new")
    if tally.is_stopped:
        print("  已停下 · Stopped; --resume 继续 goes on")


def _tell_faults(title: str, tally: Tally, counted: list[tuple[str, int]]) -> None:
    if counted:
        print(f"\n  {title}")
    for code, count in counted:
        examples = tally.examples[code]
        rows = ", ".join(str(row) for row, _ in examples) + (" …" if count > len(examples) else "")
        print(f"    {count:,} × {examples[0][1].sentence()}\n      行 rows: {rows}")
        for _, fault in examples[: 3 if code not in tally.names else 0]:
            print(f"      {fault.column}: {fault.value}" if fault.value else f"      {fault.column}")
        for word, times in tally.names[code].most_common(20):
            print(f"      {word}  × {times:,}")


@contextlib.contextmanager
def _stopping() -> Iterator[Callable[[], bool]]:
    """Ctrl-C ends it after the chunk that is under way; a second one at once."""
    asked: list[int] = []

    def hear(number: int, frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        print("这一批完成后停下 · Stopping after this chunk …", file=sys.stderr, flush=True)

    before = {number: signal.signal(number, hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
