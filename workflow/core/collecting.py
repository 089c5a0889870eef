"""What a channel may do beside its interface for whole systems at the other end.

Be told how complaints fare, and fetch what the office says where the office cannot call.
"""

from typing import Protocol, runtime_checkable

from workflow.core.messages import News, OutboundMessage, Sent, WebhookCall


@runtime_checkable
class Tells(Protocol):
    """A channel whose other side wants to hear where its complaints stand.

    It knows by its key what it was told before: telling twice does no harm.
    """

    def tells(self, account: str) -> bool:
        """Whether an account is told at all."""

    def tell(self, news: News) -> Sent:
        """Tell it; raises like `Channel.send`."""


@runtime_checkable
class Collected(Protocol):
    """A channel from which the other side may fetch what was not pushed."""

    def is_collected(self, account: str) -> bool:
        """Whether nothing is pushed to an account: the other side comes for everything."""

    def check_collector(self, call: WebhookCall) -> None:
        """Raise `BadSignature` unless the other side asks; the body is the address it asked."""

    def parcel(self, going: OutboundMessage | News) -> bytes:
        """What would be pushed, as one JSON object."""
