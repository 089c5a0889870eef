"""What the test button asks of a number: itself, its token, and whether pushes come at all.

Sends and changes nothing. The calls are `wire.py`'s.
"""

from dataclasses import dataclass, field
from typing import Protocol

from adapters.fields import Fields
from adapters.meta.trials import token_probe, tried
from adapters.meta.wire import Token
from workflow.core.messages import Probe

NEEDED = ("whatsapp_business_messaging", "whatsapp_business_management")
"""What the token must be allowed (`Permissions` over there)."""


class Answers(Protocol):
    """The line of a number, as far as questions go."""

    def about(self) -> Fields: ...

    def is_subscribed(self, business: str) -> bool: ...

    def token_state(self, app: str, secret: str) -> Token: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What we know to ask with; an empty id leaves its question out."""

    app: str
    secret: str = field(repr=False)
    business: str


def probes_of(line: Answers, asked: Asked) -> tuple[Probe, ...]:
    """One probe for each question; never raises."""
    found = [tried("sign_in", lambda: _sign_in(line))]
    if asked.app:
        found.append(tried("token", lambda: _token(line, asked)))
    if asked.business:
        found.append(tried("webhook", lambda: _webhook(line, asked.business)))
    return tuple(found)


def _sign_in(line: Answers) -> Probe:
    number = line.about()
    told = (number.line("display_phone_number"), number.line("quality_rating"))
    return Probe(what="sign_in", detail=" ".join(filter(None, told)))


def _token(line: Answers, asked: Asked) -> Probe:
    return token_probe(line.token_state(asked.app, asked.secret), NEEDED)


def _webhook(line: Answers, business: str) -> Probe:
    return Probe(what="webhook", code="" if line.is_subscribed(business) else "not-subscribed")
