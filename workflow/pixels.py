"""The decoders behind `drawing.py`: strangers' bytes in, a bare picture of ours out.

One picture at a time, within limits; whatever goes wrong inside is one answer: no picture.
"""

import struct
import threading
import warnings
import zlib
from io import BytesIO

from PIL import Image, ImageOps

from workflow.drawing import MOST_PIXELS, SCREEN, THUMBNAIL, WHOLE, Drawn
from workflow.file_kinds import DRAWN

FORMATS = tuple(kind.partition("/")[2].upper() for kind in sorted(DRAWN))
QUALITY = {THUMBNAIL: 80, SCREEN: 85, WHOLE: 92}

Image.MAX_IMAGE_PIXELS = MOST_PIXELS

_ONE_AT_A_TIME = threading.Lock()
"""One decoded picture in memory, however many people look at once."""

UNREADABLE = (
    OSError, SyntaxError, ValueError, LookupError, EOFError, TypeError, AttributeError,
    ArithmeticError, AssertionError, RuntimeError, MemoryError, struct.error, zlib.error,
    Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip
"""What the decoders are known to raise at bytes that are no picture."""


def drawn(content: bytes, longest: int) -> Drawn | None:
    """As `drawing.draw` says it."""
    try:
        with _ONE_AT_A_TIME, warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # what is wrong with its camera's notes
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _drawn(content, longest)
    except UNREADABLE:
        return None


def _drawn(content: bytes, longest: int) -> Drawn | None:
    with Image.open(BytesIO(content), formats=FORMATS) as came:
        if came.width * came.height > MOST_PIXELS:
            return None
        form = came.format or ""
        if longest:
            came.draft(None, (longest, longest))  # JPEG decodes an eighth as easily as the whole
        came.load()
        upright = ImageOps.exif_transpose(came)
    mode = "RGBA" if upright.has_transparency_data else "RGB"
    pixels = upright.convert(mode)
    if longest:
        pixels.thumbnail((longest, longest))
    bare = Image.new(mode, pixels.size)
    bare.paste(pixels)
    return _saved(bare, form, QUALITY.get(longest, 85))


def _saved(bare: Image.Image, form: str, quality: int) -> Drawn:
    """In the format that it came in; a moving GIF and what is transparent become PNG."""
    target = form if form in ("JPEG", "WEBP") else "PNG"
    if target == "JPEG" and bare.mode == "RGBA":
        target = "PNG"
    out = BytesIO()
    if target == "PNG":
        bare.save(out, "PNG", optimize=False)
    else:
        bare.save(out, target, quality=quality)
    return Drawn(f"image/{target.lower()}", out.getvalue())
