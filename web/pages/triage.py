"""Triage on one page: is somebody in danger, what is it, about whom, whose is it now.

Proposes and never decides: a suggestion fills a field (`fill`), a person saves. Classifies and
assigns, or classifies and merges, in one transaction; when either is refused, neither has
happened and everything that was picked is still there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web import choices, suggestions
from web.access import allow
from web.ahead import with_target
from web.choices import Choices, pairs
from web.conversation import talk
from web.deciding import Deciding
from web.here import actor, installation, now
from web.i18n import source, translate
from web.labels import label
from web.looking import Looked, look
from web.numbers import whole
from web.sheets import STALE, UNDONE, Trouble
from workflow.core.commands import PRIORITIES, Act, Classify, Command
from workflow.core.policy import Category
from workflow.core.refusal import Conflict, Refused
from workflow.core.roles import Actor, May
from workflow.store import audit, worklists
from workflow.store.worklists import Wanted
from workflow.together import execute_together

blueprint = Blueprint("triage", __name__)

WORDS = ("safety", "klass", "category", "priority", "reported_unit", "unit", "lowered_because")
NEXT = "next"
FILLED = ("category", "unit", "reported_unit")
"""Fields that a suggestion fills."""

SCREEN = (("danger", "1"), ("sexual_violence", "2"), ("child", "3"), ("none", "0"))
"""The safety screen: its answers and their keys, the gravest first."""

MEANS = {
    "none": source("Nothing in it says so."),
    "danger": source("Call for help first: 110 police, 112 emergency, 119 ambulance."),
    "sexual_violence": source("The police must know within 3 times 24 hours (UU 12/2022 art. 41)."),
    "child": source("Child helpline 129. Identity stays secret (UU 23/2002 art. 17)."),
}
"""What each answer of the safety screen asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """What was picked on the page; empty where nothing was."""

    words: Mapping[str, str]
    confidential: bool
    oversight: bool
    seen: int

    def __getitem__(self, name: str) -> str:
        return self.words[name]


@blueprint.route("/aduan/<reference>/telaah", methods=["GET", "POST"])
@allow(May.TRIAGE)
def triage(reference: str) -> ResponseReturnValue:
    looked = look(reference)
    g.come_back = request.path
    if request.method == "GET":
        return _show(looked, _so_far(looked))
    picked = _picked()
    if "fill" in request.form:
        return _show(looked, filled(looked, picked, request.form["fill"]))
    into = request.form.get("merge", "")
    try:
        done = _merge(looked, picked, into) if into else _carry_out(looked, picked)
    except Refused as refused:
        fresh = look(reference)
        stale = isinstance(refused, Conflict)
        changed = tuple(line.text for line in fresh.news_since(picked.seen)) if stale else ()
        return _show(fresh, picked, Trouble(refused, changed)), STALE if stale else UNDONE
    flash(done, "done")
    then = NEXT if into else request.form.get("then", "")
    return redirect(_after(looked, then), 303)


def _so_far(looked: Looked) -> Picked:
    """What the complaint says already; what nobody has said stays open."""
    facts = looked.facts
    named = installation().office.policy.categories.get(facts.category)
    return Picked(
        words={
            "safety": facts.safety,
            "klass": facts.klass or (named.klass if named else "complaint"),
            "category": facts.category,
            "priority": facts.priority or "normal",
            "reported_unit": facts.reported_unit,
            "unit": request.args.get("unit", "") or facts.unit,
            "lowered_because": "",
        },
        confidential=facts.confidential,
        oversight=facts.oversight,
        seen=looked.seen,
    )


def filled(looked: Looked, picked: Picked, wish: str) -> Picked:
    """With a suggestion taken over: `field:value`, or `all` for the first of each."""
    if wish == suggestions.ALL:
        told = suggestions.told(looked, picked["category"], picked["reported_unit"])
        first = [("category", told.categories), ("unit", told.units)]
        wishes = [(name, offers[0].value) for name, offers in first if offers]
    else:
        name, _, value = wish.partition(":")
        wishes = [(name, value)] if name in FILLED else []
    words = {**picked.words, **dict(wishes)}
    named = installation().office.policy.categories.get(dict(wishes).get("category", ""))
    if named is not None:
        words["klass"] = named.klass
    if words["unit"] == words["reported_unit"]:
        words["unit"] = ""
    return replace(picked, words=words)


def _picked() -> Picked:
    return Picked(
        words={name: request.form.get(name, "").strip() for name in WORDS},
        confidential="confidential" in request.form,
        oversight="oversight" in request.form,
        seen=whole(request.form.get("seen", "")) or 0,
    )


def _show(looked: Looked, picked: Picked, trouble: Trouble | None = None) -> str:
    policy = installation().office.policy
    told = suggestions.told(looked, picked["category"], picked["reported_unit"])
    category = policy.categories.get(picked["category"])
    return render_template(
        "desk/triage.html",
        looked=looked,
        view=looked.view,
        picked=picked,
        trouble=trouble,
        told=told,
        talk=talk(looked.view.messages, looked.who, Deciding(facts=looked.facts)),
        screen=[(code, label("safety", code), translate(MEANS[code]), key) for code, key in SCREEN],
        priorities=[(code, label("priority", code)) for code in PRIORITIES],
        classes=pairs(choices.classes()),
        categories=pairs(choices.categories(told.likely)),
        units=pairs(_units(picked, category)),
        all_units=pairs(choices.all_units()),
        lowering=pairs(choices.reasons("lower_confidentiality")),
        may_lower=actor().may(May.LOWER_CONFIDENTIALITY),
        agency=category.agency if category else "",
        mergeable=any(offer.move.name == "merge" for offer in looked.view.offers),
    )


def _units(picked: Picked, category: Category | None) -> Choices:
    """Who can own it; what it is about cannot (UU 25/2009 art. 45)."""
    usual = category.units if category else ()
    return choices.units(without=picked["reported_unit"], usual=usual)


def _merge(looked: Looked, picked: Picked, into: str) -> str:
    """Put it to another complaint that tells the same, screened first; says what was done."""
    merge = Act(complaint=looked.id, move="merge", values={"into": into})
    with_target(merge)  # refuses what this person may not see
    screened = picked["safety"] if picked["safety"] != looked.facts.safety else ""
    screen = Classify(complaint=looked.id, safety=screened, seen=picked.seen)
    commands: list[Command] = [screen, merge] if screened else [replace(merge, seen=picked.seen)]
    execute_together(installation().engine, commands, actor(), now())
    return translate(
        "{reference} is merged into {other}. A supervisor undoes it by reopening it.",
        reference=looked.reference,
        other=into,
    )


def _carry_out(looked: Looked, picked: Picked) -> str:
    """Classify what has changed, then assign, both or neither; says what was done."""
    house, me, at = installation(), actor(), now()
    classify = changes(looked, picked)
    assign = _assignment(looked, picked, first=classify is None)
    lowered = looked.facts.confidential and not picked.confidential
    if lowered and not picked["lowered_because"] and me.may(May.LOWER_CONFIDENTIALITY):
        raise Refused("no-reason", "Say why it need not be confidential any longer.")
    commands = [command for command in (classify, assign) if command is not None]
    trail = [_lowering(looked, picked, me)] if lowered else []
    execute_together(house.engine, commands, me, at, trail)
    return translate("{reference} is through triage.", reference=looked.reference)


def _lowering(looked: Looked, picked: Picked, me: Actor) -> audit.Entry:
    """Lowering confidentiality is on record with its reason."""
    return audit.Entry(
        at=now(),
        actor=me.name,
        action="complaint.lowered",
        complaint=looked.id,
        detail=picked["lowered_because"],
    )


def changes(looked: Looked, picked: Picked) -> Classify | None:
    """The command for what differs from what is known; none where nothing does."""
    facts = looked.facts
    known = {
        "safety": facts.safety,
        "klass": facts.klass,
        "category": facts.category,
        "priority": facts.priority or "normal",
    }
    new = {name: picked[name] for name, old in known.items() if picked[name] != old}
    about = picked["reported_unit"] if picked["reported_unit"] != facts.reported_unit else None
    secret = picked.confidential if picked.confidential != facts.confidential else None
    oversight = picked.oversight if picked.oversight != facts.oversight else None
    if not any(new.values()) and about is None and secret is None and oversight is None:
        return None
    return Classify(
        complaint=looked.id,
        reported_unit=about,
        confidential=secret,
        oversight=oversight,
        seen=picked.seen,
        **new,
    )


def _assignment(looked: Looked, picked: Picked, *, first: bool) -> Act | None:
    """Assign it where a unit was picked that does not own it yet."""
    owned = looked.facts.state == "assigned" and picked["unit"] == looked.facts.unit
    if not picked["unit"] or owned:
        return None
    return Act(
        complaint=looked.id,
        move="assign",
        values={"unit": picked["unit"]},
        seen=picked.seen if first else None,
    )


def _after(looked: Looked, then: str) -> str:
    """The next new complaint for whoever works through them; else back to this one."""
    if then != NEXT:
        return url_for("complaint.show", reference=looked.reference)
    with installation().sessions.reading() as db:
        rows = worklists.page(db, actor(), Wanted(view="new", limit=2), now()).rows
    following = next((row for row in rows if row.id != looked.id), None)
    if following is None:
        return url_for("worklist.show", view="new")
    return url_for("triage.triage", reference=following.reference)
