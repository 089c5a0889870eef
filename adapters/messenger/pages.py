"""A channel to pages of Facebook or accounts of Instagram: what both do alike.

What differs is said by whoever inherits: the calls of an answer, what is asked of an account,
and in which words a comment is hidden.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from adapters.absent import NotAwaited
from adapters.documents import AsDocuments
from adapters.messenger.deliveries import House, Houses, Readers, read_all
from adapters.messenger.doors import challenge_of, check_push, to_forget, withdrawn
from adapters.messenger.lines import post
from adapters.messenger.orders import Order, named
from adapters.messenger.polls import Account as Polled
from adapters.messenger.polls import Pace, Source, poll
from adapters.messenger.probes import Trial, probe
from adapters.meta.wire import Graph, Link
from adapters.sending import send_parts
from adapters.settings import Account, ChannelSettings
from workflow.core.messages import (
    Attachment,
    Capabilities,
    ChannelDown,
    Fetched,
    OutboundMessage,
    Probe,
    RawMessage,
    Read,
    Sent,
    Undeliverable,
    Visibility,
    WebhookCall,
)


@dataclass(frozen=True, slots=True)
class Visit:
    """What an account is asked for in a poll, and how often."""

    source: Source
    pace: Pace


class PagesChannel(NotAwaited, AsDocuments):
    """One page or account over there for each of ours; `lines` by the account's id."""

    can: Capabilities
    readers: ClassVar[Readers]
    hiding: ClassVar[Mapping[str, object]]
    """What is posted to a comment to hide it."""

    def __init__(self, settings: ChannelSettings, lines: Mapping[str, Graph]) -> None:
        self.accounts = tuple(lines)
        self._settings = settings
        self._lines = lines
        self._houses = Houses(tuple(self.house(one) for one in settings.accounts))

    def house(self, account: Account) -> House:
        """Under which numbers an account is known over there."""
        raise NotImplementedError

    def visit(self, account: Account, line: Graph) -> Visit | None:
        """What a poll asks for; nothing where we are called for all of it."""
        raise NotImplementedError

    def trial(self, account: Account) -> Trial:
        """What the test button expects of an account."""
        raise NotImplementedError

    def orders(self, message: OutboundMessage, account: Account | None) -> tuple[Order, ...]:
        """The calls of an answer; raises `Undeliverable` for what cannot be said there."""
        raise NotImplementedError

    def fetch(self, account: str, mark: str) -> Iterator[Fetched]:
        """What is new, changed or gone since `mark`."""
        found = self._settings.account(account)
        if found is None:
            raise ChannelDown("no-account")
        visit = self.visit(found, self._lines[account])
        if visit is not None:
            now = self._settings.now()
            yield from poll(Polled(self.name, account), mark, visit.source, now, visit.pace)

    def probe(self, account: str) -> tuple[Probe, ...]:
        """Whether the token is good, for all that we need, and what we are called for."""
        found = self._settings.account(account)
        if found is None:
            return (Probe(what="sign_in", code="no-account"),)
        return probe(self._lines[account], self.trial(found))

    def verify(self, call: WebhookCall) -> RawMessage:
        """The delivery, if the app's secret signed it."""
        check_push(self._settings.account(call.account), call)
        return self.raw(call.account, call.body)

    def to_forget(self, call: WebhookCall) -> str:
        """Whom Meta asks us to forget; raises `BadSignature`."""
        return to_forget(self._settings.account(call.account), call)

    def withdrawn(self, call: WebhookCall) -> tuple[str, ...]:
        """The accounts of the app that somebody took off; raises `BadSignature`."""
        return withdrawn(self._settings.accounts, call)

    def challenge(self, call: WebhookCall) -> str:
        """Meta's words back to it, if it knows our own; raises `BadSignature`."""
        return challenge_of(self._settings.account(call.account), call)

    def parse(self, raw: RawMessage) -> list[Read]:
        """Everything in the delivery, for all of our accounts, or the one thing polled."""
        return read_all(raw, self._houses, self.readers)

    def send(self, message: OutboundMessage) -> Sent:
        """Texts and files, one call each; the message is known by the id of its last part."""
        account = self._settings.account(message.account)
        orders = self.orders(message, account)
        if account is None:
            raise Undeliverable("no-account")
        line = self._lines[account.id]
        calls = tuple(order.path for order in orders)
        ids = send_parts(calls, lambda _, number: post(line, orders[number - 1]))
        public = message.visibility is Visibility.PUBLIC
        return Sent(external_id=ids[-1], delivered=public or not self.can.receipts)

    def hide(self, account: str, external_id: str) -> None:
        """Hide a comment, or a post of a visitor; its author still sees it."""
        if account not in self._lines:
            raise Undeliverable("no-account")
        self._lines[account].post(named(external_id, "c", "p")[1], self.hiding)

    def download(self, account: str, file: Attachment) -> Attachment:
        """A file that a message named: its link needs no token, and dies soon.

        Raises `TryLater`, or `Undeliverable` if it is gone. Only Meta's own hosts are called.
        """
        if account not in self._lines:
            raise Undeliverable("no-account")
        link = Link(url=file.url, bare=True)
        return replace(file, content=self._lines[account].fetch(link))
