"""The installation's secret key."""

import os
import secrets
from pathlib import Path


def secret_key(folder: Path) -> str:
    """The key from the environment, else the one kept in the data folder, which is made on first use."""
    given = os.environ.get("LINLI_SECRET_KEY")
    if given:
        return given
    place = folder / "secret.key"
    if not place.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(place, secrets.token_urlsafe(48))
    return place.read_text().strip()


def _write_once(place: Path, text: str) -> None:
    """Another process may be first; then its key stands. The file appears whole."""
    draft = place.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, place)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
