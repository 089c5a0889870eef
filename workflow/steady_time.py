"""The time of day as one complaint sees it: it never goes back.

Clocks of machines are set back, and those of two machines differ. A history stands in the
order in which it was written (`seq`), so no event of a complaint is dated before the last
one, and none before the message that opened it; what is told of a message lies between its
sending and now. Where the time of day jumped ahead, what it brought about stands: it is on
record with the time at which it was seen. Reads no clock; `now` is handed in.
"""

from dataclasses import replace
from datetime import datetime

from workflow.core import commands as c
from workflow.core.facts import Facts


def steady(facts: Facts, command: c.Command, now: datetime) -> tuple[c.Command, datetime]:
    """The command and the time at which it is carried out, for a complaint of these facts."""
    now = max(now, facts.changed_at or now)
    if isinstance(command, c.Open):
        return command, max(now, command.received_at)
    if isinstance(command, c.RecordDelivery) and command.message in facts.went:
        sent_at = facts.went[command.message].at
        return replace(command, at=min(max(command.at, sent_at), now)), now
    return command, now
