"""What the answers of a Mastodon server mean, in one of the three ends of `send`.

Servers like it differ: Takahe says 400 where Mastodon says 401 or 422, so their words count
before their numbers do. Tables first; pure.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from adapters.documents import BadDocument, read_object
from adapters.fields import Fields
from workflow.core.messages import Trouble, TryLater, Undeliverable, Unsure

MISCONFIGURED = timedelta(hours=1)
"""How long to wait where somebody has to mend a setting first."""

MOST_WAIT = timedelta(hours=1)
"""Their longest window is half an hour."""

Ends = Callable[[], Trouble]

GOOD = range(200, 300)
REDIRECTS = range(300, 400)
REFUSED = range(400, 500)

WORDS: Mapping[str, Ends] = {
    "outside the authorized scopes": lambda: TryLater("no-permission", MISCONFIGURED),
    "access token": lambda: TryLater("token-refused", MISCONFIGURED),
    "invalid_token": lambda: TryLater("token-refused", MISCONFIGURED),
    "login is currently disabled": lambda: TryLater("account-disabled", MISCONFIGURED),
    "login is currently pending": lambda: TryLater("account-disabled", MISCONFIGURED),
    "confirmed e-mail": lambda: TryLater("account-disabled", MISCONFIGURED),
    "suspended": lambda: TryLater("account-disabled", MISCONFIGURED),
    "character limit": lambda: Undeliverable("too-long"),
    "too long": lambda: Undeliverable("too-long"),
    "at most": lambda: Undeliverable("too-long"),
    "can't be blank": lambda: Undeliverable("empty"),
}
"""Parts of what a refusal says, in lower case; the first that stands in it counts."""

STATUSES: Mapping[int, Ends] = {
    401: lambda: TryLater("token-refused", MISCONFIGURED),
    403: lambda: Undeliverable("forbidden"),
    404: lambda: Undeliverable("post-gone"),
    408: lambda: Unsure("timed-out"),
    410: lambda: Undeliverable("post-gone"),
    413: lambda: Undeliverable("too-long"),
    503: lambda: TryLater("away"),
}
"""The rest of the 400s is `rejected`. Of other 500s nobody knows whether the post is out."""


def good(status: int, body: bytes) -> Fields:
    """The object in a good answer; raises `Unsure` if there is none."""
    try:
        return Fields(read_object(body), "")
    except BadDocument as error:
        raise Unsure("unreadable-answer") from error


def refusal(status: int, body: bytes) -> Trouble:
    """The end of a call that was not answered with success (429 is told by `busy`)."""
    if status in REDIRECTS:
        return TryLater("redirected", MISCONFIGURED)
    said = _said(body)
    if status in REFUSED:
        for part, end in WORDS.items():
            if part in said:
                return end()
    known = STATUSES.get(status)
    if known:
        return known()
    return Undeliverable("rejected") if status in REFUSED else Unsure("broken")


def busy(headers: Mapping[str, str], after: timedelta | None, now: datetime) -> TryLater:
    """Too many calls: until the time that the server names, in whichever way it does."""
    if after is None:
        with suppress(BadDocument):
            reset = Fields({"at": headers.get("x-ratelimit-reset") or None}, "")
            until = _count(reset) or reset.iso_time("at")
            after = until - now if until else None
    if after is None:
        return TryLater("throttled")
    return TryLater("throttled", min(max(after, timedelta()), MOST_WAIT))


def _count(reset: Fields) -> datetime | None:
    """Mastodon writes the time in words, others count seconds since 1970."""
    return reset.count_time("at") if reset.line("at").isdigit() else None


def _said(body: bytes) -> str:
    try:
        answer = Fields(read_object(body), "")
        return f"{answer.line('error')} {answer.line('error_description')}".lower()
    except BadDocument:
        return ""
