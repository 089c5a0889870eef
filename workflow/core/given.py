"""What can be asked and can have happened within a unit: who of its people works on a complaint.

The unit stays the holder: clocks, and the time that is booked to it, take no notice.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Give:
    """Give a complaint to a colleague of the unit (`to`, a staff id), or back to all of it.

    `of_unit` is the unit of that colleague, which the engine looks up.
    """

    complaint: int
    to: str = ""
    reason: str = ""
    of_unit: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Somebody of the unit works on it from now on; empty: nobody more than the others."""

    to: str = ""
