"""Sealed streams: encrypted and authenticated in pieces, so that a change, a cut or another key is noticed.

    magic · salt (16) · pieces; each is length (4) · AES-256-GCM of a piece

The key of a stream comes from the key of the backups and the salt by HKDF. A piece's nonce is its number and whether
it is the last; the label (which backup, which part) is authenticated with each, so parts cannot be exchanged.
"""

import secrets
import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"LINLI-SEALED-1\n"
SALT = 16
PIECE = 1 << 20
LENGTH = struct.Struct(">I")
NONCE = struct.Struct(">3xQB")
# A piece that zlib could not make smaller grows by a few bytes, and by the tag of AES-GCM.
LONGEST = PIECE + PIECE // 100 + 64


class BrokenSealError(Exception):
    """The stream is not what was sealed: cut, changed, or sealed with another key."""


def seal(source: IO[bytes], target: IO[bytes], key: bytes, label: str) -> None:
    """Writes all of the source, sealed."""
    salt = secrets.token_bytes(SALT)
    cipher = _cipher(key, salt)
    target.write(MAGIC + salt)
    for number, piece, is_last in _numbered(_pieces(source)):
        packed = zlib.compress(piece, 1)
        shut = cipher.encrypt(NONCE.pack(number, is_last), packed, label.encode())
        target.write(LENGTH.pack(len(shut)) + shut)


def unseal(source: IO[bytes], key: bytes, label: str) -> Iterator[bytes]:
    """What was sealed, piece by piece. Raises BrokenSealError; only what came before the break has been given."""
    if source.read(len(MAGIC)) != MAGIC:
        raise BrokenSealError("this is no sealed file")
    cipher = _cipher(key, source.read(SALT))
    number, is_last = 0, False
    while not is_last:
        head = source.read(LENGTH.size)
        if len(head) < LENGTH.size:
            raise BrokenSealError("it was cut")
        (length,) = LENGTH.unpack(head)
        shut = source.read(length) if length <= LONGEST else b""
        if len(shut) < length:
            raise BrokenSealError("it was cut or changed")
        piece, is_last = _open(cipher, number, shut, label)
        yield piece
        number += 1
    if source.read(1):
        raise BrokenSealError("something was added at its end")


def _open(cipher: AESGCM, number: int, shut: bytes, label: str) -> tuple[bytes, bool]:
    """A piece, and whether it is the last."""
    for is_last in (False, True):
        try:
            packed = cipher.decrypt(NONCE.pack(number, is_last), shut, label.encode())
        except InvalidTag:
            continue
        return zlib.decompress(packed), is_last
    raise BrokenSealError("it was changed, or sealed with another key")


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"linli backup").derive(key))


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    """Whole pieces, also from a pipe, which hands out less at a time."""
    waiting = bytearray()
    while got := source.read(PIECE):
        waiting += got
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
    yield bytes(waiting)


def _numbered(pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """Each with its number and whether it is the last."""
    number, before = 0, None
    for piece in pieces:
        if before is not None:
            yield number, before, False
            number += 1
        before = piece
    yield number, before or b"", True
