"""Three hundred pictures that nobody should send: each with words that must not come out of it again."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from PIL import Image, PngImagePlugin

from tests.unit.kernel.test_images import (
    BROKEN,
    SECRET,
    UNSUPPORTED,
    WITH_SECRETS,
    encoded,
    exif_with_secret,
    jpeg_with_segment,
    photo,
    png_chunk,
    png_of_size,
)

TAKEN, REFUSED = frozenset({201}), frozenset({413, 415, 422})
EITHER = TAKEN | REFUSED
CORNERS = ("top left", "top right", "bottom right", "bottom left")
CUTS, DAMAGED = 16, 60
XP_COMMENT = 0x9C9C
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Sent:
    """One picture, how it may be answered, and where its red quarter must be when it comes back, if that is known."""

    name: str
    data: bytes
    answers: frozenset[int]
    corner: str = ""


def pictures() -> Iterator[Sent]:
    """All of them, the same each time; every one holds the secret somewhere."""
    yield from turned()
    for made, answers in ((speaking, TAKEN), (shaped, TAKEN), (foreign, REFUSED), (bombs, EITHER)):
        yield from (Sent(name, data, answers) for name, data in made())
    yield from (Sent(name, data, frozenset({422})) for name, data in _each(BROKEN))
    yield from cut_short()
    yield from damaged()


def _each(known: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    return ((name, data + SECRET) for name, data in known.items())


def turned() -> Iterator[Sent]:
    """A note says how each is to be turned."""
    for kind in ("JPEG", "PNG", "WEBP"):
        for orientation, corner in enumerate(CORNERS * 2, start=1):
            exif = exif_with_secret(orientation)
            exif[XP_COMMENT] = SECRET.decode().encode("utf-16-le")
            yield Sent(f"{kind} turned by {orientation}", encoded(photo(), kind, exif=exif), TAKEN, corner)


def speaking() -> Iterator[tuple[str, bytes]]:
    """Proper pictures with words beside the pixels, and other files behind their end."""
    yield from ((name, make()) for name, make in WITH_SECRETS.items())
    for marker in range(0xE0, 0xF0):
        yield f"a segment {marker:X}", jpeg_with_segment(marker, b"Secret\0" + SECRET)
    for number, said in enumerate((b"<?php ", b"<script>", b"%PDF-1.7 ", b"*/=1;alert(1)/*", b"\0" * 60_000)):
        yield f"a comment {number}", jpeg_with_segment(0xFE, said + SECRET)
    yield "a preview inside the EXIF", encoded(photo(), "JPEG", exif=_preview())
    yield "a thousand comments", _many(jpeg_with_segment(0xFE, SECRET))
    for name in ("tEXt", "zTXt", "iTXt", "tIME", "prVt", "sPLT", "hIST", "gIFx", "vpAg", "caBX", "meTa"):
        yield f"a PNG with {name}", _png_with(name.encode(), _text_of(name.encode()))
    for chunk in (b"ICCP", b"XMP ", b"JUNK"):
        yield f"a WebP with {chunk.decode()}", _webp_with(chunk)
    for kind in ("JPEG", "PNG", "WEBP"):
        for behind, tail in TAILS.items():
            yield f"{kind} before {behind}", encoded(photo(), kind) + tail + SECRET


TAILS = {
    "an archive": b"PK\x03\x04\x14\0\0\0\x08\0",
    "a page": b"<html><script>alert(1)</script>",
    "another picture": encoded(photo(), "JPEG", comment=SECRET),
    "a program": b"\x7fELF\x02\x01\x01",
    "a film": b"\0\0\0\x18ftypmp42",
    "zeros": bytes(200_000),
}


def _preview() -> Image.Exif:
    """With a small picture of its own, which speaks too."""
    exif = exif_with_secret()
    small = encoded(photo(), "JPEG", comment=SECRET)
    exif.get_ifd(0x8769)[0x927C] = small  # what makers of cameras keep there
    return exif


def _many(jpeg: bytes) -> bytes:
    segment = b"\xff\xfe" + struct.pack(">H", len(SECRET) + 2) + SECRET
    return jpeg[:2] + segment * 1000 + jpeg[2:]


def _text_of(kind: bytes) -> bytes:
    if kind == b"zTXt":
        return b"Comment\0\0" + zlib.compress(SECRET)
    if kind == b"iTXt":
        return b"Comment\0\0\0\0\0" + SECRET
    return b"Comment\0" + SECRET


def _png_with(kind: bytes, content: bytes, times: int = 1) -> bytes:
    png = encoded(photo(), "PNG")
    head = len(PNG) + 25
    return png[:head] + png_chunk(kind, content) * times + png[head:] + SECRET


def _webp_with(kind: bytes) -> bytes:
    webp = encoded(photo(), "WEBP", exif=exif_with_secret())
    chunk = kind + struct.pack("<I", len(SECRET) + len(SECRET) % 2) + SECRET + b"\0" * (len(SECRET) % 2)
    return webp[:4] + struct.pack("<I", len(webp) - 8 + len(chunk)) + webp[8:] + chunk


def shaped() -> Iterator[tuple[str, bytes]]:
    """Proper pictures of every colour mode and of odd sizes."""
    for mode, kind in (
        *(("CMYK", "JPEG"), ("L", "JPEG"), ("RGB", "JPEG"), ("RGBA", "PNG"), ("P", "PNG"), ("LA", "PNG")),
        *(("1", "PNG"), ("L", "PNG"), ("I;16", "PNG"), ("RGBA", "WEBP"), ("RGB", "WEBP")),
    ):
        image = Image.new("I;16", (64, 32), 32768) if mode == "I;16" else photo(mode)
        # Some modes are written alike; what was sent before is not taken anew.
        yield f"{kind} in {mode}", encoded(image, kind) + SECRET + mode.encode()
    for size in ((1, 1), (1, 5000), (9000, 2), (2048, 2048), (2049, 2047), (4000, 3000), (1000, 6000), (65_000, 3)):
        yield f"of {size[0]} by {size[1]}", encoded(photo(size=size), "JPEG", comment=SECRET)
    yield "progressive", encoded(photo(size=(3000, 2000)), "JPEG", progressive=True, comment=SECRET)
    frames = [Image.new("RGB", (64, 32), (number, 0, 0)) for number in range(100)]
    for kind in ("WEBP", "PNG"):
        yield f"{kind} of a hundred frames", encoded(photo(), kind, save_all=True, append_images=frames) + SECRET


def foreign() -> Iterator[tuple[str, bytes]]:
    """What is no picture, or none of the three kinds, whatever it says it is."""
    yield from _each(UNSUPPORTED)
    for name, start in FOREIGN.items():
        yield name, start + bytes(64) + SECRET
    frames = b"".join(b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0" for _ in range(100_000))
    yield "GIF of 100,000 frames", b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff" + frames + b"\x3b" + SECRET
    yield "SVG that grows", b'<!DOCTYPE s [<!ENTITY a "' + b"a" * 10_000 + b'">]><svg>' + b"&a;" * 1000 + SECRET


FOREIGN = {
    "AVIF": b"\0\0\0\x20ftypavif",
    "HEIF": b"\0\0\0\x20ftypmif1",
    "JPEG XL": b"\xff\x0a",
    "JPEG XL in a box": b"\0\0\0\x0cJXL \r\n\x87\n",
    "JPEG 2000": b"\0\0\0\x0cjP  \r\n\x87\n",
    "a raw JPEG 2000": b"\xff\x4f\xff\x51",
    "PSD": b"8BPS\0\x01",
    "ICO": b"\0\0\x01\0\x01\0",
    "PCX": b"\x0a\x05\x01\x08",
    "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "WMF": b"\xd7\xcd\xc6\x9a",
    "DICOM": bytes(128) + b"DICM",
    "MP4": b"\0\0\0\x18ftypmp42",
    "a program": b"\x7fELF\x02\x01\x01",
    "a script": b"#!/bin/sh\n",
    "an archive": b"PK\x03\x04",
    "packed": b"\x1f\x8b\x08",
    "Java": b"\xca\xfe\xba\xbe",
    "XML": b'<?xml version="1.0"?>',
    "a page behind blanks": b"   \n<html>",
    "MNG": b"\x8aMNG\r\n\x1a\n",
    "PNG without its line ends": b"\x89PNG\n\x1a\n",
    "a JPEG one byte late": b"\0\xff\xd8\xff\xe0",
    "FITS": b"SIMPLE  =",
    "PPM": b"P6 1 1 255\n",
    "FLIF": b"FLIF",
    "TGA": b"\0\0\x02\0\0\0\0\0",
}


def bombs() -> Iterator[tuple[str, bytes]]:
    """Small to send and large to unpack, or long to work at."""
    for size in ((13_300, 13_300), (60_000, 60_000), (2**31 - 1, 2), (8_000, 5_001), (1, 2**31 - 1)):
        yield f"a header of {size[0]} by {size[1]}", png_of_size(*size) + SECRET
    yield "13,300 by 13,300 in grey", _flat(13_300, 13_300, 8, 0)
    yield "13,300 by 13,300 in black and white", _flat(13_300, 13_300, 1, 0)
    for name, depth, colour in (
        ("grey", 8, 0),
        ("colours", 8, 2),
        ("glass", 8, 6),
        ("deep glass", 16, 6),
        ("two", 1, 0),
    ):
        yield f"40 million pixels in {name}", _flat(8000, 5000, depth, colour)
    yield "40 million pixels, woven", _flat(8000, 5000, 8, 2, woven=1)
    plain = Image.effect_noise((2000, 1250), 60).resize((8000, 5000))
    for mode in ("L", "RGB", "CMYK"):
        yield f"40 million pixels as JPEG in {mode}", encoded(plain.convert(mode), "JPEG", quality=50, comment=SECRET)
    yield "40 million pixels as WebP", encoded(Image.new("RGB", (8000, 5000), "red"), "WEBP", method=0) + SECRET
    yield (
        "40 million pixels, progressive",
        encoded(plain.convert("RGB"), "JPEG", quality=50, progressive=True, comment=SECRET),
    )
    yield "a thousand scans", _scans(encoded(plain.convert("L"), "JPEG", quality=20, progressive=True), 1000)
    swollen = zlib.compress(bytes(100_000_000), 9)
    yield "a swollen text", _png_with(b"zTXt", b"Comment\0\0" + swollen)
    yield "a swollen text in words", _png_with(b"iTXt", b"Comment\0\1\0\0\0" + swollen)
    yield "a swollen profile", _png_with(b"iCCP", b"Profile\0\0" + swollen)
    yield "100,000 texts", _png_with(b"tEXt", b"Comment\0" + SECRET, 100_000)
    yield "pixels in 700,000 parts", _in_parts(700_000)
    yield "an EXIF that leads back to itself", jpeg_with_segment(0xE1, b"Exif\0\0" + _circle() + SECRET)
    yield "a WebP larger than its picture", _wide_webp()


def _flat(width: int, height: int, depth: int, colour: int, woven: int = 0) -> bytes:
    """A PNG of one colour, written row by row."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, woven)
    row = bytes(1 + (width * depth * {0: 1, 2: 3, 6: 4}[colour] + 7) // 8)
    packer, packed = zlib.compressobj(9), io.BytesIO()
    for _ in range(height):
        packed.write(packer.compress(row))
    packed.write(packer.flush())
    return PNG + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", packed.getvalue()) + png_chunk(b"IEND", b"") + SECRET


def _scans(jpeg: bytes, times: int) -> bytes:
    """The last scan again and again."""
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:-2] + jpeg[last:-2] * min(times, 6_000_000 // (len(jpeg) - last)) + b"\xff\xd9" + SECRET


def _in_parts(count: int) -> bytes:
    header = struct.pack(">IIBBBBB", 2000, 2000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(2000 * 6001))
    parts = b"".join(png_chunk(b"IDAT", pixels[at : at + 1]) for at in range(len(pixels)))
    empty = png_chunk(b"IDAT", b"") * count
    return PNG + png_chunk(b"IHDR", header) + empty + parts + png_chunk(b"IEND", b"") + SECRET


def _circle() -> bytes:
    """A list of one entry whose list of places is the list itself."""
    return b"II*\0\x08\0\0\0" + b"\x01\0" + b"\x25\x88\x04\0\x01\0\0\0\x08\0\0\0" + b"\x08\0\0\0"


def _wide_webp() -> bytes:
    """Says that it is 16,384 pixels wide and high, and holds a small one."""
    webp = encoded(photo(), "WEBP", exif=exif_with_secret())
    at = webp.index(b"VP8X") + 12
    return webp[:at] + b"\xff\x3f\0\xff\x3f\0" + webp[at + 6 :]


def cut_short() -> Iterator[Sent]:
    """Each kind, ended at one offset after another."""
    noise = Image.effect_noise((300, 300), 50)
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SECRET.decode())
    whole = {
        "JPEG": encoded(noise, "JPEG", comment=SECRET),
        "PNG": encoded(noise, "PNG", pnginfo=notes),
        "WEBP": encoded(noise.convert("RGB"), "WEBP", exif=exif_with_secret()),
    }
    for kind, data in whole.items():
        for number in range(1, CUTS + 1):
            yield Sent(f"{kind} cut at {number}/{CUTS + 1}", data[: len(data) * number // (CUTS + 1)] + SECRET, EITHER)


def damaged() -> Iterator[Sent]:
    """Proper ones with some bytes changed by chance."""
    chance = Random(31)
    whole: list[Callable[[], bytes]] = list(WITH_SECRETS.values())
    for number in range(DAMAGED):
        data = bytearray(whole[number % len(whole)]())
        for _ in range(chance.choice((1, 5, 50))):
            data[chance.randrange(12, len(data))] = chance.randrange(256)
        yield Sent(f"damaged {number}", bytes(data) + SECRET, EITHER)
