"""The page of one complaint: conversation, clocks, facts, moves and history, and why a date.

Shows and changes nothing. Greyed moves carry the sentence with which the engine refuses.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import history
from web.access import allow
from web.clock_list import clock_lines, strictest
from web.conversation import talk
from web.flags import flags_of
from web.giving import given_to
from web.here import actor, installation
from web.i18n import say, translate
from web.labels import label
from web.looking import Looked, look
from web.mentioning import offers_of, read_calls
from web.pages.delivery import deciding
from web.pages.duties import done_outside, may_complete
from web.postponing import rows_of
from web.present import voice
from web.relations import relations_of
from web.remarks import remarks_of
from web.writing import writing_of
from workflow.core.moves import Offer
from workflow.core.refusal import NotFound
from workflow.core.roles import OFFICERS, May
from workflow.core.trace import Trace
from workflow.core.trace_words import told
from workflow.showing import why

blueprint = Blueprint("complaint", __name__)


@dataclass(frozen=True, slots=True)
class Greyed:
    """Moves that are refused for the same reason, and the reason."""

    buttons: tuple[str, ...]
    sentence: str


@blueprint.get("/aduan/<reference>")
@allow(May.SEE_ALL, May.SEE_UNIT)
def show(reference: str) -> ResponseReturnValue:
    looked = look(reference)
    if looked.reference != reference:
        return redirect(url_for("complaint.show", reference=looked.reference))
    view = looked.view
    open_moves = [offer for offer in view.offers if offer.refused is None]
    waiting, sent_back = rows_of(looked)
    called = read_calls(looked)
    days, older_days = history.newest(history.by_day(view.history, looked.teller))
    return render_template(
        "desk/complaint.html",
        looked=looked,
        view=view,
        flags=flags_of(view.row),
        talk=talk(view.messages, looked.who, deciding(looked)),
        remarks=remarks_of(looked),
        clocks=clock_lines(view.clocks),
        strictest=strictest(view.clocks),
        moves=[offer.move for offer in open_moves],
        greyed=greyed(view.offers),
        days=days,
        older_days=older_days,
        writing=writing_of(looked),
        waiting=waiting,
        sent_back=sent_back,
        called=called,
        related=relations_of(looked),
        colleagues=offers_of(looked) if actor().may(May.NOTE) else (),
        given=given_to(looked),
        triage=may_triage(looked),
        duties=done_outside(looked),
        completing=may_complete(looked),
        extending=actor().may(May.EXTEND) and view.row.open,
        may_reveal=actor().may(May.REVEAL),
        joined=[looked.teller.references[id] for id in _joined(looked)],
        merged_into=looked.teller.references.get(looked.facts.merged_into, ""),
    )


def _joined(looked: Looked) -> list[int]:
    """The complaints merged into this one that this person may see."""
    return [other for other in looked.facts.joined if other in looked.teller.references]


def greyed(offers: Sequence[Offer]) -> tuple[Greyed, ...]:
    """The moves that are not open now, gathered by the sentence that says why."""
    found: dict[str, list[str]] = {}
    for offer in offers:
        if offer.refused is not None:
            found.setdefault(say(offer.refused), []).append(translate(offer.move.button))
    return tuple(Greyed(tuple(buttons), sentence) for sentence, buttons in found.items())


def may_triage(looked: Looked) -> bool:
    """Whether this person classifies it; what is closed is reopened first."""
    return actor().party in OFFICERS and looked.facts.closed_at is None


@blueprint.get("/aduan/<reference>/jam/<clock>")
@allow(May.SEE_ALL, May.SEE_UNIT)
def explain(reference: str, clock: str) -> str:
    """Why a clock is due when it is, as a page, or as the panel that a script asks for."""
    looked = look(reference)
    found = looked.facts.clocks.get(clock)
    if found is None:
        raise NotFound("clock")
    trace = _in_words(why(installation().office, looked.facts, found))
    part = "HX-Request" in request.headers
    return render_template(
        "desk/_trace.html" if part else "desk/clock.html",
        looked=looked,
        view=looked.view,
        clock=found,
        said=list(told(trace, voice())),
    )


def _in_words(trace: Trace) -> Trace:
    """The same, with calendar and zone as people call them; its times are of that zone."""
    return replace(
        trace,
        calendar=label("calendar", trace.calendar),
        zone=trace.started_at.tzname() or trace.zone,
        least=_in_words(trace.least) if trace.least else None,
    )
