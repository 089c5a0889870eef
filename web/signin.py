"""Whose request this is: the sign-in cookie, read at the start and written at sign-in and out."""

from flask import g, request, session
from werkzeug.wrappers import Response

from web.cookies import drop_cookie, set_cookie
from web.here import now, shell
from workflow.signins import SignedIn

COOKIE = "sign_in"


def recognise() -> None:
    """Find out who is signed in. Without a cookie nothing is asked of the database."""
    token = request.cookies.get(COOKIE, "")
    g.me = shell().sign_ins.who(token, now()) if token else None


def begin(response: Response, signed_in: SignedIn) -> Response:
    """Give the browser its new token; the old one, and old form tokens, are worth nothing now."""
    forget()
    set_cookie(response, COOKIE, signed_in.token, signed_in.expires_at - now())
    return response


def end(response: Response) -> Response:
    """Sign out here."""
    forget()
    drop_cookie(response, COOKIE)
    return response


def forget() -> None:
    """End the sign-in that this browser came with, if any (against session fixation)."""
    shell().sign_ins.sign_out(request.cookies.get(COOKIE, ""), now())
    session.clear()
