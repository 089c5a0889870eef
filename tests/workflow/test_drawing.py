"""Pictures are drawn anew: they look the same and tell nothing; what is none is not drawn."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from tests.pictures import PLACE, opened, photo, tells_nothing
from workflow.drawing import MOST_PIXELS, SCREEN, THUMBNAIL, WHOLE, draw

SIZES = (THUMBNAIL, SCREEN, WHOLE)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_the_pictures_of_these_tests_do_tell_where_they_were_taken(form: str) -> None:
    """Else the tests below would prove nothing."""
    came = photo(form)
    assert opened(came).getexif().get_ifd(0x8825)[2] == PLACE
    assert b"Surabaya" in came
    assert not tells_nothing(came)


@pytest.mark.parametrize("longest", SIZES)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_what_is_drawn_tells_no_place_no_maker_and_no_words(form: str, longest: int) -> None:
    drawn = draw(photo(form, (2000, 1000)), longest)
    assert drawn is not None
    assert drawn.media_type == f"image/{form.lower()}"
    assert tells_nothing(drawn.content)


def test_a_hidden_small_copy_and_what_stands_behind_the_picture_stay_here() -> None:
    came = photo("JPEG") + b"PK\x03\x04 a second file behind the first"
    drawn = draw(came, WHOLE)
    assert drawn is not None
    assert b"PK\x03\x04" not in drawn.content
    assert b"second file" not in drawn.content


@pytest.mark.parametrize(
    ("size", "longest", "drawn_size"),
    [
        ((2000, 1000), THUMBNAIL, (320, 160)),
        ((1000, 4000), SCREEN, (400, 1600)),
        ((4000, 3000), SCREEN, (1600, 1200)),
        ((200, 100), SCREEN, (200, 100)),
        ((2000, 1000), WHOLE, (2000, 1000)),
        ((5000, 1), THUMBNAIL, (320, 1)),
    ],
)
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_no_side_is_longer_than_asked_for_and_nothing_is_blown_up(
    form: str, size: tuple[int, int], longest: int, drawn_size: tuple[int, int]
) -> None:
    drawn = draw(photo(form, size), longest)
    assert drawn is not None
    assert opened(drawn.content).size == drawn_size


def test_a_picture_that_was_taken_on_its_side_stands_upright() -> None:
    drawn = draw(photo("JPEG", (64, 32), orientation=6), WHOLE)
    assert drawn is not None
    upright = opened(drawn.content).convert("RGB")
    assert upright.size == (32, 64)
    red, _, blue = upright.getpixel((16, 8))  # type: ignore[misc]
    assert red > blue, "what was on the left is on top"


def test_what_can_be_seen_through_stays_so() -> None:
    drawn = draw(photo("PNG", (8, 8), alpha=100), WHOLE)
    assert drawn is not None
    assert opened(drawn.content).getpixel((0, 0)) == (200, 30, 30, 100)


def test_a_moving_picture_stands_still() -> None:
    out = BytesIO()
    frames = [Image.new("RGB", (9, 9), color) for color in ("red", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    drawn = draw(out.getvalue(), WHOLE)
    assert drawn is not None
    assert drawn.media_type == "image/png"
    assert opened(drawn.content).convert("RGB").getpixel((0, 0)) == (255, 0, 0)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "CMYK", "I;16", "RGBA"])
def test_grey_printed_and_small_palettes_are_drawn_too(mode: str) -> None:
    out = BytesIO()
    Image.new(mode, (20, 10)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    drawn = draw(out.getvalue(), THUMBNAIL)
    assert drawn is not None
    assert opened(drawn.content).size == (20, 10)


def png_of(width: int, height: int) -> bytes:
    """A picture that says how large it is, and has nearly nothing behind it."""
    head = struct.pack(">LLBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(64))), (b"IEND", b""))
    chunks = (
        struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    ("width", "height"),
    [(MOST_PIXELS + 1, 1), (10_000, 5_001), (60_000, 60_000), (2**31 - 1, 2**31 - 1)],
)
def test_a_picture_larger_than_any_telephone_takes_is_not_even_unpacked(
    width: int, height: int
) -> None:
    assert draw(png_of(width, height), THUMBNAIL) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + b"<script>alert(1)</script>",
        photo("JPEG")[:400],
        photo("PNG")[:100],
        png_of(100, 100),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"BM" + bytes(60),
    ],
)
def test_what_is_no_whole_picture_of_the_four_kinds_is_not_drawn(content: bytes) -> None:
    assert draw(content, THUMBNAIL) is None


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_with_any_byte_damaged_is_drawn_or_not_and_breaks_nothing(form: str) -> None:
    whole = photo(form, (24, 16))
    for at in range(0, len(whole), 7):
        drawn = draw(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :], THUMBNAIL)
        assert drawn is None or opened(drawn.content).width <= THUMBNAIL
