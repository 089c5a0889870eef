"""The first page: two doors, how it works with the promised days, who is in charge."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template

from web.access import public
from web.here import installation, now
from web.i18n import source, translate
from web.labels import label
from web.present import local, span
from workflow.core.policy import Agency, Subject

blueprint = Blueprint("start", __name__)

CONTACT = ("name", "position", "address", "phone", "email", "hours")


@dataclass(frozen=True, slots=True, kw_only=True)
class HowStep:
    """One of the four steps, with what is promised there."""

    title: str
    words: str
    promises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotOurs:
    """Who decides what this office does not, and what that is."""

    agency: Agency
    matters: tuple[str, ...]


HOW = (
    (
        source("You write"),
        source("By this form, without an account. You get a reference and a secret code at once."),
        (),
    ),
    (
        source("We check and pass on"),
        source("An officer reads it and gives it to the unit that deals with it."),
        (("verify_forward", source("within {span}")),),
    ),
    (
        source("The unit answers"),
        source("You see its answer on the tracking page, and by e-mail if you left an address."),
        (
            ("first_response", source("first answer within {span}")),
            ("resolution", source("settled within {span} after everything is there")),
        ),
    ),
    (
        source("You say whether it is solved"),
        source("Only then is it closed. If it is not solved, it goes back to work."),
        (("auto_close", source("you have {span} for that")),),
    ),
)
"""Title, words, and the clocks whose spans are promised."""


@blueprint.get("/")
@public
def start() -> Response:
    """The start page; it may be kept and found by search engines."""
    contact = installation().office.policy.contact
    html = render_template(
        "public/start.html",
        how=_how(),
        contact={key: contact[key] for key in CONTACT if contact.get(key)},
        not_ours=_not_ours(),
    )
    return make_response(html)


def _how() -> list[HowStep]:
    """The steps with the spans of the rules in force today for an ordinary complaint."""
    subject = Subject(klass="complaint", category="", on=local(now()).date())
    return [
        HowStep(
            title=translate(title),
            words=translate(words),
            promises=tuple(_promised(clocks, subject)),
        )
        for title, words, clocks in HOW
    ]


def _promised(clocks: tuple[tuple[str, str], ...], subject: Subject) -> Iterator[str]:
    policy = installation().office.policy
    for clock, sentence in clocks:
        rule = policy.rule_for(clock, subject)
        if rule is not None:
            yield translate(sentence, span=span(rule.within))


def _not_ours() -> list[NotOurs]:
    """Matters that the office's own rules say belong to others."""
    policy = installation().office.policy
    matters: dict[str, list[str]] = {}
    for category in policy.categories.values():
        if category.agency in policy.agencies and not category.confidential:
            matters.setdefault(category.agency, []).append(label("category", category.id))
    return [
        NotOurs(policy.agencies[agency], tuple(found))
        for agency, found in matters.items()
        if policy.agencies[agency].contact
    ]
