"""Sealed streams."""

import io
import secrets

import pytest

from linli.ops import sealed
from linli.ops.sealed import BrokenSealError

KEY, OTHER = b"k" * 32, b"o" * 32


def shut(content: bytes, label: str = "20260302/database") -> bytes:
    target = io.BytesIO()
    sealed.seal(io.BytesIO(content), target, KEY, label)
    return target.getvalue()


def opened(content: bytes, key: bytes = KEY, label: str = "20260302/database") -> bytes:
    return b"".join(sealed.unseal(io.BytesIO(content), key, label))


@pytest.mark.parametrize("size", [0, 1, sealed.PIECE - 1, sealed.PIECE, sealed.PIECE + 1, 3 * sealed.PIECE])
def test_what_was_sealed_comes_out_as_it_was(size: int) -> None:
    content = secrets.token_bytes(size)
    assert opened(shut(content)) == content


def test_the_content_does_not_show() -> None:
    assert b"13800000000" not in shut(b"13800000000" * 100)


@pytest.mark.parametrize("cut", [0, 3, len(sealed.MAGIC) + 20, -1, -100, -(sealed.PIECE // 2)])
def test_a_cut_is_noticed_wherever_it_is(cut: int) -> None:
    with pytest.raises(BrokenSealError):
        opened(shut(secrets.token_bytes(2 * sealed.PIECE))[:cut])


def test_a_cut_between_two_pieces_is_noticed() -> None:
    whole = shut(secrets.token_bytes(2 * sealed.PIECE))
    start = len(sealed.MAGIC) + sealed.SALT
    (length,) = sealed.LENGTH.unpack(whole[start : start + 4])
    with pytest.raises(BrokenSealError, match="cut"):
        opened(whole[: start + 4 + length])


@pytest.mark.parametrize("at", [5, len(sealed.MAGIC) + 2, len(sealed.MAGIC) + 17, 100, -1])
def test_one_changed_bit_is_noticed(at: int) -> None:
    changed = bytearray(shut(b"a report" * 1000))
    changed[at] ^= 1
    with pytest.raises(BrokenSealError):
        opened(bytes(changed))


def test_another_key_another_part_and_more_at_the_end_are_noticed() -> None:
    with pytest.raises(BrokenSealError):
        opened(shut(b"x"), key=OTHER)
    with pytest.raises(BrokenSealError):
        opened(shut(b"x"), label="20260303/database")
    with pytest.raises(BrokenSealError):
        opened(shut(b"x") + b"y")
