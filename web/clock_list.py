"""The clocks of a complaint for its page: tone, words, and what of the two laws is stricter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from web.clockfaces import ICONS, TONES, ClockFace, Counting, time_left
from web.history_words import span_of
from web.i18n import source, translate
from web.labels import label
from web.present import due_day
from workflow.core.clocks import Face
from workflow.showing import ClockView

SP4N = source("SP4N limit")
STATUTORY = source("statutory limit")
LATE_THEN = source("stopped late")
RAN_OUT = source("ran out")
FELL_AWAY = source("fell away")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """A clock as the page lists it. `limit` says of which law it is, if of one."""

    name: str
    face: ClockFace
    running: bool
    limit: str
    span: str
    rule: str
    extended_by: str
    ours: bool
    """False for clocks that run for the complainant."""
    started_at: datetime
    stopped_at: datetime | None


def clock_lines(clocks: Sequence[ClockView]) -> tuple[ClockLine, ...]:
    """Every clock, in the order of the view: running ones first."""
    return tuple(_line(view) for view in clocks)


def _line(view: ClockView) -> ClockLine:
    clock = view.clock
    return ClockLine(
        name=clock.name,
        face=_face(view),
        running=clock.running,
        limit=_limit(view),
        span=span_of(str(clock.within)),
        rule=clock.rule,
        extended_by=span_of(clock.extended_by) if clock.extended_by else "",
        ours=not view.kind.ends_in,
        started_at=clock.started_at,
        stopped_at=clock.stopped_at,
    )


def _face(view: ClockView) -> ClockFace:
    return ClockFace(
        tone=view.face,
        icon=ICONS[view.face],
        words=_words(view),
        name=label("clock", view.clock.name),
        due_at=view.due_at,
    )


def _words(view: ClockView) -> str:
    if not view.clock.running:
        if _fell_away(view):
            return translate(FELL_AWAY)
        return translate(_ENDS.get(view.clock.outcome, TONES[view.face]))
    if view.due_at is None:
        return translate(TONES[Face.PAUSED])
    return time_left(view.due_at, Counting(view.clock.span.unit, view.clock.calendar))


_ENDS = {"late": LATE_THEN, "over": RAN_OUT}


def _fell_away(view: ClockView) -> bool:
    """Ended in time, and not by what it waits for; figures leave it out, too (`recap.clocks`)."""
    clock = view.clock
    if clock.outcome != "met":
        return clock.outcome == "void"
    settled = clock.name != "resolution" or clock.stopped_by == "resolved"
    return not settled or clock.stopped_by == "withdrawn"


def _limit(view: ClockView) -> str:
    if view.kind.sp4n:
        return translate(SP4N)
    return translate(STATUTORY) if view.kind.statutory else ""


def strictest(clocks: Sequence[ClockView]) -> str:
    """Which of the SP4N limit and the statutory limit is over first; empty without both."""
    sp4n = _first_due(view for view in clocks if view.kind.sp4n)
    statutory = _first_due(view for view in clocks if view.kind.statutory)
    if sp4n is None or statutory is None:
        return ""
    limit = SP4N if sp4n <= statutory else STATUTORY
    return translate(
        "The {limit} is the stricter one: {date}.",
        limit=translate(limit),
        date=due_day(min(sp4n, statutory), "short"),
    )


def _first_due(clocks: Iterable[ClockView]) -> datetime | None:
    """When the first of the running ones is over."""
    return min((v.due_at for v in clocks if v.clock.running and v.due_at), default=None)
