"""What was pressed on a form page, and the command that it stands for.

Pages make a command here when somebody presses, and the worker makes it again from the same
words once the time to take it back is over: so both mean the same. Judges nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workflow.core.commands import Act, Command, Extend, Note, Reply
from workflow.core.facts import Facts
from workflow.core.personal_data import Finding
from workflow.core.public_commands import Publish
from workflow.core.refusal import Refused

REPLY = "reply"
"""The form page of words that move nothing."""

NOTE = "note"
"""The form page of words that stay in the office."""

EXTEND = "extend"
ANSWER, RELEASE = "public", "release"
"""Answering comment n in public (`public-n`), letting proposal n go (`release-n`)."""

SPLIT = "split"
"""Splitting a second matter off: its words, and the numbers of the messages and files, apart by
blanks, that go over as copies."""

CONFIRM, CONFIRMED = "confirm", "yes"
"""The field that says of what looks like personal data that everybody may read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """Somebody pressed send: on which form page of which complaint, with which values.

    `files` are the tokens of uploads; `seen` is the history's length that they saw.
    """

    complaint: int
    sheet: str
    values: Mapping[str, str]
    files: tuple[str, ...] = ()
    seen: int

    @property
    def page(self) -> tuple[str, int]:
        """The form page, and the number of the message that it is about; 0 for none."""
        return page_of(self.sheet)


def page_of(sheet: str) -> tuple[str, int]:
    """`release-5` is the page `release` of message 5; pages of moves are about none."""
    name, _, number = sheet.partition("-")
    return name, int(number or 0)


def together(sheet: str, field: str) -> str:
    """Under which name the words of a field are kept that were sent to many at once."""
    return f"many-{sheet}.{field}"


def extension(pressed: Pressed, facts: Facts) -> Extend:
    """More time for a clock; raises `Refused` where it does not run."""
    values = pressed.values
    clock = facts.clocks.get(values["clock"])
    if clock is None or not clock.running:
        raise Refused("no-such-clock", "No such clock is running.")
    return Extend(
        complaint=pressed.complaint,
        clock=clock.name,
        by=f"{values.get('count', '')} {clock.within.unit}",
        ground=values.get("ground", ""),
        letter=values.get("letter", ""),
    )


def written(pressed: Pressed, files: tuple[int, ...] = ()) -> Command:
    """A reply, a note, or the move after which the form page is named."""
    complaint, values, seen = pressed.complaint, dict(pressed.values), pressed.seen
    if pressed.sheet == REPLY:
        return Reply(complaint=complaint, text=values["text"], files=files, seen=seen)
    if pressed.sheet == NOTE:
        return Note(complaint=complaint, text=values["text"])
    return Act(complaint=complaint, move=pressed.sheet, values=values, files=files, seen=seen)


def publication(pressed: Pressed, facts: Facts, found: Iterable[Finding]) -> Publish:
    """A public answer, or a proposal that is let go; `found` is what its words may give away."""
    name, number = pressed.page
    return Publish(
        complaint=pressed.complaint,
        answers=number if name == ANSWER else facts.proposed.get(number, 0),
        text=pressed.values["text"],
        draft=number if name == RELEASE else 0,
        found=tuple({finding.kind for finding in found}),
        confirmed=pressed.values.get(CONFIRM) == CONFIRMED,
        seen=pressed.seen,
    )
