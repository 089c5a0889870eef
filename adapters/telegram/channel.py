"""Telegram put together: its options, what it can do, and its parts.

Polled by default, which works behind every firewall; pushed where the office has an address
that Telegram can call. Reading is `inbound.py`, writing `outbound.py`, the network `wire.py`.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from threading import Lock

from adapters.absent import NotAsked
from adapters.documents import AsDocuments
from adapters.sending import parts_of, send_parts
from adapters.settings import Account, ChannelSettings, Option, refuse
from adapters.telegram.inbound import PRESSED, Bot, read, update_id
from adapters.telegram.outbound import CAN, PLEASE_WRITE, orders_of
from adapters.telegram.updates import Update
from adapters.telegram.wire import BadAddress, Line, check_secret, line_of
from workflow.core.messages import (
    Attachment,
    BadSignature,
    ChannelDown,
    Fetched,
    InboundMessage,
    OutboundMessage,
    Probe,
    RawMessage,
    Read,
    Sent,
    Trouble,
    Undeliverable,
    WebhookCall,
)

NAME = "telegram"
TOKEN = Option(name="token", required=True, secret=True, meaning="the bot's token")
SECRET = Option(name="secret", secret=True, meaning="comes with each push (`secret_token`)")
OLD_SECRET = Option(name="old_secret", secret=True, meaning="also valid while `secret` replaces it")
RECEIVE = Option(
    name="receive", default="poll", words=("poll", "push"), meaning="whether we ask or are called"
)
API = Option(name="api", default="https://api.telegram.org", meaning="an own Bot API server")
OPTIONS = (TOKEN, SECRET, OLD_SECRET, RECEIVE, API)

TOKEN_FORM = re.compile(r"(\d{1,20}):[\w-]{20,}")
MARK_FORM = re.compile(r"\d{1,20}", re.ASCII)
SECRET_FORM = re.compile(r"[\w-]{1,256}", re.ASCII)

__all__ = ["CAN", "NAME", "OPTIONS", "TelegramChannel", "make"]


class TelegramChannel(NotAsked, AsDocuments):
    """One bot for each account; `lines` by the account's id."""

    name = NAME

    def __init__(self, settings: ChannelSettings, lines: dict[str, Line]) -> None:
        self.can = CAN
        self.accounts = tuple(lines)
        self._settings = settings
        self._lines = lines
        self._listening = {account: Lock() for account in lines}

    def fetch(self, account: str, mark: str) -> Iterator[Fetched]:
        """Updates from number `mark` on, oldest first; asking further confirms them over there.

        Nothing while another thread waits for news: had there been any, it would be back.
        """
        if account not in self._lines:
            raise ChannelDown("no-account")
        offset = int(mark) if MARK_FORM.fullmatch(mark) else 0
        while batch := self._updates(account, offset):
            for update in batch:
                offset = max(offset, update.number + 1)
                raw = self.raw(account, update.body)
                yield Fetched(mark=str(offset), raw=raw, listed=1)
                self._greet(raw)

    def wait(self, account: str, seconds: float) -> bool:
        """A long poll that confirms nothing: tells whether there is anything to fetch."""
        if self._is_pushed(account):
            return False
        with self._listening[account]:
            return bool(self._lines[account].updates(None, int(seconds), limit=1))

    def probe(self, account: str) -> tuple[Probe, ...]:
        """Whether the token is good, and what Telegram says of a webhook."""
        line = self._lines.get(account)
        if line is None:
            return (Probe(what="sign_in", code="no-account"),)
        try:
            name = line.ask("getMe").inner("result").line("username")
            hook = line.ask("getWebhookInfo").inner("result")
            late, code = hook.id("pending_update_count"), hook.line("last_error_message")
            trouble = "push-failed" if code else ""
            return (
                Probe(what="sign_in", detail=name),
                Probe(what="webhook", code=trouble, detail=f"{late or 0} waiting"),
            )
        except (Trouble, ValueError) as trouble:
            return (Probe(what="sign_in", code=getattr(trouble, "code", "strange-answer")),)

    def verify(self, call: WebhookCall) -> RawMessage:
        """The pushed update, under its number, if it came with a secret of the account."""
        account = self._settings.account(call.account)
        if account is None:
            raise BadSignature("no-account")
        check_secret(call.headers, (SECRET.of(account), OLD_SECRET.of(account)))
        return self.raw(call.account, call.body)

    def parse(self, raw: RawMessage) -> list[Read]:
        """The event in the update."""
        account = self._settings.account(raw.account)
        return read(raw, _bot(account) if account else Bot("", ""))

    def send(self, message: OutboundMessage) -> Sent:
        """Texts and files, one call each; the message is known by the id of its last part."""
        parts = parts_of(message, self.can)
        line = self._lines.get(message.account)
        if line is None:
            raise Undeliverable("no-account")
        orders = orders_of(message, parts)
        calls = tuple(order.method for order in orders)
        ids = send_parts(calls, lambda _, number: line.post(orders[number - 1]))
        return Sent(external_id=ids[-1])

    def download(self, account: str, file: Attachment) -> Attachment:
        """A file that an update named."""
        if account not in self._lines:
            raise Undeliverable("no-account")
        return self._lines[account].download(file)

    def id_in(self, body: bytes) -> str:
        """The same update is the same message, pushed or polled."""
        number = update_id(body)
        return f"update-{number}" if number else ""

    def _updates(self, account: str, offset: int) -> list[Update]:
        lock = self._listening[account]
        if self._is_pushed(account) or not lock.acquire(blocking=False):
            return []
        try:
            return self._lines[account].updates(offset)
        finally:
            lock.release()

    def _is_pushed(self, account: str) -> bool:
        found = self._settings.account(account)
        return found is not None and RECEIVE.of(found) == "push"

    def _greet(self, raw: RawMessage) -> None:
        """Whoever pressed our button is asked to write; if that fails, nothing is lost."""
        for one in self.parse(raw):
            if isinstance(one, InboundMessage) and one.external_id.startswith(PRESSED):
                words = PLEASE_WRITE.get(one.language, PLEASE_WRITE["id"])
                fields = {"callback_query_id": one.external_id.removeprefix(PRESSED), "text": words}
                with suppress(Trouble, ValueError):
                    self._lines[raw.account].ask("answerCallbackQuery", **fields)


def make(settings: ChannelSettings) -> TelegramChannel:
    """The channel of an installation; raises `BadChannels` for what no bot could work with."""
    refuse(NAME, settings, _mistakes)
    lines = {one.id: line_of(API.of(one), TOKEN.of(one)) for one in settings.accounts}
    return TelegramChannel(settings, lines)


def _mistakes(account: Account) -> Iterator[tuple[str, str]]:
    if not TOKEN_FORM.fullmatch(TOKEN.of(account)):
        yield TOKEN.name, "is not the token of a bot"
    for option in (SECRET, OLD_SECRET):
        if option.of(account) and not SECRET_FORM.fullmatch(option.of(account)):
            yield option.name, "may hold 1 to 256 of A-Z, a-z, 0-9, _ and -"
    if RECEIVE.of(account) == "push" and not SECRET.of(account):
        yield SECRET.name, "is missing; without it nobody could tell who pushes"
    try:
        line_of(API.of(account), "")
    except BadAddress as bad:
        yield API.name, str(bad)


def _bot(account: Account) -> Bot:
    """Its number stands before the colon of its token; its name is the account's address."""
    return Bot(TOKEN.of(account).partition(":")[0], account.address.lstrip("@"))
