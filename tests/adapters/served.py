"""The contract against a server of ours that speaks the platform's protocol, faults included.

The server is `there`; a fixture of the channel's test file starts it once, and each test begins
with it empty.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from tests.adapters.contract import ChannelContract, Trouble
from workflow.core.messages import Channel


class ServedContract(ChannelContract):
    """Inherit this where `there` has `empty()`, and `moods.faults` of the next calls."""

    there: ClassVar[Any]
    faults: ClassVar[Mapping[Trouble | None, object]]
    """How the server is told to fail; `None`: not at all."""

    def channel(self) -> Channel:
        self.there.empty()
        return super().channel()

    def provoke(self, channel: Channel, *troubles: Trouble | None) -> None:
        self.there.moods.faults.extend(self.faults[trouble] for trouble in troubles)
