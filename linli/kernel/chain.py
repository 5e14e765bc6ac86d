"""The one rule of the audit chain, for the action runner that writes it and the verifier that checks a dump.

Every object has its own chain: an entry's digest covers the digest before it, so nothing inside a chain can
change unseen. Checkpoints close the other door, rewriting a chain as a whole or cutting its end: each lists
the heads that grew since the last one, names that one by its fingerprint and is signed. Their witness files
are kept elsewhere.
"""

import base64
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

GENESIS = bytes(32)
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True).encode


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened to one object: its `version` counts 1, 2, 3 without a gap; `data` is canonical JSON
    of ids and keyed digests, never of personal values."""

    object_type: str
    object_id: int
    version: int
    at: datetime
    actor: str
    action: str
    data: str


@dataclass(frozen=True, slots=True)
class Head:
    """The latest entry of one chain, by its digest."""

    object_type: str
    object_id: int
    version: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The heads of the chains that grew since the checkpoint before it, whose fingerprint is `previous`; the
    first is number 1 and follows GENESIS."""

    number: int
    at: datetime
    previous: bytes
    heads: tuple[Head, ...]


def canonical(data: Mapping[str, object]) -> str:
    """The one JSON text for these values. Raises ValueError for what JSON cannot hold exactly: NaN, keys that
    are not text, half surrogates, objects of other types."""
    _must_be_json(data)
    text = _encode(data)
    text.encode()
    return text


def digest(previous: bytes, entry: Entry) -> bytes:
    """SHA-256 over the digest before it (GENESIS for version 1) and the entry as a JSON array, so that no two
    different entries are the same bytes."""
    if len(previous) != len(GENESIS):
        raise ValueError("A chain continues from a digest of 32 bytes.")
    fields = [
        entry.object_type,
        entry.object_id,
        entry.version,
        _instant(entry.at),
        entry.actor,
        entry.action,
        entry.data,
    ]
    return sha256(previous + _encode(fields).encode()).digest()


def document(checkpoint: Checkpoint) -> bytes:
    """The bytes that are signed."""
    heads = sorted([h.object_type, h.object_id, h.version, h.digest.hex()] for h in checkpoint.heads)
    fields = {
        "at": _instant(checkpoint.at),
        "heads": heads,
        "number": checkpoint.number,
        "previous": checkpoint.previous.hex(),
    }
    return _encode(fields).encode()


def read_document(content: bytes) -> Checkpoint:
    """The checkpoint that `document` wrote. Raises ValueError for anything else."""
    try:
        fields = json.loads(content)
        heads = tuple(Head(str(t), int(i), int(v), bytes.fromhex(d)) for t, i, v, d in fields["heads"])
        at, previous = datetime.fromisoformat(fields["at"]), bytes.fromhex(fields["previous"])
        found = Checkpoint(int(fields["number"]), at, previous, heads)
    except (KeyError, TypeError, ValueError) as problem:
        raise ValueError("This is not a checkpoint.") from problem
    if document(found) != content:
        raise ValueError("This is not a checkpoint in its one form.")
    return found


def fingerprint(content: bytes) -> bytes:
    """What the next checkpoint gives as its `previous`."""
    return sha256(content).digest()


def sign(content: bytes, private_key: Ed25519PrivateKey) -> bytes:
    """The Ed25519 signature of a checkpoint's document."""
    return private_key.sign(content)


def check(content: bytes, signature: bytes, public_key: Ed25519PublicKey) -> bool:
    """Whether this signature was made over this document by the key's owner."""
    try:
        public_key.verify(signature, content)
    except InvalidSignature:
        return False
    return True


def witness_name(number: int) -> str:
    """The file name of a checkpoint's witness."""
    return f"{number:08d}.json"


def witness(content: bytes, signature: bytes) -> bytes:
    """A checkpoint's witness file: its document and signature."""
    fields = {"document": content.decode(), "signature": base64.b64encode(signature).decode()}
    return _encode(fields).encode() + b"\n"


def read_witness(file: bytes) -> tuple[bytes, bytes]:
    """Document and signature of a witness file, unchecked. Raises ValueError when it is none."""
    try:
        fields = json.loads(file)
        return fields["document"].encode(), base64.b64decode(fields["signature"], validate=True)
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise ValueError("This is not a witness file.") from problem


def load_or_create_key(path: Path) -> Ed25519PrivateKey:
    """The signing key in this file, made on first use, also when several processes come first at once. Its
    public half lies beside it with the suffix `.pub`. Raises PermissionError when others may read the key."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = Ed25519PrivateKey.generate()
        _write_once(path, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    if path.stat().st_mode & 0o077:
        raise PermissionError(f"Others may read {path}; run: chmod 600 {path}")
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} holds no Ed25519 key.")
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _write_once(path.with_suffix(".pub"), public)
    return key


def load_public_key(path: Path) -> Ed25519PublicKey:
    """The key that checks signatures. Raises OSError, or ValueError when the file holds none."""
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError(f"{path} holds no Ed25519 key.")
    return key


def _write_once(path: Path, content: bytes) -> None:
    """Makes the whole file appear, readable by its owner; leaves one that is already there."""
    if path.exists():
        return
    handle, draft = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    os.unlink(draft)


def _instant(at: datetime) -> str:
    if at.utcoffset() is None:
        raise ValueError("An instant needs its time zone.")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _must_be_json(value: object) -> None:
    if value is None or isinstance(value, str | int | float):
        return
    if isinstance(value, list | tuple):
        for item in value:
            _must_be_json(item)
        return
    if not isinstance(value, dict):
        raise ValueError(f"An audit entry cannot hold {type(value).__name__}.")
    for key, item in value.items():
        if not isinstance(key, str):
            raise ValueError("The keys of an audit entry are text.")
        _must_be_json(item)
