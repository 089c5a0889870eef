"""Style sheets, scripts and drawings under addresses that hold their hash."""

from flask import Blueprint, Response

from web import assets
from web.access import public

blueprint = Blueprint("assets", __name__)


@blueprint.get("/vendor/<hashed>/<name>")
@public
def vendor(hashed: str, name: str) -> Response:
    """A file of others, from its installed wheel."""
    return _named(assets.vendored().get(name), hashed)


@blueprint.get("/static/<hashed>/<name>")
@public
def static(hashed: str, name: str) -> Response:
    """A file of ours."""
    return _named(assets.ours().get(name), hashed)


@blueprint.get("/favicon.ico")
@public
def favicon() -> Response:
    """What browsers ask for by themselves."""
    return assets.respond(assets.ours()["mark.svg"])


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """The start page may be found; nothing that belongs to one complaint."""
    words = "User-agent: *\nDisallow: /lacak\nDisallow: /lapor/\nDisallow: /masuk\n"
    return Response(words, content_type="text/plain; charset=utf-8")


def _named(asset: assets.Asset | None, hashed: str) -> Response:
    """Another hash is another file: an old page gets none rather than the wrong one."""
    return assets.respond(asset if asset and asset.hash == hashed else None)
