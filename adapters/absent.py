"""What a channel does not have, said once: a line that rings, a poll, a push, a handshake.

A channel inherits what is true of it and writes the rest itself. Nothing here knows a network,
an account or a setting.
"""

from collections.abc import Iterator

from workflow.core.messages import BadSignature, Fetched, RawMessage, WebhookCall


class NotAwaited:
    """The source holds no line open on which it could ring."""

    def wait(self, account: str, seconds: float) -> bool:
        """Nobody calls: false at once."""
        del account, seconds
        return False


class NotPolled(NotAwaited):
    """What comes is brought; nothing can be asked for."""

    def fetch(self, account: str, mark: str) -> Iterator[Fetched]:
        """Nothing, whatever the mark."""
        del account, mark
        return iter(())


class NotAsked:
    """The platform never asks whether the address for pushes is ours."""

    def challenge(self, call: WebhookCall) -> str:
        """Nobody asks: always raises `BadSignature`."""
        del call
        raise BadSignature("not asked")


class NotPushed(NotAsked):
    """What comes is fetched, or brought by ourselves; nobody may push."""

    def verify(self, call: WebhookCall) -> RawMessage:
        """Nobody may push: always raises `BadSignature`."""
        del call
        raise BadSignature("not pushed")
