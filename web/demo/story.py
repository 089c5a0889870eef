"""What a demo story is: one arrival, and the plan of what people do about it afterwards.

Values only. `plot.py` makes them; the player sends them through intake and engine. Nothing
in here knows the lifecycle or the clocks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from web.demo.people import Person

REFERENCE = "<reference>"
"""Stands in the text of a mail that quotes a reference; the player puts the real one there."""

MAIL_KINDS = ("person", "auto_reply", "bounce", "stranger_quotes_reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something done to a complaint, `after` the step before it (or after its arrival).

    `what` is one of `courses.DEEDS`, which says what `code` holds: a reason of the office's
    closed lists, or an agency. `unit` is set where a unit is given the complaint; `evidence`
    where an answer has some.
    """

    after: timedelta
    what: str
    text: str = ""
    code: str = ""
    unit: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One message that arrives, and what becomes of it until the plot ends.

    Ids (`klass`, `category`, `unit`, `reported_unit`, `agency`) are those of `config/rules`.
    `safety` is empty, `danger`, `sexual_violence` or `child`. `duplicate_of` and `about` are
    numbers of earlier stories: the one that it is merged into, and the one to which a mail
    that is no complaint (`mail_kind`) belongs. Such mails have no class, unit or steps.
    """

    number: int
    arrives_at: datetime
    channel: str
    person: Person
    subject: str
    text: str
    language: str = "id"
    klass: str = ""
    category: str = ""
    oversight: bool = False
    unit: str = ""
    reported_unit: str = ""
    agency: str = ""
    safety: str = ""
    priority: str = "normal"
    duplicate_of: int | None = None
    about: int | None = None
    mail_kind: str = "person"
    steps: tuple[Step, ...] = ()

    @property
    def moments(self) -> tuple[datetime, ...]:
        """When each step happens, in aware UTC."""
        at, found = self.arrives_at, []
        for step in self.steps:
            at += step.after
            found.append(at)
        return tuple(found)
