"""WhatsApp's own error codes, in answers and in `failed` statuses alike, as a table.

The codes that all of Meta shares stand in `adapters/meta/errors.py`. Pure.
"""

from datetime import timedelta

from adapters.meta.errors import (
    BLOCKED,
    BROKEN,
    DEAD_TOKEN,
    NO_PERMISSION,
    REJECTED,
    THROTTLED,
    WINDOW_CLOSED,
    Class,
    Codes,
    Meaning,
)

MAINTENANCE = timedelta(minutes=15)

_UNPAID = Meaning(Class.STOP, "payment-missing")
_LIMITED = Meaning(Class.STOP, "sending-limited")
_NOT_WANTED = Meaning(Class.GONE, "withheld-by-meta")
_BAD_TEMPLATE = Meaning(Class.REJECT, "template-refused")
_PAUSED_TEMPLATE = Meaning(Class.REJECT, "template-paused")
_FILE = Meaning(Class.REJECT, "file-refused")

CODES: Codes = {
    0: DEAD_TOKEN,
    130429: THROTTLED,
    130472: _NOT_WANTED,
    131000: BROKEN,
    131005: NO_PERMISSION,
    131008: REJECTED,
    131009: REJECTED,
    131016: BROKEN,
    131021: Meaning(Class.REJECT, "to-ourselves"),
    131026: Meaning(Class.GONE, "unreachable-person"),
    131030: Meaning(Class.REJECT, "not-on-test-list"),
    131031: BLOCKED,
    131037: Meaning(Class.STOP, "name-not-approved"),
    131042: _UNPAID,
    131044: _UNPAID,
    131045: BLOCKED,
    131047: WINDOW_CLOSED,
    131048: _LIMITED,
    131049: _NOT_WANTED,
    131050: _NOT_WANTED,
    131051: REJECTED,
    131052: _FILE,
    131053: _FILE,
    131056: THROTTLED,
    131057: Meaning(Class.WAIT, "maintenance", MAINTENANCE),
    131062: Meaning(Class.GONE, "needs-a-number"),
    131064: _LIMITED,
    132000: _BAD_TEMPLATE,
    132001: _BAD_TEMPLATE,
    132005: _BAD_TEMPLATE,
    132007: _BAD_TEMPLATE,
    132008: _BAD_TEMPLATE,
    132012: _BAD_TEMPLATE,
    132015: _PAUSED_TEMPLATE,
    132016: _PAUSED_TEMPLATE,
    133004: BROKEN,
    135000: BROKEN,
    137000: Meaning(Class.REJECT, "identity-changed"),
}
"""Rows of WhatsApp, which come before those of all of Meta."""
