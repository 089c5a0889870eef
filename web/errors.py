"""What people see when something is refused, missing, too much or broken.

`Refused` is the only error that is ours to catch. What was typed comes back with the page,
to be copied; nobody ever loses words to us.
"""

import logging
from typing import Final

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from web.i18n import say, source, translate
from web.logs import place_of
from workflow.core.refusal import NotFound, Refused
from workflow.limits import TooOften

log = logging.getLogger(__name__)

# status -> what happened, what to do now
PAGES: Final = {
    400: (
        source("That could not be understood"),
        source("The page may have been open for too long. Go back, reload it and try again."),
    ),
    401: (
        source("You are signed out"),
        source("Sign in again in another tab, then come back here and send it once more."),
    ),
    403: (
        source("This is not yours to open"),
        source("Your role does not include this page. Ask your administrator if it should."),
    ),
    404: (
        source("There is nothing here"),
        source("The address may be mistyped, or it is not yours to see."),
    ),
    405: (
        source("That could not be understood"),
        source("Go back and use the buttons of the page."),
    ),
    409: (
        source("This was not done"),
        source("Nothing was changed. Go back, look at it again and decide what to do."),
    ),
    413: (
        source("That is too large"),
        source("All files together may have {megabytes} MB. Send fewer or smaller ones."),
    ),
    429: (
        source("Too many tries"),
        source("This protects complaints from being guessed at. Nothing is wrong with yours."),
    ),
    500: (
        source("Something broke on our side"),
        source("It is not your fault, and we have made a note of it. Please try again later."),
    ),
}
REFUSALS, BROKEN = 400, 500
"""Where the statuses begin that are the visitor's to mend, and those that are ours."""

STATUSES: Final = {NotFound: 404, TooOften: 429}
TYPED_LONGEST = 20_000
SECRETS = frozenset({"csrf_token", "code", "password", "old", "new", "again"})
"""Fields that no page shows again, not even to whoever typed them."""


def register(app: Flask) -> None:
    """Answer every error in words."""
    app.register_error_handler(Refused, refused)
    app.register_error_handler(CSRFError, lambda _error: page(400))
    app.register_error_handler(HTTPException, failed)
    app.register_error_handler(Exception, broken)


def status_of(error: Refused) -> int:
    """The status that a refusal answers with."""
    return next((code for kind, code in STATUSES.items() if isinstance(error, kind)), 409)


def refused(error: Refused) -> Response:
    """The office does not do this; its sentence says why."""
    response = page(status_of(error), say(error))
    if isinstance(error, TooOften):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def failed(error: HTTPException) -> Response:
    """What Flask refuses by itself. A redirect is one of its exceptions, too."""
    if error.response is not None or (error.code or BROKEN) < REFUSALS:
        return make_response(error.get_response())
    return page(error.code or BROKEN)


def broken(error: Exception) -> Response:
    """A bug of ours: logged by its place in the code, never by what somebody wrote."""
    kind, place = type(error).__name__, place_of(error.__traceback__)
    what = {"action": "page.broke", "endpoint": request.endpoint or ""}
    log.error("page broke", extra=what | {"failure": kind, "place": place})
    return page(500)


def page(status: int, sentence: str = "") -> Response:
    """The page of a status, with the refusal's own sentence where there is one."""
    title, advice = PAGES.get(status) or PAGES[REFUSALS if status < BROKEN else BROKEN]
    megabytes = (current_app.config["MAX_CONTENT_LENGTH"] or 0) // 1_000_000
    html = render_template(
        "errors/error.html",
        status=status,
        title=translate(title),
        sentence=sentence,
        advice=translate(advice, megabytes=megabytes),
        typed=typed(),
    )
    return make_response(html, status)


def typed() -> list[str]:
    """The words of the request that somebody wrote, so that they can be copied."""
    try:
        fields = [(name, text) for name, text in request.form.items() if name not in SECRETS]
    except RequestEntityTooLarge:
        return []
    return [text[:TYPED_LONGEST] for name, text in fields if " " in text.strip()]
