"""Kentongan put together: its options, what it can do, and its parts.

Polled by default, and pushed as well where the office has an address that Kentongan can call:
the same beat is the same message either way.
"""

from collections.abc import Iterator

from adapters.absent import NotAwaited
from adapters.documents import AsDocuments
from adapters.sending import send_parts
from adapters.settings import Account, ChannelSettings, Option, refuse
from tests.adapters.made_up.kentongan.inbound import beat_number, read
from tests.adapters.made_up.kentongan.outbound import CAN, hiding, orders_of
from tests.adapters.made_up.kentongan.place import place_of
from tests.adapters.made_up.kentongan.wire import (
    BadAddress,
    Line,
    answer_question,
    check_seal,
    line_of,
)
from workflow.core.messages import (
    Attachment,
    BadSignature,
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

NAME = "kentongan"
POST = Option(name="post", required=True, meaning="the name of the office's guard post")
TOKEN = Option(name="token", required=True, secret=True, meaning="opens the post to us")
SECRET = Option(name="secret", secret=True, meaning="seals what is pushed to us")
OLD_SECRET = Option(name="old_secret", secret=True, meaning="also valid while `secret` replaces it")
API = Option(name="api", default="https://api.kentongan.example", meaning="another server")
OPTIONS = (POST, TOKEN, SECRET, OLD_SECRET, API)

__all__ = ["CAN", "NAME", "OPTIONS", "KentonganChannel", "make"]


class KentonganChannel(NotAwaited, AsDocuments):
    """One guard post for each account; `lines` by the account's id."""

    name = NAME

    def __init__(self, settings: ChannelSettings, lines: dict[str, Line]) -> None:
        self.can = CAN
        self.accounts = tuple(lines)
        self._settings = settings
        self._lines = lines

    def fetch(self, account: str, mark: str) -> Iterator[Fetched]:
        """Beats after the mark, oldest first; what was there before the first poll is old."""
        line = self._lines.get(account)
        if line is None:
            raise ChannelDown("no-account")
        place = place_of(mark)
        if place is None:
            place = line.beginning()
            yield Fetched(mark=place.mark)
        while beats := line.after(place.after):
            for beat in beats:
                place = place.past(beat.number)
                raw = self.raw(account, beat.body)
                yield Fetched(mark=place.mark, raw=raw, listed=1, old=beat.number <= place.old)

    def probe(self, account: str) -> tuple[Probe, ...]:
        """Whether the token opens our post, for both ways."""
        line = self._lines.get(account)
        return line.probes() if line else (Probe(what="sign_in", code="no-account"),)

    def verify(self, call: WebhookCall) -> RawMessage:
        """The pushed beat, if a secret of the account sealed these very bytes."""
        check_seal(call, self._secrets(call.account))
        return self.raw(call.account, call.body)

    def challenge(self, call: WebhookCall) -> str:
        """The riddle back, if whoever asks could seal it."""
        return answer_question(call, self._secrets(call.account))

    def parse(self, raw: RawMessage) -> list[Read]:
        """The one event in the document."""
        account = self._settings.account(raw.account)
        return read(raw, POST.of(account) if account else "")

    def send(self, message: OutboundMessage) -> Sent:
        """One call for each part; the message is known by the id of its last part."""
        orders = orders_of(message, self._settings.now())
        line = self._lines.get(message.account)
        if line is None:
            raise Undeliverable("no-account")
        keys = tuple(order.key for order in orders)
        ids = send_parts(keys, lambda _, number: line.post(orders[number - 1]))
        return Sent(external_id=ids[-1], delivered=message.visibility is Visibility.PUBLIC)

    def hide(self, account: str, external_id: str) -> None:
        """Turn a beat in the square to the wall; its drummer still hears it."""
        line = self._lines.get(account)
        if line is None:
            raise Undeliverable("no-account")
        line.post(hiding(external_id))

    def download(self, account: str, file: Attachment) -> Attachment:
        """A file that a beat named."""
        line = self._lines.get(account)
        if line is None:
            raise Undeliverable("no-account")
        return line.download(file)

    def id_in(self, body: bytes) -> str:
        """A repetition is known by the beat's number, pushed, polled or imported."""
        number = beat_number(body)
        return f"beat-{number}" if number else ""

    def _secrets(self, account: str) -> tuple[str, ...]:
        found = self._settings.account(account)
        if found is None:
            raise BadSignature("no-account")
        return SECRET.of(found), OLD_SECRET.of(found)


def make(settings: ChannelSettings) -> KentonganChannel:
    """The channel of an installation; raises `BadChannels` for addresses that may not be called."""
    refuse(NAME, settings, _mistakes)
    lines = {one.id: _line(one, settings) for one in settings.accounts}
    return KentonganChannel(settings, lines)


def _mistakes(account: Account) -> Iterator[tuple[str, str]]:
    try:
        line_of(API.of(account), POST.of(account), "")
    except BadAddress as bad:
        yield API.name, str(bad)


def _line(account: Account, settings: ChannelSettings) -> Line:
    return line_of(API.of(account), POST.of(account), TOKEN.of(account), settings.now)
