"""A trial of an account: is the token good, may it do what we need, are we called for news.

Asks only; keeps and sends nothing. Each thing is tried whatever came of the one before.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.fields import Fields
from adapters.meta.trials import token_probe, tried
from adapters.meta.wire import Graph
from workflow.core.messages import Probe


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
    yield tried("sign_in", lambda: _signed_in(graph, trial))
    if trial.app and trial.secret:
        yield tried("token", lambda: _token(graph, trial))
    if trial.subscriber:
        yield tried("webhook", lambda: _subscribed(graph, trial))


def _signed_in(graph: Graph, trial: Trial) -> Probe:
    me = graph.get(trial.own, fields="id,name,username")
    code = "" if me.id("id") == trial.own else "other-account"
    return Probe(what="sign_in", code=code, detail=me.line("name") or me.line("username"))


def _token(graph: Graph, trial: Trial) -> Probe:
    return token_probe(graph.token_state(trial.app, trial.secret), sorted(trial.scopes))


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
