"""Mastodon put together: its options, what it can do, and its parts.

Polled, so it works behind every firewall. Reading is `inbound.py`, writing `outbound.py`, the
network `wire.py`; how far an account is read, `place.py`; what changed since, `changes.py`;
what we said there ourselves, `own.py`.
"""

import re
from collections.abc import Iterator

from adapters.absent import NotAwaited, NotPushed
from adapters.documents import AsDocuments
from adapters.mastodon.changes import changes_at
from adapters.mastodon.inbound import Office, raw_id, read
from adapters.mastodon.outbound import SHORTEST_LIMIT, Style, can_with, posts_of
from adapters.mastodon.own import own_at
from adapters.mastodon.place import Place, place_of
from adapters.mastodon.probing import probe_of
from adapters.mastodon.wire import BadAddress, Line, line_of
from adapters.sending import send_parts
from adapters.settings import Account, ChannelSettings, Option, refuse
from workflow.core.messages import (
    Attachment,
    ChannelDown,
    Fetched,
    OutboundMessage,
    Probe,
    RawMessage,
    Read,
    Sent,
    Undeliverable,
)

NAME = "mastodon"
SERVER = Option(name="server", required=True, meaning="the server's https address")
TOKEN = Option(name="token", required=True, secret=True, meaning="the account's access token")
LIMIT = Option(
    name="limit", default=str(SHORTEST_LIMIT), between=(SHORTEST_LIMIT, 100_000),
    meaning="characters that the server takes in one post",
)  # fmt: skip
PUBLIC_AS = Option(
    name="public_as", default="unlisted", words=("unlisted", "public"),
    meaning="how public answers are posted: outside the timelines of strangers, or in them too",
)  # fmt: skip
HISTORY = Option(
    name="history", default="read", words=("read", "skip"),
    meaning="what was there before the first poll: read as old, or left alone",
)  # fmt: skip
REPEATS = Option(
    name="repeats", default="no", words=("no", "yes"),
    meaning="whether the server keeps `Idempotency-Key`, so that repeating a post is safe",
)  # fmt: skip
MEDIA_HOSTS = Option(
    name="media_hosts", meaning="further hosts from which pictures are fetched, by commas"
)
OPTIONS = (SERVER, TOKEN, LIMIT, PUBLIC_AS, HISTORY, REPEATS, MEDIA_HOSTS)

OURS = re.compile(r"@?([\w.-]{1,100})@([\w.-]{1,253}(?::\d{1,5})?)")

__all__ = ["NAME", "OPTIONS", "MastodonChannel", "make"]


class MastodonChannel(NotAwaited, NotPushed, AsDocuments):
    """One account over there for each of ours; `lines` by the account's id."""

    name = NAME

    def __init__(self, settings: ChannelSettings, lines: dict[str, Line]) -> None:
        accounts = settings.accounts
        repeat = bool(accounts) and all(REPEATS.of(one) == "yes" for one in accounts)
        limit = min((_style(one).limit for one in accounts), default=SHORTEST_LIMIT)
        self.can = can_with(limit, repeat=repeat)
        self.accounts = tuple(lines)
        self._settings = settings
        self._lines = lines

    def fetch(self, account: str, mark: str) -> Iterator[Fetched]:
        """Notifications after the mark, oldest first, then what none of them tells."""
        line, found = self._lines.get(account), self._settings.account(account)
        if line is None or found is None:
            raise ChannelDown("no-account")
        place = place_of(mark)
        if place is None:
            place = _beginning(line, skips=HISTORY.of(found) == "skip")
            yield Fetched(mark=place.mark)
        while notices := place.ahead(line.after(place.after)):
            for notice in notices:
                place = place.past(notice)
                raw, old = self.raw(account, notice.body), place.is_old(notice)
                yield Fetched(mark=place.mark, raw=raw, listed=1, old=old)
        for now, body in self._looked_at(line, place):
            found_there = None if body is None else self.raw(account, body)
            yield Fetched(mark=now.mark, raw=found_there, listed=int(found_there is not None))

    def _looked_at(self, line: Line, place: Place) -> Iterator[tuple[Place, bytes | None]]:
        """What no notification tells: changes of earlier posts, and what we said ourselves."""
        for now, body in changes_at(line, place):
            place = now
            yield place, body
        yield from own_at(line, place)

    def probe(self, account: str) -> tuple[Probe, ...]:
        """Whether the token is good for our account, and what the server allows."""
        line, found = self._lines.get(account), self._settings.account(account)
        if line is None or found is None:
            return (Probe(what="sign_in", code="no-account"),)
        return probe_of(line, _office(found), _style(found).limit)

    def parse(self, raw: RawMessage) -> list[Read]:
        """The event in a notification, or in a change that was found."""
        account = self._settings.account(raw.account)
        return read(raw, _office(account) if account else Office("", ""))

    def send(self, message: OutboundMessage) -> Sent:
        """A post, or several below each other; known by the id of the last."""
        account = self._settings.account(message.account)
        style = _style(account) if account else Style()
        posts = posts_of(message, self.can, style)
        line = self._lines.get(message.account)
        if line is None:
            raise Undeliverable("no-account")
        last: list[str] = []

        def post_one(_: str, number: int) -> str:
            post = posts[number - 1]
            last[:] = [line.post(post.answering(last[0]) if last else post)]
            return last[0]

        ids = send_parts(tuple(post.key for post in posts), post_one)
        return Sent(external_id=ids[-1])

    def download(self, account: str, file: Attachment) -> Attachment:
        """A file that a post named, from our server or a host that is allowed beside it."""
        line = self._lines.get(account)
        if line is None:
            raise Undeliverable("no-account")
        return line.download(file)

    def id_in(self, body: bytes) -> str:
        """The same notification is the same message, fetched or imported."""
        return raw_id(body)


def make(settings: ChannelSettings) -> MastodonChannel:
    """The channel of an installation; raises `BadChannels` for what no server could take."""
    refuse(NAME, settings, lambda account: _mistakes(account, settings))
    lines = {one.id: _line(one, settings) for one in settings.accounts}
    return MastodonChannel(settings, lines)


def _mistakes(account: Account, settings: ChannelSettings) -> Iterator[tuple[str, str]]:
    if not OURS.fullmatch(account.address):
        yield "address", "must be the account's whole name, as in @name@server.example"
    try:
        line_of(SERVER.of(account), "", settings.now)
    except BadAddress as bad:
        yield SERVER.name, str(bad)


def _beginning(line: Line, *, skips: bool) -> Place:
    """Where an account begins: what is there by now is old, or behind us already."""
    newest = line.newest()
    return Place(after=newest) if skips else Place(old=newest)


def _line(account: Account, settings: ChannelSettings) -> Line:
    hosts = (one.strip() for one in MEDIA_HOSTS.of(account).split(","))
    media = tuple(host for host in hosts if host)
    return line_of(SERVER.of(account), TOKEN.of(account), settings.now, media)


def _office(account: Account) -> Office:
    ours = OURS.fullmatch(account.address)
    return Office(ours[1], ours[2]) if ours else Office("", "")


def _style(account: Account) -> Style:
    return Style(limit=int(LIMIT.of(account)), public=PUBLIC_AS.of(account))
