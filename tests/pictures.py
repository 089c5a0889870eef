"""Pictures as telephones make them, with what they tell of their owners, drawn by the test."""

from io import BytesIO

from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

PLACE = (7.0, 15.0, 25.7)
"""Seven degrees south and some: the latitude that every picture here tells."""
SECRETS = (b"Exif", b"exif", b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"xmp", b"Surabaya", b"Handphone")
"""What is in none of them any more when somebody gets them."""


def photo(
    form: str = "JPEG",
    size: tuple[int, int] = (640, 480),
    *,
    orientation: int = 1,
    alpha: int = 255,
) -> bytes:
    """A picture, left half red and right half blue, with place, maker, comment and a turn."""
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((30, 30, 200), (size[0] // 2, 0, size[0], size[1]))
    if alpha < 255:
        image.putalpha(alpha)
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Handphone"
    exif[ExifTags.Base.Orientation] = orientation
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "S", 2: PLACE, 3: "E", 4: (112.0, 44.0, 50.1)})
    told = {"exif": exif.tobytes()}
    out = BytesIO()
    if form == "PNG":
        chunks = PngInfo()
        chunks.add_text("Comment", "di rumah, Surabaya")
        chunks.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Surabaya</x:xmpmeta>")
        image.save(out, form, pnginfo=chunks, **told)
    elif form == "JPEG":
        image.save(out, form, comment=b"di rumah, Surabaya", xmp=b"<x:xmpmeta>Surabaya", **told)
    elif form == "WEBP":
        image.save(out, form, xmp=b"<x:xmpmeta>Surabaya", **told)
    else:
        image.save(out, form)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    """A picture that was handed out."""
    with Image.open(BytesIO(content)) as image:
        image.load()
        return image


def tells_nothing(content: bytes) -> bool:
    """Whether a picture has no place, no maker and no words in it any more."""
    image = opened(content)
    silent = not image.getexif() and not set(image.info) & {"exif", "xmp", "comment", "Comment"}
    return silent and not any(secret in content for secret in SECRETS)
