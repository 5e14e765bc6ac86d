"""The key of the backups: made once, kept apart from them."""

import base64
import binascii
import os
import secrets
from pathlib import Path

from linli.ops.errors import OperationError

KEY_BYTES = 32
NAME = "backup.key"


def place(data: Path) -> Path:
    """Where the key lies: the file that LINLI_BACKUP_KEY names, else in the data folder."""
    named = os.environ.get("LINLI_BACKUP_KEY")
    return Path(named) if named else data / NAME


def load_or_create(path: Path) -> bytes:
    """The key in this file, made on first use, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() + "\n")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
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
