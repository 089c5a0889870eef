"""An act on many complaints at once: fields, what would follow for each, what became of each.

The rows come from the worklist, each with what was seen of it. Nothing is done before the
second button; a row that has changed meanwhile is left alone and says what changed. What was
sent waits for a few seconds, in which all of it is taken back by one press.
"""

from collections.abc import Mapping

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from web import forms
from web.access import allow
from web.here import installation
from web.i18n import plural, translate
from web.many import ManyAct, Row, act_named, asks_of, picks, plan, rows, taken_back
from web.many_sent import left_of, send, those
from web.many_sent import take_back as take_all_back
from web.sheets import LONGEST
from workflow.core.roles import May

blueprint = Blueprint("many", __name__, url_prefix="/aduan/banyak")

NUMBER = "<int(max=9999999999999999):press>"
"""The number of a press: microseconds, to the year 2286."""


@blueprint.route("/<name>", methods=["GET", "POST"])
@allow(May.SEE_ALL, May.SEE_UNIT)
def act(name: str) -> ResponseReturnValue:
    """The fields, the preview, and the outcome of an act on many."""
    chosen = act_named(name)
    given = (request.form if request.method == "POST" else request.args).getlist("which")
    picked = picks(given)
    if not picked:
        flash(translate("Pick the complaints first."), "warning")
        return redirect(url_for("worklist.show"), 303)
    g.come_back = url_for(".act", name=name, which=given)
    if request.method == "GET":
        found = rows(picked)
        return _page(chosen, found, "fields", taken_back(chosen, found))
    typed = _values(chosen)
    if request.form.get("step") == "change":
        return _page(chosen, rows(picked), "fields", typed)
    planned = plan(chosen, picked, typed)
    if request.form.get("step") != "send":
        return _page(chosen, planned, "preview", typed)
    sent, press = send(chosen, planned)
    return _page(chosen, sent, "outcome", typed, press)


@blueprint.get(f"/<name>/tunda/{NUMBER}")
@allow(May.SEE_ALL, May.SEE_UNIT)
def left(name: str, press: int) -> Response:
    """How long they still wait, for the page that counts down; what became of each, at the end."""
    found = left_of(act_named(name), press)
    if found.waiting:
        return make_response(render_template("desk/_seconds.html", seconds=found.seconds))
    answer = make_response(render_template("desk/_many_gone.html", refused=found.refused))
    answer.headers["HX-Retarget"] = "#tunda"
    answer.headers["HX-Reswap"] = "outerHTML"
    return answer


@blueprint.post(f"/<name>/tunda/{NUMBER}/urungkan")
@allow(May.SEE_ALL, May.SEE_UNIT)
def take_back(name: str, press: int) -> ResponseReturnValue:
    """Take all of them back: nothing happened, and what was typed stands in the form again."""
    chosen = act_named(name)
    found = rows(picks(request.form.getlist("which")))
    back = those(found, take_all_back(chosen, press))
    gone = len(found) - len(back)
    if not back:
        flash(translate("It was carried out already and cannot be taken back."), "warning")
        return redirect(url_for("worklist.show"), 303)
    if gone:
        flash(plural("Taken back, but for {count}: it was carried out already.",
                     "Taken back, but for {count}: they were carried out already.",
                     gone), "warning")  # fmt: skip
    else:
        flash(translate("Taken back: nothing went out, and your words are here again."), "done")
    return redirect(url_for(".act", name=name, which=[row.picked for row in back]), 303)


def _values(chosen: ManyAct) -> dict[str, str]:
    """What was typed, by field."""
    return {
        ask.name: forms.text(ask.name, LONGEST) if ask.kind == "words" else forms.line(ask.name)
        for ask in asks_of(chosen, {})
    }


def _page(
    chosen: ManyAct, found: list[Row], step: str, typed: Mapping[str, str], press: int = 0
) -> str:
    waiting = [row for row in found if row.waits]
    done = sum(row.done for row in found)
    able = [row for row in found if row.command is not None]
    wait = int(installation().second_thoughts.wait.total_seconds())
    return render_template(
        "desk/many.html",
        act=chosen,
        asks=asks_of(chosen, typed),
        rows=found,
        step=step,
        able=len(able),
        letter=next(
            (row.ahead.letters[0] for row in able if row.ahead and row.ahead.letters), None
        ),
        letters=sum(bool(row.ahead and row.ahead.letters) for row in able),
        said=plural("Done for {count} complaint.", "Done for {count} complaints.", done),
        left=len(found) - done - len(waiting),
        waiting=waiting,
        press=press,
        wait=wait,
    )
