"""An offer to join a case that somebody reported before: sealed, so that it tells nothing and cannot be made up, and
good for half an hour. Pure."""

import base64
import hashlib
import hmac
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken

SECONDS_GOOD = 1800
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Offered:
    """Which case was offered, and whether that was too long ago."""

    case_id: int
    number: str
    is_old: bool = False


def seal(secret: str, offered: Offered, at: int) -> str:
    """The offer as it is handed out at this second."""
    return _box(secret).encrypt_at_time(f"{offered.case_id} {offered.number}".encode(), at).decode()


def unseal(secret: str, sealed: str, at: int) -> Offered | None:
    """What was offered; None for what is no offer of ours."""
    try:
        told = _box(secret).decrypt(sealed.encode()).decode()
        made_at = _box(secret).extract_timestamp(sealed.encode())
    except (InvalidToken, UnicodeError):
        return None
    case_id, _, number = told.partition(" ")
    return Offered(int(case_id), number, is_old=at - made_at > SECONDS_GOOD)


def _box(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hmac.new(secret.encode(), b"offer", hashlib.sha256).digest()))
