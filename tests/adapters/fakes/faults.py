"""The usual ways in which a pretend platform fails, and the contract's names for them."""

from collections.abc import Mapping
from enum import StrEnum

from tests.adapters.terms import Trouble


class Fault(StrEnum):
    """What goes wrong with the next call that changes something."""

    NONE = "none"
    REFUSED = "refused"
    BUSY = "busy"
    AWAY = "away"
    LOST = "taken, and hung up"
    GARBLED = "taken, and nonsense answered"


FAULTS: Mapping[Trouble | None, Fault] = {
    None: Fault.NONE,
    Trouble.REFUSED: Fault.REFUSED,
    Trouble.THROTTLED: Fault.BUSY,
    Trouble.AWAY: Fault.AWAY,
    Trouble.TIMED_OUT: Fault.LOST,
    Trouble.MALFORMED: Fault.GARBLED,
}
