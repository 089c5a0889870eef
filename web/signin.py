"""Whose request this is: the sign-in cookie, read at the start and written at sign-in and out."""

from flask import g, request, session
from werkzeug.wrappers import Response

from web.cookies import drop_cookie, set_cookie
from web.devices import device_of
from web.here import now, shell
from workflow.signins import At, SignedIn
from workflow.staff import Staff

COOKIE = "sign_in"
BY_THEMSELVES = ("looking.beat", "worklist.counts", "undo.left", "many.left")
"""What an open page asks again and again, whether or not anybody sits before it."""


def recognise() -> None:
    """Find out who is signed in. Without a cookie nothing is asked of the database."""
    given = token()
    by_itself = request.endpoint in BY_THEMSELVES
    g.me = shell().sign_ins.who(given, now(), by_itself=by_itself) if given else None
    g.unfinished = g.me is not None and shell().factors.is_missing(g.me)


def token() -> str:
    """The token that this browser came with; empty for none."""
    return request.cookies.get(COOKIE, "")


def device() -> str:
    """What this browser is, by name."""
    return device_of(request.headers.get("User-Agent", ""))


def halfway() -> Staff | None:
    """Who has shown a password in this browser and still owes the second factor."""
    given = token()
    return shell().sign_ins.half(given, now()) if given else None


def begin(response: Response, signed_in: SignedIn) -> Response:
    """Give the browser its new token; the old one, and old form tokens, are worth nothing now."""
    forget()
    set_cookie(response, COOKIE, signed_in.token, signed_in.expires_at - now())
    return response


def renew(response: Response, staff: Staff) -> Response:
    """Go on under a new token, for who has just shown again who they are."""
    signed_in = shell().sign_ins.vouched(staff.id, At(now(), device()), asked=True)
    return begin(response, signed_in)


def end(response: Response) -> Response:
    """Sign out here."""
    forget()
    drop_cookie(response, COOKIE)
    return response


def forget() -> None:
    """End the sign-in that this browser came with, if any (against session fixation)."""
    shell().sign_ins.sign_out(token(), now())
    session.clear()
