"""Photos from strangers: drawn anew by a child process that has little memory, little time and no secrets.

What comes back is a fresh JPEG of at most 2,048 pixels an edge that holds pixels and nothing else: no place,
no device, no preview. Transparent parts become white. The original is never kept.
"""

import fcntl
import io
import json
import os
import resource
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

from PIL import Image, ImageOps

SIGNATURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
CONTENT_TYPE = "image/jpeg"
QUALITY = 85
AT_ONCE = 2
LOOK_SECONDS = 0.02
UNSUPPORTED, TOO_LARGE, BROKEN = 3, 4, 5
_turns = threading.BoundedSemaphore(AT_ONCE)


class ImageRefusedError(Exception):
    """This photo cannot be taken."""


class UnsupportedImage(ImageRefusedError):
    """Neither JPEG nor PNG nor WebP."""


class ImageTooLarge(ImageRefusedError):
    """More bytes, pixels, memory or work than a photo may cost."""


class BrokenImage(ImageRefusedError):
    """The bytes begin like an image and are none."""


class DecodersBusy(ImageRefusedError):
    """Too many photos are being decoded, or the machine has too much else to do; it may be tried again."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one photo may cost: `seconds` are the processor's, `patience` the wait for a turn and then for the end."""

    size: int = 20 * 1024 * 1024
    pixels: int = 40_000_000
    edge: int = 2048
    memory: int = 300 * 1024 * 1024
    seconds: int = 3
    patience: float = 10.0


@dataclass(frozen=True, slots=True)
class Sanitised:
    """The photo as it may be kept."""

    data: bytes
    content_type: str
    width: int
    height: int


LIMITS = Limits()


def sanitise(data: bytes, turns: Path, limits: Limits = LIMITS) -> Sanitised:
    """Draws the photo anew, at most two at once of all processes that name the same folder of `turns`. Raises
    UnsupportedImage, ImageTooLarge, BrokenImage, or DecodersBusy when its turn or its end did not come in time: that
    says nothing about the photo."""
    if len(data) > limits.size:
        raise ImageTooLarge
    if not _format_of(data):
        raise UnsupportedImage
    try:
        with _turn(turns, limits.patience) as turn:
            child = subprocess.run(
                [sys.executable, "-I", "-B", __file__, json.dumps(asdict(limits))],
                input=data,
                capture_output=True,
                timeout=limits.patience,
                env={"MALLOC_ARENA_MAX": "1"},
                # It has the turn until it ends, even if this process is killed.
                pass_fds=[turn],
                check=False,
            )
    except subprocess.TimeoutExpired as late:
        raise DecodersBusy from late
    return _result(child)


@contextmanager
def _turn(folder: Path, patience: float) -> Iterator[int]:
    """A lock on one of the files that stand for the turns. Raises DecodersBusy when none becomes free in time."""
    end = time.monotonic() + patience
    if not _turns.acquire(timeout=patience):
        raise DecodersBusy
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        while (turn := _free(folder)) is None:
            if time.monotonic() > end:
                raise DecodersBusy
            time.sleep(LOOK_SECONDS)
        try:
            yield turn
        finally:
            os.close(turn)
    finally:
        _turns.release()


def _free(folder: Path) -> int | None:
    for number in range(AT_ONCE):
        turn = os.open(folder / str(number), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(turn)
        else:
            return turn
    return None


def _result(child: subprocess.CompletedProcess[bytes]) -> Sanitised:
    if child.returncode == UNSUPPORTED:
        raise UnsupportedImage
    if child.returncode == TOO_LARGE or child.returncode < 0:
        raise ImageTooLarge
    if child.returncode:
        raise BrokenImage
    width, height = (int.from_bytes(child.stdout[at : at + 4], "big") for at in (0, 4))
    return Sanitised(child.stdout[8:], CONTENT_TYPE, width, height)


def _format_of(data: bytes) -> str | None:
    """The decoder that the first bytes ask for."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return next((name for start, name in SIGNATURES.items() if data.startswith(start)), None)


def _child(limits: Limits) -> NoReturn:
    """The other process: reads a photo, writes width, height and a JPEG, or ends with the reason."""
    for kind, amount in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (amount, amount))
    try:
        photo = _drawn_anew(sys.stdin.buffer.read(), limits)
    except (MemoryError, Image.DecompressionBombError):
        sys.exit(TOO_LARGE)
    except Exception:
        # Decoders fail on hostile bytes in every way there is; whatever it was, these are no image.
        sys.exit(BROKEN)
    sys.stdout.buffer.write(photo.width.to_bytes(4, "big") + photo.height.to_bytes(4, "big"))
    photo.save(sys.stdout.buffer, "JPEG", quality=QUALITY)
    sys.exit(0)


def _drawn_anew(data: bytes, limits: Limits) -> Image.Image:
    """The pixels of the first frame, upright and small, on a fresh white ground: nothing else comes along."""
    warnings.simplefilter("ignore")
    image = Image.open(io.BytesIO(data), formats=[_format_of(data) or ""])
    if image.width * image.height > limits.pixels:
        raise Image.DecompressionBombError
    small = _upright(_reduced(image, limits.edge))
    ground = Image.new("RGB", small.size, "white")
    if small.has_transparency_data:
        small = small.convert("RGBA")
        ground.paste(small, mask=small.getchannel("A"))
    else:
        ground.paste(small.convert("RGB"))
    return ground


def _reduced(image: Image.Image, edge: int) -> Image.Image:
    """At most `edge` pixels long and wide. Where the good filter would copy all pixels, a coarse one goes
    first."""
    if image.mode not in ("RGB", "L", "CMYK"):
        image.thumbnail((2 * edge, 2 * edge), Image.Resampling.NEAREST)
        is_deep = image.mode.startswith("I")
        image = _eight_bits(image) if is_deep else image.convert("RGBA")
    image.thumbnail((edge, edge), reducing_gap=1.0)
    return image


def _eight_bits(image: Image.Image) -> Image.Image:
    """A grey image of 16 bits, which a plain conversion would turn white."""
    return image.convert("I").point(lambda level: level * (1 / 256)).convert("L")


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:
        # A broken note of the orientation is no reason to lose the photo.
        return image


if __name__ == "__main__":
    _child(Limits(**json.loads(sys.argv[1])))
