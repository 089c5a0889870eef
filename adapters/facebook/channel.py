"""Facebook put together: its options, what it can do, and its parts.

Polled by default, which works behind every firewall; pushed where the office has an address
that Meta can call. One address may be called for all pages of an app: each part of a delivery
goes to the account whose page it names.
"""

from collections.abc import Iterator
from typing import ClassVar

from adapters.facebook.inbound import READERS
from adapters.facebook.outbound import CAN, orders_of
from adapters.facebook.wire import PageSource
from adapters.messenger.deliveries import House
from adapters.messenger.doors import (
    APP,
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
from workflow.core.messages import OutboundMessage

NAME = "facebook"
PAGE = Option(name="page", required=True, meaning="the page's number")
API = Option(name="api", default="https://graph.facebook.com", meaning="another server, for trials")
OPTIONS = (PAGE, *SHARED, API)

SCOPES = frozenset(
    {
        *("pages_show_list", "pages_manage_metadata", "pages_read_engagement"),
        *("pages_read_user_content", "pages_manage_engagement", "pages_messaging"),
    }
)
NEWS = frozenset(
    {
        *("feed", "mention", "messages", "message_echoes", "message_edits", "message_reactions"),
        *("message_deliveries", "message_reads", "messaging_postbacks", "messaging_referrals"),
        *("messaging_handovers", "messaging_policy_enforcement", "standby"),
    }
)
"""What the page has to be subscribed to, so that nothing is missed."""

__all__ = ["CAN", "NAME", "OPTIONS", "FacebookChannel", "make"]


class FacebookChannel(PagesChannel):
    """One page for each account."""

    name = NAME
    can = CAN
    readers = READERS
    hiding: ClassVar = {"is_hidden": True}

    def house(self, account: Account) -> House:
        """The page's number."""
        return House(own=PAGE.of(account), account=account.id)

    def visit(self, account: Account, line: Graph) -> Visit | None:
        """Posts, comments and messages; nothing where we are called for them."""
        if is_pushed(account):
            return None
        return Visit(PageSource(line, PAGE.of(account)), Pace())

    def trial(self, account: Account) -> Trial:
        """All rights that a page needs, and the news that it has to be subscribed to."""
        page = PAGE.of(account)
        return Trial(
            own=page,
            app=APP.of(account),
            secret=SECRET.of(account),
            scopes=SCOPES,
            subscriber=page if is_pushed(account) else "",
            news=NEWS,
        )

    def orders(self, message: OutboundMessage, account: Account | None) -> tuple[Order, ...]:
        """A comment, or texts and files by the Messenger."""
        page = PAGE.of(account) if account else ""
        return orders_of(message, page, self._settings.now())


def make(settings: ChannelSettings) -> FacebookChannel:
    """The channel of an installation; raises `BadChannels` for what no page could work with."""
    refuse(NAME, settings, PAGE, _mistakes)
    lines = {one.id: graph_of(one, API.of(one), settings.now) for one in settings.accounts}
    return FacebookChannel(settings, lines)


def _mistakes(account: Account) -> Iterator[Row]:
    if not NUMBER.fullmatch(PAGE.of(account)):
        yield PAGE, "must be the page's number, not its name"
    yield from shared_mistakes(account, API)
