"""Small pictures to send."""

import hashlib
import io

from PIL import Image


def picture(colour: str = "red") -> tuple[bytes, str]:
    """A small PNG and the digest of its bytes."""
    buffer = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(buffer, "PNG")
    return buffer.getvalue(), hashlib.sha256(buffer.getvalue()).hexdigest()
