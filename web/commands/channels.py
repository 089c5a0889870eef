"""One channel by its name, for commands that read messages and need no office.

What the channels are is known to `config` alone.
"""

from config.channels import channels_of
from config.mistakes import not_among
from config.settings import Settings
from workflow.core.messages import Channel
from workflow.core.refusal import Refused
from workflow.now import now


def channel_named(settings: Settings, name: str) -> Channel:
    """A channel that is switched on; raises `Refused` for any other."""
    channels = channels_of(settings, now)
    if name not in channels:
        raise Refused("no-such-channel", f"channel: {not_among(name, channels)}")
    return channels[name]
