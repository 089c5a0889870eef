"""Instagram put together: its options, what it can do, and its parts.

Pushed where the office has an address that Meta can call, else polled, which misses mentions
and old messages. One address may be called for all accounts of an app: each part of a
delivery goes to the account that it names.
"""

from collections.abc import Iterator
from typing import ClassVar

from adapters.instagram.inbound import MENTION, READERS
from adapters.instagram.outbound import CAN, orders_of
from adapters.instagram.wire import AccountSource, mention_words
from adapters.instagram.wire_renewal import Lines
from adapters.messenger.deliveries import House
from adapters.messenger.doors import (
    APP,
    NIGHTLY,
    NUMBER,
    SECRET,
    SHARED,
    Row,
    graph_of,
    is_pushed,
    refuse,
    shared_mistakes,
)
from adapters.messenger.orders import Order
from adapters.messenger.pages import PagesChannel, Visit
from adapters.messenger.polls import Pace
from adapters.messenger.probes import Trial
from adapters.meta.wire import Graph
from adapters.settings import Account, ChannelSettings, Option
from workflow.core.messages import Attachment, OutboundMessage, Probe, Undeliverable

NAME = "instagram"
OWN = Option(name="instagram", required=True, meaning="the account's number")
LOGIN = Option(
    name="login", default="facebook", words=("facebook", "instagram"), meaning="who gave the token"
)
PAGE = Option(name="page", meaning="the number of the page that the account is linked to")
MEDIA = Option(
    name="media", default="url_only", words=("url_only", "store"), meaning="whether we keep files"
)
API = Option(name="api", meaning="another server, for trials")
OPTIONS = (OWN, LOGIN, PAGE, MEDIA, *SHARED, API)

SERVERS = {"facebook": "https://graph.facebook.com", "instagram": "https://graph.instagram.com"}
SCOPES = {
    "facebook": frozenset(
        {"instagram_basic", "instagram_manage_comments", "instagram_manage_messages"}
    ),
    "instagram": frozenset(),
}
"""What the token must allow; nobody can be asked about tokens of the other door."""

NEWS = frozenset(
    {
        *("comments", "mentions", "messages", "message_edit", "message_reactions"),
        *("messaging_postbacks", "messaging_referral", "messaging_seen"),
    }
)
"""What the account has to be subscribed to, so that nothing is missed."""

__all__ = ["CAN", "NAME", "OPTIONS", "InstagramChannel", "make"]


class InstagramChannel(PagesChannel):
    """One account over there for each of ours."""

    name = NAME
    can = CAN
    readers = READERS
    hiding: ClassVar = {"hide": True}

    def house(self, account: Account) -> House:
        """The account's number, that of its page, and whether we keep files."""
        return House(
            own=OWN.of(account),
            account=account.id,
            stores=MEDIA.of(account) == "store",
            page=PAGE.of(account),
        )

    def visit(self, account: Account, line: Graph) -> Visit | None:
        """Comments and messages; where we are called, only comments, once a day.

        Instagram calls nobody for a comment that was changed or taken away.
        """
        pushed = is_pushed(account)
        talks = "" if pushed else _sends_as(account)
        source = AccountSource(graph=line, own=OWN.of(account), talks=talks)
        return Visit(source, NIGHTLY if pushed else Pace())

    def trial(self, account: Account) -> Trial:
        """What can be asked through the door that gave the token."""
        facebook = LOGIN.of(account) == "facebook"
        return Trial(
            own=OWN.of(account),
            app=APP.of(account) if facebook else "",
            secret=SECRET.of(account),
            scopes=SCOPES[LOGIN.of(account)],
            # Fields of an account that is linked to a page are ticked in the app, for all alike.
            subscriber=OWN.of(account) if is_pushed(account) and not facebook else "",
            news=NEWS,
        )

    def probe(self, account: str) -> tuple[Probe, ...]:
        """As for pages; tokens of Instagram's own door are renewed by us, and that is told too."""
        told = super().probe(account)
        lines = self._lines
        return (*told, *lines.probes(account)) if isinstance(lines, Lines) else told

    def orders(self, message: OutboundMessage, account: Account | None) -> tuple[Order, ...]:
        """A comment, or messages."""
        owner = (OWN.of(account), _sends_as(account)) if account else ("", "")
        return orders_of(message, owner, self._settings.now())

    def download(self, account: str, file: Attachment) -> Attachment:
        """A file that a message named, or the words of a mention."""
        if not file.url.startswith(MENTION):
            return super().download(account, file)
        found = self._settings.account(account)
        if found is None:
            raise Undeliverable("no-account")
        return mention_words(self._lines[account], OWN.of(found), file)


def make(settings: ChannelSettings) -> InstagramChannel:
    """The channel of an installation; raises `BadChannels` for what could not work."""
    refuse(NAME, settings, OWN, _mistakes)
    lines = {one.id: graph_of(one, server_of(one), settings.now) for one in settings.accounts}
    if settings.renewals is None:
        return InstagramChannel(settings, lines)
    own_door = {one.id for one in settings.accounts if LOGIN.of(one) == "instagram"}
    return InstagramChannel(settings, Lines(lines, settings.renewals, own_door))


def _mistakes(account: Account) -> Iterator[Row]:
    if not NUMBER.fullmatch(OWN.of(account)):
        yield OWN, "must be the account's number, not its name"
    if LOGIN.of(account) == "facebook" and not NUMBER.fullmatch(PAGE.of(account)):
        yield PAGE, "must be the number of the page, where `login` is facebook"
    yield from shared_mistakes(account, API)


def server_of(account: Account) -> str:
    """Where an account's calls go, if no other server is named: each door has its own."""
    return API.of(account) or SERVERS[LOGIN.of(account)]


def _sends_as(account: Account) -> str:
    """Whose messages they are: the page's, or the account's own where there is none."""
    return PAGE.of(account) if LOGIN.of(account) == "facebook" else OWN.of(account)
