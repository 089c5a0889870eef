"""Renews the tokens that Instagram's own door gives: good for sixty days, and no day longer.

Asked for at day 45, and once when a token of the office's own is a day old, for only then does
anybody learn when it ends. A token that could not be renewed is used on until it is dead.
https://developers.facebook.com/docs/instagram-platform/reference/refresh_access_token
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from adapters.documents import BadDocument
from adapters.http import Call, Http
from adapters.meta.errors import Refused, read_answer
from adapters.meta.wire import Graph
from workflow.core.messages import Fresh, Held, Probe, Renewals, Trouble, Unsure

PATH = "/refresh_access_token"
YOUNGEST = timedelta(days=1)
"""Before that a token is not renewed over there."""

SPARE = timedelta(days=15)
"""So long before its end it is renewed: there is time to ask again, and for people to act."""

AGAIN = timedelta(hours=1)
LOOK = timedelta(minutes=10)
"""So long a token is used before we look whether another process has renewed it."""

FAILED = "renewal-failed"


class Lines(Mapping[str, Graph]):
    """The lines of accounts by their ids, each with the token as it is now."""

    def __init__(self, lines: Mapping[str, Graph], renewals: Renewals, renewing: set[str]) -> None:
        self._lines = lines
        self._renewals = renewals
        self._renewing = renewing
        self._known: dict[str, tuple[datetime, Held]] = {}

    def __getitem__(self, account: str) -> Graph:
        line = self._lines[account]
        if account not in self._renewing:
            return line
        return replace(line, token=self._held(account, line).text)

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def probes(self, account: str) -> tuple[Probe, ...]:
        """Until when an account's token is good, and whether it could be renewed."""
        if account not in self._renewing:
            return ()
        held = self._held(account, self._lines[account])
        return (Probe(what="token", code=FAILED if held.code else "", expires_at=held.ends_at),)

    def _held(self, account: str, line: Graph) -> Held:
        now = line.now()
        at, held = self._known.get(account) or (now - LOOK, None)
        if held is None or not timedelta() <= now - at < LOOK:
            held = self._looked_up(account, line)
            self._known[account] = (now, held)
        return held

    def _looked_up(self, account: str, line: Graph) -> Held:
        which = ("instagram", account)
        try:
            return self._renewals.renewed(
                which,
                line.token,
                lambda held: is_due(held, line.now()),
                lambda held: renew(line, held),
            )
        except Trouble:
            return self._renewals.held(which, line.token)


def is_due(held: Held, now: datetime) -> bool:
    """Whether a token should be renewed now."""
    if held.tried_at is not None and held.code and timedelta() <= now - held.tried_at < AGAIN:
        return False
    if not held.renewed or held.ends_at is None:
        return now - held.since >= YOUNGEST
    return now >= held.ends_at - SPARE


def renew(line: Graph, held: Held) -> Fresh:
    """The token that follows the one that is held; raises `Trouble`."""
    query = urlencode({"grant_type": "ig_refresh_token", "access_token": held.text})
    answer = Http(line.reach).call(Call(path=f"{PATH}?{query}", method="GET"))
    try:
        told = read_answer(answer.status, answer.body, line.codes)
        text, seconds = told.needed("access_token"), told.number("expires_in")
    except Refused as refused:
        raise refused.end from None
    except BadDocument as error:
        raise Unsure("unreadable-answer") from error
    ends = line.now() + timedelta(seconds=float(seconds)) if seconds else None
    return Fresh(text, ends)
