"""What is special about words on a platform: changed, taken back, liked, public, hidden.

Shows and suggests; a person decides, and the engine judges again. Numbers are looked for in
public comments only, where strangers read them too.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from web.deciding import Deciding
from web.here import actor, installation
from web.i18n import source, translate
from workflow.core.messages import Visibility
from workflow.core.personal_data import EMAIL, NATIONAL_ID, PHONE, kinds_in
from workflow.core.roles import May, Role
from workflow.showing import MessageView
from workflow.splitting import can_go
from workflow.store.models import MessageRow

EXPOSED = {
    NATIONAL_ID: source("a number that looks like a national identity or family card number"),
    PHONE: source("a number that looks like a telephone number"),
    EMAIL: source("something that looks like an e-mail address"),
}
"""What a public comment should not show for long."""

HIDDEN = {
    "asked": source("About to be hidden on the platform."),
    "hidden": source("Hidden on the platform: only its author and their friends still see it."),
    "refused": source("The platform did not hide it."),
}
ALTERED = {
    "edited": source("Edited by its author."),
    "deleted": source("Deleted by its author; its words are withheld."),
}


@dataclass(frozen=True, slots=True)
class Version:
    """Words that stood there from a moment on."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Social:
    """What happened to one message, and what may be done about it; addresses may be empty."""

    altered: str = ""
    versions: tuple[Version, ...] = ()
    reactions: str = ""
    hidden: str = ""
    covered: bool = False
    """Whether strangers do not read it any more."""
    withheld: str = ""
    """Where a supervisor opens words that were taken back, where they are kept."""
    exposes: str = ""
    hide: str = ""
    answer: str = ""
    release: str = ""
    decline: str = ""
    permalink: str = ""
    carry: str = ""
    """Where an officer moves it to another complaint."""


def social_of(message: MessageView, deciding: Deciding) -> Social:
    """All of it for one message of a conversation."""
    row = message.row
    older = [each for each in message.happened if each.kind in ("original", "edit")][:-1]
    return Social(
        altered=translate(ALTERED[row.altered]) if row.altered in ALTERED else "",
        versions=tuple(
            Version(each.at, each.reply_text or each.text) for each in older if each.text
        ),
        reactions=_reactions(message),
        hidden=translate(HIDDEN[row.hidden]) if row.hidden in HIDDEN else "",
        covered=row.hidden == "hidden" or row.altered == "deleted",
        withheld=_withheld(row, deciding),
        exposes=_exposes(row),
        hide=_page("public_words.hide", row, deciding) if _can_hide(row, deciding) else "",
        answer=_page("public_words.answer", row, deciding) if _is_comment(row) else "",
        release=_release("public_words.release", row, deciding),
        decline=_release("public_words.decline", row, deciding),
        carry=_carry(row, deciding),
        permalink=row.permalink if row.permalink.startswith("https://") else "",
    )


def _reactions(message: MessageView) -> str:
    """The last reaction of each, counted: “👍 3”."""
    last = {each.sender or each.print: each.text for each in message.happened
            if each.kind == "reaction"}  # fmt: skip
    counted = Counter(text for text in last.values() if text)
    return "  ".join(f"{text} {count}" if count > 1 else text for text, count in counted.items())


def _is_comment(row: MessageRow) -> bool:
    """Whether it is a public comment of somebody's that is still there."""
    came = row.direction == "in" and row.visibility == Visibility.PUBLIC
    return came and row.altered != "deleted" and bool(row.external_id)


def _withheld(row: MessageRow, deciding: Deciding) -> str:
    """Only where the office keeps such words at all; whether they still are its page tells."""
    kept = installation().settings.withheld_for is not None
    theirs = kept and row.altered == "deleted" and actor().role is Role.SUPERVISOR
    return _page("withheld.ask", row, deciding) if theirs else ""


def _exposes(row: MessageRow) -> str:
    """What a public comment shows that it should not, in a sentence; empty for most."""
    if not _is_comment(row) or row.hidden in ("asked", "hidden"):
        return ""
    found = [translate(EXPOSED[kind]) for kind in kinds_in(row.text) if kind in EXPOSED]
    return translate("This public comment shows {what}.", what=", ".join(found)) if found else ""


def _can_hide(row: MessageRow, deciding: Deciding) -> bool:
    channels = installation().channels
    able = row.channel in channels and channels.get(row.channel).can.hide
    return able and _is_comment(row) and row.hidden in ("", "refused") and bool(deciding.reference)


def _release(endpoint: str, row: MessageRow, deciding: Deciding) -> str:
    """Where a proposal that waits is released, or declined, by whoever may."""
    waits = row.number in deciding.facts.proposed
    return _page(endpoint, row, deciding) if waits and actor().may(May.PUBLISH) else ""


def _carry(row: MessageRow, deciding: Deciding) -> str:
    """What the complaint began with stays, and so does what all can read."""
    may = row.number > 1 and can_go(row) and actor().may(May.TRIAGE)
    return _page("carrying.carry", row, deciding) if may else ""


def _page(endpoint: str, row: MessageRow, deciding: Deciding) -> str:
    if not deciding.theirs or not deciding.reference:
        return ""
    return str(url_for(endpoint, reference=deciding.reference, number=row.number))
