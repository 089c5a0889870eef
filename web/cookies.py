"""Cookies: set with all that protects them, read as untrusted words.

Signed values are for one purpose each, run out by the office's own clock, and cannot be made
elsewhere.
"""

from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response

from web.here import now

A_YEAR = timedelta(days=365)


def set_cookie(
    response: Response, name: str, value: str, lasts: timedelta, path: str = "/"
) -> None:
    """Set a cookie that no script reads and no other site sends along."""
    response.set_cookie(
        name,
        value,
        max_age=lasts,
        path=path,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def drop_cookie(response: Response, name: str, path: str = "/") -> None:
    """Take a cookie back."""
    response.delete_cookie(name, path=path, secure=request.is_secure, httponly=True, samesite="Lax")


def signed(purpose: str, value: object, lasts: timedelta | None = None) -> str:
    """A value (what JSON can hold) that only this installation can have written."""
    ends = (now() + lasts).timestamp() if lasts else None
    return str(_signer(purpose).dumps([ends, value]))


def read_signed(purpose: str, words: str) -> object:
    """The value again; none when it was changed, made for another purpose, or has run out."""
    try:
        ends, value = _signer(purpose).loads(words)
    except (BadData, ValueError, TypeError):
        return None
    over = ends is not None and now().timestamp() >= ends
    return None if over else value


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"tuntas.{purpose}")
