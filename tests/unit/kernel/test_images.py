"""Photos from strangers come back as pixels only, upright and small, or are refused for the right reason."""

import io
import random
import signal
import struct
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from linli.kernel import images
from linli.kernel.images import BrokenImage, DecodersBusy, ImageTooLarge, Limits, Sanitised, UnsupportedImage

TURNS: list[Path] = []
SECRET = b"30.3782N-120.0215E-LIMING"
ORIENTATION, GPS, ARTIST = 0x0112, 0x8825, 0x013B
DRAWING_SEGMENTS = {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}


@pytest.fixture(scope="module", autouse=True)
def turns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the decoders take turns."""
    TURNS.append(tmp_path_factory.mktemp("turns"))
    return TURNS[-1]


def sanitise(data: bytes, limits: Limits = images.LIMITS) -> Sanitised:
    return images.sanitise(data, TURNS[-1], limits)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(mode: str = "RGB", size: tuple[int, int] = (64, 32)) -> Image.Image:
    """Blue with a red quarter at the top left."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    return image.convert(mode)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(sanitise(data).data))
    image.load()
    return image


def corner(image: Image.Image) -> str:
    """Where the red quarter is."""
    width, height = image.size
    spots = {"top left": (3, 3), "top right": (width - 4, 3), "bottom left": (3, height - 4)}
    spots["bottom right"] = (width - 4, height - 4)
    (found,) = [name for name, spot in spots.items() if image.getpixel(spot)[0] > 180]  # type: ignore[index]
    return found


def segments(jpeg: bytes) -> set[int]:
    """The markers up to the pixels; nothing may follow the end of the image."""
    assert jpeg.endswith(b"\xff\xd9")
    found, at = set(), 2
    while 0xDA not in found:
        assert jpeg[at] == 0xFF
        found.add(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


def exif_with_secret(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[ARTIST] = SECRET.decode()
    exif.get_ifd(GPS).update({1: "N", 2: (30.0, 22.0, 41.5), 29: SECRET.decode()})
    return exif


def png_chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def png_of_size(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", pixels) + png_chunk(b"IEND", b"")


def png_with_secrets() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", SECRET.decode())
    notes.add_itxt("Description", SECRET.decode())
    notes.add_text("Comment", SECRET.decode(), zip=True)
    return encoded(photo(), "PNG", pnginfo=notes, exif=exif_with_secret(), icc_profile=SECRET)


def jpeg_with_segment(marker: int, content: bytes) -> bytes:
    jpeg = encoded(photo(), "JPEG")
    return jpeg[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content + jpeg[2:]


WITH_SECRETS: dict[str, Callable[[], bytes]] = {
    "EXIF with a place": lambda: encoded(photo(), "JPEG", exif=exif_with_secret()),
    "XMP": lambda: jpeg_with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>" + SECRET + b"</x>"),
    "IPTC": lambda: jpeg_with_segment(0xED, b"Photoshop 3.0\0008BIM\x04\x04\0\0\0\0\0\x20" + SECRET),
    "a comment": lambda: encoded(photo(), "JPEG", comment=SECRET),
    "a colour profile": lambda: encoded(photo(), "JPEG", icc_profile=b"\0" * 128 + SECRET),
    "a second picture (MPF)": lambda: encoded(photo(), "MPO", save_all=True, append_images=[photo()], comment=SECRET),
    "an archive behind the end": lambda: encoded(photo(), "JPEG") + b"PK\x03\x04" + SECRET,
    "a page behind the end": lambda: encoded(photo(), "PNG") + b"<script>" + SECRET + b"</script>",
    "PNG texts, eXIf and iCCP": png_with_secrets,
    "WebP with EXIF and XMP": lambda: encoded(photo(), "WEBP", exif=exif_with_secret(), xmp=SECRET),
}

UNSUPPORTED = {
    "nothing": b"",
    "GIF": encoded(photo(), "GIF"),
    "BMP": encoded(photo(), "BMP"),
    "TIFF": encoded(photo(), "TIFF"),
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a page named .jpg": b"<!doctype html><script>alert(1)</script>",
    "HEIC": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64),
    "PDF": b"%PDF-1.7\n",
    "a GIF that is a script": b"GIF89a/*" + bytes(64) + b"*/=1;alert(1)",
    "a RIFF that is no WebP": b"RIFF\x24\0\0\0WAVEfmt " + bytes(24),
}

BROKEN = {
    "a JPEG cut short": encoded(photo(size=(640, 480)), "JPEG")[:900],
    "a PNG cut short": encoded(Image.effect_noise((300, 300), 50), "PNG")[:5000],
    "a WebP cut short": encoded(photo(size=(640, 480)), "WEBP", lossless=True)[:60],
    "a signature and nothing more": b"\xff\xd8\xff\xe0",
    "a JPEG signature before a page": b"\xff\xd8\xff<script>alert(1)</script>",
    "a PNG signature before noise": b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(400),
    "a PNG of no width": png_of_size(0, 10),
    "a PNG with pixels missing": png_of_size(500, 500),
}


class TestWhatComesBack:
    @pytest.mark.parametrize("make", WITH_SECRETS.values(), ids=WITH_SECRETS)
    def test_a_planted_secret_is_gone(self, make: Callable[[], bytes]) -> None:
        data = make()
        assert SECRET in data
        result = sanitise(data)
        assert SECRET not in result.data
        assert segments(result.data) <= DRAWING_SEGMENTS
        assert (result.content_type, result.width, result.height) == ("image/jpeg", 64, 32)

    @pytest.mark.parametrize(
        ("orientation", "where"),
        [
            (1, "top left"),
            (2, "top right"),
            (3, "bottom right"),
            (4, "bottom left"),
            (5, "top left"),
            (6, "top right"),
            (7, "bottom right"),
            (8, "bottom left"),
        ],
    )
    def test_it_is_upright(self, orientation: int, where: str) -> None:
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        image = opened(encoded(photo(), "JPEG", exif=exif))
        assert corner(image) == where
        assert image.size == ((64, 32) if orientation < 5 else (32, 64))

    def test_a_broken_orientation_does_not_lose_the_photo(self) -> None:
        jpeg = jpeg_with_segment(0xE1, b"Exif\0\0II*\0" + b"\xff" * 40)
        assert opened(jpeg).size == (64, 32)

    @pytest.mark.parametrize(
        ("size", "expected"),
        [
            ((4000, 3000), (2048, 1536)),
            ((1000, 6000), (341, 2048)),
            ((2048, 100), (2048, 100)),
            ((9000, 2), (2048, 1)),
        ],
    )
    def test_it_is_at_most_2048_pixels_an_edge(self, size: tuple[int, int], expected: tuple[int, int]) -> None:
        result = sanitise(encoded(photo(size=size), "JPEG"))
        assert (result.width, result.height) == expected
        assert opened(encoded(photo(size=size), "JPEG")).size == expected

    @pytest.mark.parametrize(
        ("mode", "kind"),
        [("CMYK", "JPEG"), ("L", "JPEG"), ("RGBA", "PNG"), ("P", "PNG"), ("LA", "PNG"), ("RGBA", "WEBP")],
    )
    def test_every_colour_mode_becomes_rgb(self, mode: str, kind: str) -> None:
        image = opened(encoded(photo(mode), kind))
        assert image.mode == "RGB"
        assert image.size == (64, 32)
        if mode not in ("L", "LA"):
            assert corner(image) == "top left"

    def test_a_grey_of_sixteen_bits_keeps_its_shade(self) -> None:
        shade = opened(encoded(Image.new("I;16", (40, 40), 32768), "PNG")).getpixel((20, 20))
        assert all(120 < value < 136 for value in shade)  # type: ignore[union-attr]

    def test_transparent_parts_become_white(self) -> None:
        image = opened(encoded(Image.new("RGBA", (40, 40), (255, 0, 0, 0)), "PNG"))
        assert image.getpixel((20, 20)) == (255, 255, 255)

    def test_of_an_animation_the_first_frame_is_kept(self) -> None:
        frames = [photo(), Image.new("RGB", (64, 32), "green"), Image.new("RGB", (64, 32), "black")]
        for kind in ("WEBP", "PNG"):
            data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
            assert corner(opened(data)) == "top left"


class TestWhatIsRefused:
    @pytest.mark.parametrize("data", UNSUPPORTED.values(), ids=UNSUPPORTED)
    def test_other_formats_are_unsupported(self, data: bytes) -> None:
        with pytest.raises(UnsupportedImage):
            sanitise(data)

    @pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
    def test_what_only_begins_like_an_image_is_broken(self, data: bytes) -> None:
        with pytest.raises(BrokenImage):
            sanitise(data)

    @pytest.mark.parametrize("size", [(13_300, 13_300), (60_000, 60_000), (2**31 - 1, 2), (8_000, 5_001)])
    def test_a_header_with_too_many_pixels_is_too_large_before_anything_is_decoded(self, size: tuple[int, int]) -> None:
        with pytest.raises(ImageTooLarge):
            sanitise(png_of_size(*size))

    def test_too_many_bytes_are_too_large(self) -> None:
        with pytest.raises(ImageTooLarge):
            sanitise(bytes(101), Limits(size=100))

    def test_a_photo_that_needs_too_much_memory_is_too_large(self) -> None:
        with pytest.raises(ImageTooLarge):
            sanitise(encoded(photo(size=(4000, 4000)), "PNG"), Limits(memory=64 * 1024 * 1024))

    def test_a_photo_at_which_the_processor_worked_too_long_is_too_large(self, monkeypatch: pytest.MonkeyPatch) -> None:
        ended = subprocess.CompletedProcess([], -signal.SIGKILL, b"")
        monkeypatch.setattr(subprocess, "run", lambda *_, **options: ended)
        with pytest.raises(ImageTooLarge):
            sanitise(encoded(photo(), "JPEG"))

    def test_a_photo_that_a_slow_machine_did_not_finish_may_be_sent_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def late(*_: object, **options: object) -> None:
            raise subprocess.TimeoutExpired("decoder", 3)

        monkeypatch.setattr(subprocess, "run", late)
        with pytest.raises(DecodersBusy):
            sanitise(encoded(photo(), "JPEG"))


class TestTheChild:
    def test_it_sees_nothing_of_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        given: dict[str, object] = {}
        monkeypatch.setenv("DATABASE_URL", "secret")
        run = subprocess.run

        def noted(*args: object, **options: object) -> object:
            given.update(options)
            return run(*args, **options)  # type: ignore[call-overload]

        monkeypatch.setattr(subprocess, "run", noted)
        sanitise(encoded(photo(), "JPEG"))
        assert given["env"] == {"MALLOC_ARENA_MAX": "1"}

    def test_only_two_work_at_once_and_who_waits_too_long_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        at_work, most, lock = 0, 0, threading.Lock()

        def slow(*_: object, **options: object) -> subprocess.CompletedProcess[bytes]:
            nonlocal at_work, most
            with lock:
                at_work += 1
                most = max(most, at_work)
            time.sleep(0.05)
            with lock:
                at_work -= 1
            return subprocess.CompletedProcess([], 0, bytes(8))

        monkeypatch.setattr(subprocess, "run", slow)
        data = encoded(photo(), "JPEG")
        with ThreadPoolExecutor(8) as pool:
            assert len(list(pool.map(sanitise, [data] * 8))) == 8
        assert most == 2
        with ThreadPoolExecutor(8) as pool:
            waiting = [pool.submit(sanitise, data, Limits(patience=0.01)) for _ in range(8)]
            assert any(isinstance(each.exception(), DecodersBusy) for each in waiting)

    def test_its_code_knows_neither_django_nor_the_rest_of_the_house(self) -> None:
        loaded = f"import runpy, sys; runpy.run_path({images.__file__!r}); print('django' in sys.modules)"
        assert subprocess.check_output([sys.executable, "-I", "-c", loaded], text=True) == "False\n"


@pytest.mark.drill
def test_two_hundred_damaged_photos_are_drawn_or_refused_and_never_crash_the_caller() -> None:
    chance = random.Random(31)
    whole = [make() for make in WITH_SECRETS.values()]
    answers = {"drawn": 0, "refused": 0}
    for number in range(200):
        data = bytearray(whole[number % len(whole)])
        for _ in range(chance.choice((1, 5, 50))):
            data[chance.randrange(12, len(data))] = chance.randrange(256)
        began = time.monotonic()
        try:
            result = sanitise(bytes(data[: chance.randrange(12, len(data) + 1)] if number % 3 == 0 else data))
        except images.ImageRefusedError:
            answers["refused"] += 1
        else:
            answers["drawn"] += 1
            assert SECRET not in result.data
            assert segments(result.data) <= DRAWING_SEGMENTS
        assert time.monotonic() - began < 4
    assert sum(answers.values()) == 200
    assert min(answers.values()) > 20
