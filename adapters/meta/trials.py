"""What a trial of any account of Meta has in common: an attempt that never raises, and the token.

Asks only; keeps and sends nothing. What is asked besides is each platform's own.
"""

from collections.abc import Callable, Collection

from adapters.meta.wire import Token
from workflow.core.messages import Probe, Trouble


def tried(what: str, attempt: Callable[[], Probe]) -> Probe:
    """How an attempt went; never raises."""
    try:
        return attempt()
    except Trouble as trouble:
        return Probe(what=what, code=trouble.code)
    except ValueError:
        return Probe(what=what, code="strange-answer")


def token_probe(token: Token, needed: Collection[str]) -> Probe:
    """Until when a token is good, and what it may not do that it should."""
    missing = [scope for scope in needed if scope not in token.scopes]
    code = "permission-missing" if missing else ""
    return Probe(
        what="token",
        code=code if token.valid else "login-refused",
        detail=", ".join(missing),
        expires_at=token.expires_at,
    )
