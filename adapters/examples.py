"""A channel without its platform: reads what it would read, and sends nothing anywhere.

For demo offices: whatever is said through it is taken and thrown away, and nothing is ever
fetched or taken in. Calls nobody.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from workflow.core.messages import (
    Attachment,
    BadSignature,
    Channel,
    Fetched,
    OutboundMessage,
    Probe,
    RawMessage,
    Read,
    Sent,
    Undeliverable,
    WebhookCall,
)


class ExampleChannel:
    """A real channel's eyes and hands, and no line to anybody."""

    def __init__(self, real: Channel) -> None:
        self.name = real.name
        self.accounts = real.accounts
        self.can = replace(real.can, poll=False, wait=False, push=False, receipts=False)
        self._real = real

    def fetch(self, account: str, mark: str) -> Iterator[Fetched]:
        """There is nobody to ask."""
        del account, mark
        return iter(())

    def wait(self, account: str, seconds: float) -> bool:
        """Nothing will come."""
        del account, seconds
        return False

    def probe(self, account: str) -> tuple[Probe, ...]:
        """Nothing is tried."""
        del account
        return ()

    def verify(self, call: WebhookCall) -> RawMessage:
        """Nobody may push."""
        raise BadSignature("no-account")

    def challenge(self, call: WebhookCall) -> str:
        """Nobody may ask."""
        raise BadSignature("no-account")

    def parse(self, raw: RawMessage) -> list[Read]:
        """As the real one reads it."""
        return self._real.parse(raw)

    def send(self, message: OutboundMessage) -> Sent:
        """Taken, and gone."""
        return Sent(external_id=f"{message.key}@example")

    def hide(self, account: str, external_id: str) -> None:
        """Hidden from nobody."""

    def download(self, account: str, file: Attachment) -> Attachment:
        """There is no file behind an example's link."""
        raise Undeliverable("gone")

    def files(self, account: str, path: Path) -> Iterable[tuple[str, RawMessage]]:
        """As the real one finds them."""
        return self._real.files(account, path)
