"""The rules of the office, read only: clocks and their limits, spans, files and their version.

Rules are changed in their files and applied on purpose (`tuntas rules`); nothing here does.
"""

from dataclasses import dataclass

from flask import Blueprint, render_template

from web.access import allow
from web.discovery import MenuEntry
from web.here import installation
from web.i18n import source, translate
from web.labels import label
from web.present import percent
from web.present import span as span_words
from web.year import on_words
from workflow.core.lifecycle import CLOCKS
from workflow.core.policy import SlaRule
from workflow.core.roles import Role

blueprint = Blueprint("rules", __name__, url_prefix="/aturan")

MENU = (
    MenuEntry(
        label=source("Rules"),
        endpoint="rules.show",
        icon="scale",
        needs=(Role.SUPERVISOR, Role.ADMINISTRATOR),
        order=905,
        group=source("Office"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A rule as the page lists it; `when` is empty for one that fits everything."""

    name: str
    version: str
    within: str
    when: str
    warn: str
    basis: str
    since: str
    pauses: bool


@blueprint.get("")
@allow(Role.SUPERVISOR, Role.ADMINISTRATOR)
def show() -> str:
    house = installation()
    policy, folder = house.office.policy, house.settings.rules
    found = policy.rules_by_clock
    return render_template(
        "office/rules.html",
        version=policy.version,
        files=sorted(path.name for path in folder.glob("*.toml")),
        clocks=[
            (label("clock", kind.name), [_line(rule) for rule in found[kind.name]])
            for kind in CLOCKS
            if kind.name in found
        ],
        spans=[(name, span_words(span)) for name, span in sorted(policy.spans.items())],
    )


def _line(rule: SlaRule) -> Line:
    return Line(
        name=label("rule", rule.name),
        version=rule.version,
        within=span_words(rule.within),
        when=_when(rule),
        warn=percent(rule.warn / 100) if rule.warn is not None else "–",
        basis=rule.legal_basis,
        since=on_words(rule.valid_from, "short"),
        pauses=rule.pauses,
    )


def _when(rule: SlaRule) -> str:
    """For what the rule holds, in words."""
    kinds = (
        ("class", rule.when_class),
        ("category", rule.when_category),
        ("priority", rule.when_priority),
    )
    found = [" / ".join(label(kind, code) for code in codes) for kind, codes in kinds if codes]
    if rule.when_oversight is not None:
        found.append(translate("oversight") if rule.when_oversight else translate("not oversight"))
    return "; ".join(found)
