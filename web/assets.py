"""Style sheets, scripts, drawings: ours from `static/`, others' from the installed wheels.

Nothing of others is copied into this repository. Each file is read and compressed once, at
the start, and served under an address that holds its hash, so that it may be kept for ever.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from flask import Response, request
from markupsafe import Markup

from web.addresses import url_for
from web.drawings import as_drawn

STATIC = Path(__file__).parent / "static"

VENDOR = {
    "bootstrap.css": ("flask_bootstrap", "static/bootstrap5/css/bootstrap.min.css"),
    "htmx.js": ("js_lib_htmx", "static/htmx/htmx.min.js"),
}
"""Served name -> wheel and path inside it. Whatever is not here cannot be asked for."""

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
FRAME = (
    '<svg width="{0}" height="{0}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" '
    'focusable="false" class="icon">'
)
FOR_EVER = "public, max-age=31536000, immutable"
HASH = 12


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, ready to go."""

    media_type: str
    content: bytes
    compressed: bytes
    hash: str


def _asset(name: str, content: bytes) -> Asset:
    return Asset(
        media_type=TYPES[Path(name).suffix],
        content=content,
        compressed=gzip.compress(content, 9, mtime=0),
        hash=hashlib.sha256(content).hexdigest()[:HASH],
    )


@cache
def vendored() -> dict[str, Asset]:
    """The files of others, by their served names."""
    return {
        name: _asset(name, files(package).joinpath(path).read_bytes())
        for name, (package, path) in VENDOR.items()
    }


@cache
def ours() -> dict[str, Asset]:
    """The files of `static/`, by their names."""
    found = (path for path in sorted(STATIC.iterdir()) if path.suffix in TYPES)
    return {path.name: _asset(path.name, path.read_bytes()) for path in found}


def address(name: str) -> str:
    """The address under which a file may be kept for ever; `KeyError` for what is not served."""
    if name in VENDOR:
        return url_for("assets.vendor", hashed=vendored()[name].hash, name=name)
    return url_for("assets.static", hashed=ours()[name].hash, name=name)


def respond(asset: Asset | None) -> Response:
    """A file, compressed where the browser can; 404 for none."""
    if asset is None:
        return Response(status=404)
    zipped = request.accept_encodings.quality("gzip") > 0 and len(asset.compressed) < len(
        asset.content
    )
    response = Response(asset.compressed if zipped else asset.content)
    response.headers["Content-Type"] = asset.media_type
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["Vary"] = "Accept-Encoding"
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    return response


@lru_cache(1024)
def icon(name: str, size: int = 18) -> Markup:
    """A drawing of Lucide's, for the eye only: the word stands beside it.

    All of them have one frame, and here another one that knows its size. `KeyError` for a name
    that Lucide does not have.
    """
    drawing = _lucide().read(f"{name}.svg").decode()
    return as_drawn(FRAME.format(size) + drawing.partition(">")[2].rstrip())


@cache
def _lucide() -> ZipFile:
    """Its drawings, opened once: there are so many that to list them takes longer than a page."""
    return ZipFile(BytesIO(files("lucide").joinpath("lucide.zip").read_bytes()))
