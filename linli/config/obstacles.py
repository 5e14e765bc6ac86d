"""What the machine throws at a command, as a sentence with its remedy."""

import errno
import os
import pwd

from django.db import InterfaceError, OperationalError

from linli.ops.errors import OperationError

DATABASE_ERRORS = (OperationalError, InterfaceError)

# What the server says when it goes on, but could not do this.
BUSY = {"57014", "55P03", "40P01", "40001", "53300"}
DISK_FULL = "53100"
MAKE_ROOM = "df -h，腾出空间后再试 · make room, then repeat"
ON_FILES = {
    errno.ENOENT: (
        "没有这个文件或文件夹 · No such file or folder",
        "核对名称，文件夹须先建好 · check the name; its folder must be there",
    ),
    errno.EISDIR: ("这是文件夹，不是文件 · A folder, not a file", "另指文件名 · name a file"),
    errno.EEXIST: ("已有同名文件 · Something of this name is there already", "另取名称 · choose another name"),
    errno.ENOTDIR: ("这是文件，不是文件夹 · A file, not a folder", "另指文件夹 · name a folder"),
    errno.EROFS: ("磁盘只读 · The disk is read-only", "另指位置 · name another place"),
    errno.ENOSPC: ("磁盘已满 · The disk is full", MAKE_ROOM),
    errno.EDQUOT: ("磁盘配额已满 · The quota of the disk is used up", MAKE_ROOM),
}


def told(error: Exception) -> OperationError | None:
    """The sentence, or None for what is no matter of the machine but a fault in the program."""
    if isinstance(error, DATABASE_ERRORS):
        return _of_database(error)
    if isinstance(error, PermissionError):
        return OperationError(f"无权读写 · May not be read or written: {error.filename}", f"let {_user()} do so")
    if isinstance(error, OSError) and error.errno in ON_FILES:
        what, remedy = ON_FILES[error.errno]
        name = error.filename2 or error.filename
        return OperationError(f"{what}: {name}" if name else what, remedy)
    return None


def _of_database(error: Exception) -> OperationError:
    state = getattr(error.__cause__, "sqlstate", None)
    if state == DISK_FULL:
        return OperationError("数据库的磁盘已满 · The disk of the database is full", MAKE_ROOM)
    if state in BUSY:
        return OperationError("数据库正忙 · The database is too busy", "稍后再试 · repeat when less is going on")
    line = next(iter(str(error).splitlines()), "")
    return OperationError(
        f"数据库无应答 · The database does not answer: {line}",
        "启动数据库，核对 DATABASE_URL 后再试 · start it, check DATABASE_URL, then repeat",
    )


def _user() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"user {os.getuid()}"
