"""Headers on every answer: what a browser may load, run, embed, remember and tell others."""

from flask import Response, request

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
"""Nothing from elsewhere and nothing inline; `data:` is for Bootstrap's own drawings."""

HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""For pages. An answer that says otherwise of itself keeps what it says."""

_TO_SAY = tuple((name.lower(), name, value) for name, value in HEADERS.items())

A_YEAR = "max-age=31536000"


def protect(response: Response) -> Response:
    """Add what an answer does not say of itself."""
    said = {name.lower() for name, _ in response.headers}
    for known_as, name, value in _TO_SAY:
        if known_as not in said:
            response.headers.add(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", A_YEAR)
    return response


def unlisted(response: Response) -> Response:
    """Keep a page out of search engines."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
