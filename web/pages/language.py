"""The two switches: language and colours, remembered by the browser (and the account)."""

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from web.access import public
from web.cookies import A_YEAR, drop_cookie, set_cookie
from web.forms import line, target
from web.here import me, shell
from web.i18n import COOKIE, LANGUAGES
from web.templating import THEME_COOKIE, THEMES

blueprint = Blueprint("language", __name__)


@blueprint.post("/bahasa")
@public
def choose() -> Response:
    """Speak another language from now on, and go back to the page."""
    response = redirect(target(), 303)
    wanted = line("language")
    if wanted in LANGUAGES:
        remember(response, wanted)
    return response


def remember(response: Response, wanted: str) -> None:
    """Keep the language where it will be found again."""
    set_cookie(response, COOKIE, wanted, A_YEAR)
    staff = me()
    if staff is not None:
        shell().accounts.speak(staff.id, wanted)


@blueprint.post("/tampilan")
@public
def theme() -> Response:
    """Light, dark, or as the device wants it."""
    response = redirect(target(), 303)
    wanted = line("theme")
    if wanted in THEMES:
        set_cookie(response, THEME_COOKIE, wanted, A_YEAR)
    else:
        drop_cookie(response, THEME_COOKIE)
    return response
