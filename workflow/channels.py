"""The channels that this office has switched on, as the engine sees them."""

from collections.abc import Iterator, Mapping

from workflow.core.messages import Channel
from workflow.core.refusal import Refused


class Channels:
    """Channels by name; asking for one that is off is refused in words."""

    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self._channels = dict(channels)

    def get(self, name: str) -> Channel:
        """The channel of that name; raises `Refused` if it is not switched on."""
        channel = self._channels.get(name)
        if channel is None:
            raise Refused(
                "no-such-channel",
                "There is no channel “{name}” here; there are: {names}.",
                name=name,
                names=", ".join(self._channels),
            )
        return channel

    def __iter__(self) -> Iterator[Channel]:
        return iter(self._channels.values())

    def __contains__(self, name: str) -> bool:
        return name in self._channels
