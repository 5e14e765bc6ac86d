"""The key of the backups: made once, kept apart from them."""

import base64
import binascii
import os
import secrets
from contextlib import suppress
from pathlib import Path

from linli.ops.errors import OperationError

KEY_BYTES = 32
NAME = "backup.key"


def place(data: Path) -> Path:
    """Where the key lies: the file that LINLI_BACKUP_KEY names, else in the data folder."""
    named = os.environ.get("LINLI_BACKUP_KEY")
    return Path(named) if named else data / NAME


def create(path: Path) -> None:
    """A key in this file, readable by its owner only; what is there already stays, even where it cannot be read.
    Raises OperationError when none can be made."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.touch(mode=0o600)
        draft.write_text(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() + "\n")
        with suppress(FileExistsError):
            os.link(draft, path)
    except OSError as error:
        raise OperationError(
            f"无法生成备份密钥 · No backup key can be made in {path}: {error.strerror}",
            "make the file as docs/install.md says, or name another one in LINLI_BACKUP_KEY",
        ) from error
    finally:
        with suppress(OSError):
            draft.unlink()


def load_or_create(path: Path) -> bytes:
    """The key in this file, made on first use. Raises OperationError as `create` and `load` do."""
    create(path)
    return load(path)


def load(path: Path) -> bytes:
    """Raises OperationError when there is no key in this file."""
    try:
        key = base64.b64decode(path.read_text().strip(), validate=True)
    except OSError as error:
        raise OperationError(
            f"没有备份密钥 · No backup key in {path}: {error.strerror}",
            "put the key that the backup was made with there, or name its file in LINLI_BACKUP_KEY",
        ) from error
    except (binascii.Error, UnicodeDecodeError) as error:
        raise OperationError(
            f"不是备份密钥 · {path} holds no backup key", "name another file in LINLI_BACKUP_KEY"
        ) from error
    if len(key) != KEY_BYTES:
        raise OperationError(f"不是备份密钥 · {path} holds no backup key", "name another file in LINLI_BACKUP_KEY")
    return key
