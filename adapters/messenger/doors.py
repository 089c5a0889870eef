"""What both channels ask of an account's settings: the app, its secrets, the version, the pace.

Options as data, and the mistakes that a table cannot tell. Secrets are never quoted back.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from adapters.messenger.polls import Pace
from adapters.meta.signature import (
    accounts_of_app,
    answer_challenge,
    check_signature,
    user_to_forget,
)
from adapters.meta.wire import VERSION, VERSION_FORM, BadAddress, Graph, reach_of
from adapters.settings import Account, ChannelSettings, Option
from adapters.settings import refuse as settings_refuse
from workflow.core.messages import BadSignature, WebhookCall

TOKEN = Option(name="token", required=True, secret=True, meaning="lets us act as the account")
SECRET = Option(name="app_secret", secret=True, meaning="the app's secret: signs what is pushed")
OLD_SECRET = Option(
    name="old_app_secret", secret=True, meaning="also valid while `app_secret` replaces it"
)
VERIFY = Option(name="verify_token", secret=True, meaning="our own word for the handshake")
APP = Option(name="app", meaning="the app's number: asks how long the token is good")
RECEIVE = Option(
    name="receive", default="poll", words=("poll", "push"), meaning="whether we ask or are called"
)
GRAPH = Option(name="version", default=VERSION, meaning="of the Graph API")
SHARED = (TOKEN, SECRET, OLD_SECRET, VERIFY, APP, RECEIVE, GRAPH)

NIGHTLY = Pace(every=timedelta(days=1), whole_every=timedelta(days=1))
"""Where we are called: what nobody tells of, changed and deleted comments, is asked for daily."""

NUMBER = re.compile(r"\d{1,30}", re.ASCII)
Row = tuple[Option, str]


def is_pushed(account: Account) -> bool:
    """Whether news are brought to us."""
    return RECEIVE.of(account) == "push"


def graph_of(account: Account, api: str, now: Callable[[], datetime]) -> Graph:
    """The client of an account; raises `BadAddress`."""
    return Graph(
        reach=reach_of(api),
        token=TOKEN.of(account),
        now=now,
        secret=SECRET.of(account),
        version=GRAPH.of(account),
    )


def check_push(account: Account | None, call: WebhookCall) -> None:
    """Raise `BadSignature` unless the app of this account signed these bytes."""
    if account is None:
        raise BadSignature("no-account")
    check_signature(call.headers, call.body, (SECRET.of(account), OLD_SECRET.of(account)))


def to_forget(account: Account | None, call: WebhookCall) -> str:
    """Whom a `signed_request` of this account's app is about; raises `BadSignature`."""
    if account is None:
        raise BadSignature("no-account")
    return user_to_forget(call.body, (SECRET.of(account), OLD_SECRET.of(account)))


def withdrawn(accounts: Iterable[Account], call: WebhookCall) -> tuple[str, ...]:
    """The accounts of the app that somebody took off; raises `BadSignature`."""
    secrets = {one.id: (SECRET.of(one), OLD_SECRET.of(one)) for one in accounts}
    return accounts_of_app(call, secrets)


def challenge_of(account: Account | None, call: WebhookCall) -> str:
    """The answer to the handshake; raises `BadSignature`."""
    if account is None:
        raise BadSignature("no-account")
    return answer_challenge(call.query, VERIFY.of(account))


def shared_mistakes(account: Account, api: Option) -> Iterator[Row]:
    """What is wrong in the options that both channels have."""
    if is_pushed(account):
        for option in (SECRET, VERIFY):
            if not option.of(account):
                yield option, "is missing; without it nobody could tell who pushes"
    if not VERSION_FORM.fullmatch(GRAPH.of(account)):
        yield GRAPH, "must look like v26.0"
    if APP.of(account) and not NUMBER.fullmatch(APP.of(account)):
        yield APP, "must be a number"
    try:
        reach_of(api.of(account) or "https://graph.example")
    except BadAddress as bad:
        yield api, str(bad)


def refuse(
    channel: str,
    settings: ChannelSettings,
    own: Option,
    mistakes_of: Callable[[Account], Iterator[Row]],
) -> None:
    """Raise `BadChannels` with every mistake of every account, or return.

    `own` is the option with an account's number over there, which only one of ours may have:
    by it deliveries find their account.
    """
    numbers = Counter(own.of(account) for account in settings.accounts)
    twice: Row = (own, "another account has the same number")

    def of(account: Account) -> Iterator[tuple[str, str]]:
        more = (twice,) if numbers[own.of(account)] > 1 else ()
        for option, sentence in (*mistakes_of(account), *more):
            yield option.name, sentence

    settings_refuse(channel, settings, of)
