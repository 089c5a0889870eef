"""An act on many complaints at once: fields, what would follow for each, what became of each.

The rows come from the worklist, each with what was seen of it. Nothing is done before the
second button; a row that has changed meanwhile is left alone and says what changed.
"""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import forms
from web.access import allow
from web.i18n import plural, translate
from web.many import ManyAct, Row, act_named, asks_of, carry_out, picks, plan, rows
from web.sheets import LONGEST
from workflow.core.roles import May

blueprint = Blueprint("many", __name__, url_prefix="/aduan/banyak")


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
    if request.method == "GET" or request.form.get("step") == "change":
        return _page(chosen, rows(picked), "fields")
    planned = plan(chosen, picked, _values(chosen))
    if request.form.get("step") != "send":
        return _page(chosen, planned, "preview")
    return _page(chosen, carry_out(planned), "outcome")


def _values(chosen: ManyAct) -> dict[str, str]:
    """What was typed, by field."""
    return {
        ask.name: forms.text(ask.name, LONGEST) if ask.kind == "words" else forms.line(ask.name)
        for ask in asks_of(chosen, {})
    }


def _page(chosen: ManyAct, found: list[Row], step: str) -> str:
    done = sum(row.done for row in found)
    able = [row for row in found if row.command is not None]
    return render_template(
        "desk/many.html",
        act=chosen,
        asks=asks_of(chosen, _values(chosen) if request.method == "POST" else {}),
        rows=found,
        step=step,
        able=len(able),
        letter=next(
            (row.ahead.letters[0] for row in able if row.ahead and row.ahead.letters), None
        ),
        letters=sum(bool(row.ahead and row.ahead.letters) for row in able),
        said=plural("Done for {count} complaint.", "Done for {count} complaints.", done),
        left=len(found) - done,
    )
