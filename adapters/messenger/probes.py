"""A trial of an account: is the token good, may it do what we need, are we called for news.

Asks only; keeps and sends nothing. Each thing is tried whatever came of the one before.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from adapters.fields import Fields
from adapters.meta.wire import Graph
from workflow.core.messages import Probe, Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is expected of an account: its number, rights, and the news that it is told.

    Without `app` and its secret nobody can be asked about the token; `subscriber` is whose
    subscriptions count, empty where nothing is pushed.
    """

    own: str
    app: str = ""
    secret: str = ""
    scopes: frozenset[str] = frozenset()
    subscriber: str = ""
    news: frozenset[str] = frozenset()


def probe(graph: Graph, trial: Trial) -> tuple[Probe, ...]:
    """Everything that was tried; never raises."""
    return tuple(_tried(graph, trial))


def _tried(graph: Graph, trial: Trial) -> Iterator[Probe]:
    yield _safely("sign_in", lambda: _signed_in(graph, trial))
    if trial.app and trial.secret:
        yield _safely("token", lambda: _token(graph, trial))
    if trial.subscriber:
        yield _safely("webhook", lambda: _subscribed(graph, trial))


def _safely(what: str, attempt: Callable[[], Probe]) -> Probe:
    try:
        return attempt()
    except Trouble as trouble:
        return Probe(what=what, code=trouble.code)
    except ValueError:
        return Probe(what=what, code="strange-answer")


def _signed_in(graph: Graph, trial: Trial) -> Probe:
    me = graph.get(trial.own, fields="id,name,username")
    code = "" if me.id("id") == trial.own else "other-account"
    return Probe(what="sign_in", code=code, detail=me.line("name") or me.line("username"))


def _token(graph: Graph, trial: Trial) -> Probe:
    """Until when it is good, and what it may not do that it should."""
    token = graph.token_state(trial.app, trial.secret)
    missing = sorted(trial.scopes - token.scopes)
    code = "permission-missing" if missing else ""
    return Probe(
        what="token",
        code=code if token.valid else "login-refused",
        detail=", ".join(missing),
        expires_at=token.expires_at,
    )


def _subscribed(graph: Graph, trial: Trial) -> Probe:
    """Whether our app hears of everything that it should."""
    apps = graph.get(f"{trial.subscriber}/subscribed_apps").each("data")
    ours = [one for one in apps if not trial.app or one.id("id") == trial.app]
    told = {field for one in ours for field in _fields(one)}
    missing = sorted(trial.news - told)
    return Probe(
        what="webhook", code="not-subscribed" if missing else "", detail=", ".join(missing)
    )


def _fields(app: Fields) -> tuple[str, ...]:
    return app.lines("subscribed_fields")
