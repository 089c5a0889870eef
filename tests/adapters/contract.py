"""The contract that every channel keeps.

A channel's test file inherits it, states the channel's name and capabilities, lays samples
beside it, and says how to stand on the other side of the wire: see adapters/README.md.
"""

from tests.adapters.arriving import Arriving
from tests.adapters.manners import Manners
from tests.adapters.reading import Reading
from tests.adapters.recording import Recording
from tests.adapters.sending import Sending
from tests.adapters.terms import ACCOUNT, NOW, TOKEN, Arrived, Trouble

__all__ = ["ACCOUNT", "NOW", "TOKEN", "Arrived", "ChannelContract", "Trouble"]


class ChannelContract(Reading, Recording, Arriving, Sending, Manners):
    """Inherit this as `class TestSomeChannel(ChannelContract)`; see `terms.Terms`."""
