"""The channels that this office has switched on, as the engine sees them."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from workflow.core.messages import Channel
from workflow.core.refusal import Refused

Owners = Mapping[tuple[str, str], str]
"""The unit whose address an account is, by channel and account."""


class Channels:
    """Channels by name; asking for one that is off is refused in words.

    `owners` is asked once, when somebody wants to know whose an account is.
    """

    def __init__(
        self, channels: Mapping[str, Channel], owners: Callable[[], Owners] = dict
    ) -> None:
        self._channels = dict(channels)
        self._ask = owners

    @cached_property
    def _owners(self) -> Owners:
        return self._ask()

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

    def account_for(self, name: str, unit: str) -> str:
        """The unit's own account on a channel; the office's, which stands first, without one."""
        accounts = self.get(name).accounts
        own = (account for account in accounts if self._owners.get((name, account)) == unit)
        return next(own, accounts[0])

    def __iter__(self) -> Iterator[Channel]:
        return iter(self._channels.values())

    def __contains__(self, name: str) -> bool:
        return name in self._channels
