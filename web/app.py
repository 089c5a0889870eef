"""The app: pages, guards, headers and words put together around one installation.

Reads no environment and no wall clock; everything comes with the installation.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from flask import Flask, Request, current_app, g, redirect, request, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.exceptions import abort
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as AnyResponse

from config.issuer import issuer_of
from config.wiring import Installation
from web import access, errors, headers, here, signin
from web.demo import PLAYED
from web.discovery import MenuEntry, Page, find_pages
from web.here import Shell
from web.i18n import load_catalogues
from web.numbers import Number
from web.parameters import Asking
from web.templating import COMPILED, furnish
from workflow.deputies import Deputies
from workflow.invitations import Invitations
from workflow.limits import Limits
from workflow.passwords import Passwords
from workflow.second_factor import SecondFactors
from workflow.signins import Lasting, SignIns
from workflow.staff import Accounts
from workflow.store import audit

log = logging.getLogger(__name__)

MEGABYTE = 1_000_000
LONGEST_FORM = MEGABYTE
"""Bytes of all the words of one form together; files are counted by the request's size."""

DATELESS = frozenset({"assets", "hooks", "pushed"})
"""Pages on which no date of the working calendar stands: the database is not asked for it."""

LOOKING = frozenset({"GET", "HEAD"})


class FormCookies(SecureCookieSessionInterface):
    """Flask's own cookie, which holds form tokens and notices: for https only where there is."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Without a cookie there is nothing to unlock: no platform and few strangers bring one."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def get_cookie_secure(self, app: Flask) -> bool:
        """As the request came, which `ProxyFix` knows best."""
        del app
        return request.is_secure


def make_app(
    installation: Installation,
    *,
    pages: Sequence[Path] = (),
    passwords: Passwords | None = None,
) -> Flask:
    """The pages of an installation, as a WSGI app.

    `pages` are further folders of pages. Raises `NotMarked` for a route that does not say
    who may open it, `BadPage` for a module that is none.
    """
    app = Flask("web", static_folder=None, template_folder="templates")
    _configure(app, installation)
    found = find_pages(pages)
    app.extensions["catalogues"] = load_catalogues()
    app.extensions["tuntas"] = _shell(installation, found, passwords or Passwords())
    CSRFProtect(app)
    furnish(app)
    errors.register(app)
    for page in found:
        app.register_blueprint(page.blueprint)
    access.check_marks(app)
    _surround(app)
    return app


def _configure(app: Flask, installation: Installation) -> None:
    settings = installation.settings
    app.config.update(
        SECRET_KEY=installation.keys.session,
        LANGUAGE=settings.language,
        MAX_CONTENT_LENGTH=settings.request_megabytes * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=LONGEST_FORM,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_NAME="forms",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        # Somebody may write at a complaint for hours: the token lives as long as the browser.
        WTF_CSRF_TIME_LIMIT=None,
        # It asks for a referrer, which our pages send to nobody; `_refuse_foreign` looks instead.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.session_interface = FormCookies()
    app.request_class = Asking
    app.url_map.converters["int"] = Number
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.bytecode_cache = COMPILED
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    hops = settings.trusted_proxies
    if hops:
        proxied = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_port=hops)
        app.wsgi_app = proxied  # type: ignore[method-assign]


def _shell(installation: Installation, found: Sequence[Page], passwords: Passwords) -> Shell:
    sessions, units = installation.sessions, installation.office.policy.units
    settings, keys = installation.settings, installation.keys
    with sessions.reading() as db:
        demo = audit.happened(db, PLAYED)
    entries: list[MenuEntry] = [entry for page in found for entry in page.menu]
    return Shell(
        installation=installation,
        accounts=Accounts(sessions, units, passwords, internal=settings.internal_domains.split()),
        sign_ins=SignIns(
            sessions, passwords, Lasting(whole=settings.session_lasts, idle=settings.session_idle)
        ),
        factors=SecondFactors(
            sessions,
            installation.vault,
            keys.blind_index,
            demanded=settings.second_factor == "required" and not demo,
        ),
        invitations=Invitations(sessions, passwords),
        deputies=Deputies(sessions, installation.office.calendars["office"]),
        issuer=issuer_of(settings),
        limits=Limits(sessions, keys.session),
        demo=demo,
        menu=tuple(sorted(entries, key=lambda entry: (entry.order, entry.label))),
    )


def _surround(app: Flask) -> None:
    """What happens before and after every request."""

    def guard() -> AnyResponse | None:
        return access.guard(app)

    before: tuple[Callable[[], AnyResponse | None], ...] = (
        _refuse_foreign,
        _refuse_unreadable,
        _read_once,
        _know,
        guard,
        _finish_first,
        _catch_up,
    )
    for step in before:
        app.before_request(step)
    app.after_request(headers.protect)
    app.teardown_request(_read_no_more)


def _refuse_foreign() -> None:
    """Another site's page changes nothing here, whatever token it may have got hold of."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(400)


def _refuse_unreadable() -> None:
    """No database keeps a NUL: an address with one leads nowhere (`parameters.py`)."""
    if "\0" in request.path:
        abort(404)


def _read_once() -> None:
    """What only looks asks all its questions in one session."""
    if request.method in LOOKING:
        g.reading = ExitStack()
        g.reading.enter_context(here.installation().sessions.one_moment())


def _read_no_more(_broken: BaseException | None) -> None:
    g.pop("reading", ExitStack()).close()


def _finish_first() -> AnyResponse | None:
    """Whose role demands a second factor sets it up before anything else."""
    elsewhere = request.blueprint != "factor" and not access.is_public(
        current_app, request.endpoint
    )
    if not (g.get("unfinished") and elsewhere):
        return None
    return redirect(url_for("factor.show"), 303)


def _catch_up() -> None:
    """A decree that another process applied moves dates here too, at the next page."""
    if request.blueprint not in DATELESS:
        office = here.installation()
        with office.sessions.reading() as db:
            office.engine.refresh(db)


def _know() -> None:
    g.me, g.unfinished = None, False
    signin.recognise()
