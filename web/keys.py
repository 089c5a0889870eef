"""Who may see which complaint's tracking page: a signed cookie that soon runs out.

It names references and editions of their codes, never a code; a new edition of a code makes
it worthless.
"""

from datetime import timedelta

from flask import current_app, request
from werkzeug.wrappers import Response

from web.cookies import read_signed, set_cookie, signed
from web.here import installation
from workflow.core.refusal import Refused
from workflow.tracking import Key, Tracking

COOKIE = "track"
PATH = "/lacak"
LASTS = timedelta(hours=1)
MOST = 5
"""Complaints that one browser has open at once."""


class CodeAgain(Refused):
    """The time after entering the code is over."""

    def __init__(self) -> None:
        super().__init__(
            "code-again", "Please enter your reference and secret code again, then go on."
        )


def tracking() -> Tracking:
    """The complainants' side of this office; it holds nothing between requests."""
    here = installation()
    made = current_app.extensions.setdefault(
        "tracking", Tracking(here.engine, here.vault, here.channels, here.keys.reply_token)
    )
    assert isinstance(made, Tracking)
    return made


def admit(response: Response, key: Key, *, fresh: bool = False) -> Response:
    """Let this browser see a complaint for an hour; `fresh` for one that was filed just now."""
    others = [line for line in _lines() if line[0] != key.reference]
    lines = [[key.reference, key.edition, fresh], *others][:MOST]
    set_cookie(response, COOKIE, signed(COOKIE, lines, LASTS), LASTS, PATH)
    return response


def key_for(reference: str) -> Key:
    """The key of this browser to a complaint; raises `CodeAgain` where it has none."""
    for name, edition, _fresh in _lines():
        if name == reference:
            return Key(name, edition)
    raise CodeAgain


def is_fresh(reference: str) -> bool:
    """Whether this browser filed it just now: then the receipt may show who did."""
    return any(name == reference and fresh for name, _edition, fresh in _lines())


def _lines() -> list[tuple[str, int, bool]]:
    found = read_signed(COOKIE, request.cookies.get(COOKIE, ""))
    if not isinstance(found, list):
        return []
    return [(str(name), int(edition), bool(fresh)) for name, edition, fresh in found]
