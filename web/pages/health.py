"""How the machine does: runners, inbox, outbox, database. Says nothing about any complaint."""

from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, render_template

from web import channel_accounts
from web.access import allow, public
from web.discovery import MenuEntry
from web.here import installation
from web.i18n import source
from web.watch import beats, silent_runners
from workflow.core.roles import May
from workflow.store import inbox, outbox
from workflow.troubles import Kind

blueprint = Blueprint("health", __name__)

MENU = (
    MenuEntry(
        label=source("Health"),
        endpoint="health.page",
        icon="activity",
        needs=(May.SEE_HEALTH,),
        order=900,
        group=source("Office"),
    ),
)

INBOX_STATES = ("new", "set_aside", "handled", "ignored")
OUTBOX_STATES = ("queued", "sending", "sent", "given_up", "unsure")
NEEDS_A_PERSON = frozenset({"set_aside", "given_up", "unsure"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many messages are in a state, and whether somebody should look at them."""

    state: str
    count: int
    worry: bool


@blueprint.get("/kesehatan")
@allow(May.SEE_HEALTH)
def page() -> str:
    """For the people who keep it running."""
    with installation().sessions.reading() as db:
        came, going = inbox.counts(db), outbox.counts(db)
    return render_template(
        "account/health.html",
        beats=beats(),
        came=_counts(came, INBOX_STATES),
        going=_counts(going, OUTBOX_STATES),
        channels=_channels(),
        database=_database(),
    )


@blueprint.get("/health")
@public
def machines() -> tuple[Response, int]:
    """For a monitor: 200 while everything turns, 503 while something stands still."""
    silent = silent_runners()
    answer = jsonify(status="silent" if silent else "ok", silent=silent)
    return answer, 503 if silent else 200


def _counts(found: dict[str, int], states: tuple[str, ...]) -> list[Count]:
    return [
        Count(
            state=state,
            count=found.get(state, 0),
            worry=state in NEEDS_A_PERSON and bool(found.get(state)),
        )
        for state in states
    ]


def _channels() -> list[tuple[str, str]]:
    """What is wrong with the channels: (kind of note, sentence)."""
    told = channel_accounts.account_troubles()
    alarms = [
        ("warning", channel_accounts.in_words(each)) for each in told if each.kind is not Kind.GAP
    ]
    return [*channel_accounts.warnings(days=2), *alarms]


def _database() -> str:
    return "SQLite" if installation().sessions.on_sqlite else "PostgreSQL"
