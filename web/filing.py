"""The form at /lapor as values: its steps, what was answered so far, what is wrong with it.

The answers travel in the page itself, signed; the server keeps nothing before they are sent.
Knows no request and no page.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from adapters.documents import BadDocument
from adapters.form.inbound import FIELDS
from adapters.plain import one_line, plain
from web.i18n import source
from workflow.core.policy import Policy


@dataclass(frozen=True, slots=True)
class Step:
    """One question. `fields` are names of the form's document (`adapters/form/README.md`)."""

    name: str
    title: str
    fields: tuple[str, ...]


STEPS = (
    Step("what", source("What happened?"), ("what", "wish")),
    Step("where", source("Where and when?"), ("place", "happened_on")),
    Step("about", source("Who is it about?"), ("about", "unit", "officer")),
    Step("reach", source("How can we reach you?"), ("name", "email", "phone")),
    Step("wish", source("May your name be seen?"), ("visibility",)),
    Step("check", source("Check and send"), ()),
)
NAMES = tuple(step.name for step in STEPS)

ABOUT = {
    "unsure": (
        source("I am not sure"),
        source("We find out who is responsible."),
    ),
    "unit": (
        source("A service unit"),
        source("Its service, its building, its rules. The unit itself never decides about it."),
    ),
    "officer": (
        source("An officer"),
        source("Somebody's conduct. It goes to their superior, never to them."),
    ),
}
ASKED_WITH: Mapping[str, tuple[str, ...]] = {
    "unsure": (),
    "unit": ("unit",),
    "officer": ("unit", "officer"),
}
"""What each choice asks for; what was typed under another one is not sent."""

WISHES = {
    "open": (
        source("With my name"),
        source("The officers who work on it see your name and how to reach you."),
    ),
    "anonymous": (
        source("Without my name"),
        source("Your name stays locked away. Officers see a made-up name and can still answer."),
    ),
    "confidential": (
        source("Confidential"),
        source(
            "Name and content are locked away, for few and sworn eyes. Even with the code the "
            "tracking page shows only how far it is, not what it says."
        ),
    ),
}

_MISSING = {
    "what": source("Tell us what happened; a few words are enough."),
    "about": source("Choose one of the three."),
    "unit": source("Choose the unit, or say that you are not sure."),
    "visibility": source("Choose one of the three."),
}
_SHAPES = {
    "email": source("An e-mail address looks like name@example.org."),
    "phone": source("A telephone number has 6 to 15 digits, such as 0812 0000 0000."),
}
_TOO_LONG = source("Please shorten this to {longest} characters.")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a field: source text and its values."""

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filing:
    """A form being filled in. `id` stays the same however often it is sent."""

    id: str
    answers: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """An answer; empty while there is none."""
        return self.answers.get(name, "")

    def with_answers(self, given: Mapping[str, str]) -> "Filing":
        """The form with more answers; an empty one takes an earlier answer back."""
        merged = {**self.answers, **given}
        return replace(self, answers={name: words for name, words in merged.items() if words})


def begin() -> Filing:
    """An empty form."""
    return Filing(secrets.token_urlsafe(16))


def restored(value: object) -> Filing:
    """A form out of what its page brought back; an empty one where that is nothing of ours."""
    if not isinstance(value, dict):
        return begin()
    number, answers = value.get("id"), value.get("answers")
    if not isinstance(number, str) or not isinstance(answers, dict):
        return begin()
    known = {str(k): str(v) for k, v in answers.items() if k in FIELDS}
    return Filing(number, known)


def packed(filing: Filing) -> dict[str, object]:
    """The form as its page carries it."""
    return {"id": filing.id, "answers": dict(filing.answers)}


def asked(filing: Filing) -> dict[str, str]:
    """The answers that are sent: those of fields that the choices made still show."""
    hidden = {"unit", "officer"} - set(ASKED_WITH.get(filing.get("about"), ()))
    return {name: words for name, words in filing.answers.items() if name not in hidden}


def step_of(name: str) -> Step:
    """The step of that name, the first for an unknown one."""
    return STEPS[NAMES.index(name)] if name in NAMES else STEPS[0]


def after(step: Step, by: int = 1) -> Step:
    """The next step, or the one before."""
    place = NAMES.index(step.name) + by
    return STEPS[max(0, min(place, len(STEPS) - 1))]


def cleaned(name: str, words: str) -> str:
    """What somebody typed into a field, generously cut: `wrong_in` says what is too long."""
    rule = FIELDS[name]
    clean = plain if rule.lines else one_line
    return clean(words, 2 * rule.longest).strip()


def limit(name: str, longest: int) -> int:
    """Characters that a field takes; `longest` is the installation's own limit."""
    return min(FIELDS[name].longest, longest)


def wrong_in(step: Step, filing: Filing, policy: Policy, longest: int) -> dict[str, Wrong]:
    """What is wrong with the answers of a step, by field; empty when nothing is."""
    found = {}
    for name in step.fields:
        wrong = _wrong_with(name, filing, policy, longest)
        if wrong is not None:
            found[name] = wrong
    return found


def first_wrong(filing: Filing, policy: Policy, longest: int) -> Step | None:
    """The first step that is not right yet; none when the form can be sent."""
    return next((step for step in STEPS if wrong_in(step, filing, policy, longest)), None)


def _wrong_with(name: str, filing: Filing, policy: Policy, longest: int) -> Wrong | None:
    words, most = filing.get(name), limit(name, longest)
    if len(words) > most:
        return Wrong(_TOO_LONG, {"longest": most})
    if _is_needed(name, filing) and not words:
        return Wrong(_MISSING[name])
    if name == "unit" and words and words not in policy.units:
        return Wrong(_MISSING["unit"])
    try:
        FIELDS[name].read(words, name)
    except BadDocument:
        return Wrong(_SHAPES.get(name) or _MISSING[name])
    return None


def _is_needed(name: str, filing: Filing) -> bool:
    if name == "unit":
        return filing.get("about") == "unit"
    return name in ("what", "about", "visibility")
