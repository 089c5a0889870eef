"""One channel by its name, for commands that read messages and need no office.

What the channels are is known to `config` alone.
"""

from config.mistakes import not_among
from config.settings import Settings
from config.wiring import channels_of
from workflow.core.messages import Channel
from workflow.core.refusal import Refused


def channel_named(settings: Settings, name: str) -> Channel:
    """A channel that is switched on; raises `Refused` for any other."""
    channels = channels_of(settings)
    if name not in channels:
        raise Refused("no-such-channel", f"channel: {not_among(name, channels)}")
    return channels[name]
