"""The calendar: the year with its holidays, joint leave and seasons, and declaring a day.

A supervisor sees which dates would move before signing; nothing moves in silence.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import declaring
from web.access import allow
from web.declaring import EVERYBODYS, Declared, Preview, decree_of, preview_of
from web.discovery import MenuEntry
from web.here import actor, installation, now
from web.i18n import plural, source, translate
from web.numbers import whole
from web.present import local
from web.year import KINDS, MARKS, year_of
from workflow.core.calendar import Calendar
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import May, Role
from workflow.decrees import Change, Decrees, applied_days

blueprint = Blueprint("calendar", __name__, url_prefix="/kalender")

MENU = (
    MenuEntry(
        label=source("Calendar"),
        endpoint="calendar.show",
        icon="calendar-days",
        needs=(Role.SUPERVISOR, Role.ADMINISTRATOR),
        order=900,
        group=source("Office"),
    ),
)


@blueprint.get("")
@allow(Role.SUPERVISOR, Role.ADMINISTRATOR)
def show() -> str:
    return _page(Declared())


@blueprint.post("/ubah")
@allow(May.CHANGE_CALENDAR)
def change() -> ResponseReturnValue:
    """Declare a day: look at what would move, then sign it."""
    house, values = installation(), declaring.typed()
    decrees = Decrees(house.engine, house.offices)
    step = request.form.get("step", "")
    if step == "change":
        return _page(Declared(values))
    try:
        decree = decree_of(values, house.office.calendars)
        if step != "sign":
            looked = preview_of(decrees.preview(decree, now()))
            return _page(Declared(values), looked)
        done = decrees.apply(decree, actor(), now())
    except Refused as refused:
        return _page(Declared(values, refused)), 422
    _tell(done)
    return redirect(url_for(".show", tahun=values["on"][:4]), 303)


def _tell(done: Change) -> None:
    count = len(done.moved)
    said = plural("Signed: {count} date has moved.", "Signed: {count} dates have moved.", count)
    if not done.put and not count:
        said = translate("Nothing was to do: the calendar says so already.")
    flash(said, "done")
    if done.refused or not done.settled:
        flash(translate("Not every date could be moved. Sign it once more."), "warning")


def _page(declared: Declared, preview: Preview | None = None) -> str:
    shown = _calendar()
    known = shown.rules
    wanted = declared.values.get("on", "")[:4] or request.args.get("tahun", "")
    number = whole(wanted) or local(now()).year
    number = min(max(number, known.first.year), known.last.year)
    with installation().sessions.reading() as db:
        days = applied_days(db)
    others = sorted(installation().office.calendars)
    return render_template(
        "office/calendar.html",
        year=year_of(shown, number, days),
        today=local(now()).date(),
        calendars=others,
        calendar=shown.id,
        previous=number - 1 if number > known.first.year else None,
        following=number + 1 if number < known.last.year else None,
        kinds=[(code, translate(words)) for code, words in KINDS.items()],
        legend=[(code, translate(mark)) for code, mark in MARKS.items()],
        may_change=actor().may(May.CHANGE_CALENDAR),
        declared=declared,
        preview=preview,
        known=known,
    )


def _calendar() -> Calendar:
    """The calendar that is asked for, else everybody's; raises `NotFound`."""
    found = installation().office.calendars.get(request.args.get("kalender", EVERYBODYS))
    if found is None:
        raise NotFound("page")
    return found
