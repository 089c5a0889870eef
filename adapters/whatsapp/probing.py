"""What the test button asks of a number: itself, its token, and whether pushes come at all.

Sends and changes nothing. The calls are `wire.py`'s.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from adapters.fields import Fields
from adapters.meta.wire import Token
from workflow.core.messages import Probe, Trouble

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
    found = [_tried("sign_in", lambda: _sign_in(line))]
    if asked.app:
        found.append(_tried("token", lambda: _token(line, asked)))
    if asked.business:
        found.append(_tried("webhook", lambda: _webhook(line, asked.business)))
    return tuple(found)


def _tried(what: str, ask: Callable[[], Probe]) -> Probe:
    try:
        return ask()
    except Trouble as trouble:
        return Probe(what=what, code=trouble.code)
    except ValueError:
        return Probe(what=what, code="strange-answer")


def _sign_in(line: Answers) -> Probe:
    number = line.about()
    told = (number.line("display_phone_number"), number.line("quality_rating"))
    return Probe(what="sign_in", detail=" ".join(filter(None, told)))


def _token(line: Answers, asked: Asked) -> Probe:
    token = line.token_state(asked.app, asked.secret)
    missing = [scope for scope in NEEDED if scope not in token.scopes]
    code = "permission-missing" if missing else ""
    return Probe(
        what="token",
        code=code if token.valid else "login-refused",
        detail=", ".join(missing),
        expires_at=token.expires_at,
    )


def _webhook(line: Answers, business: str) -> Probe:
    return Probe(what="webhook", code="" if line.is_subscribed(business) else "not-subscribed")
