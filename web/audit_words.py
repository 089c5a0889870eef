"""The trail in words: what each kind of entry means, who did it, and to whom. Tables only."""

from collections.abc import Mapping
from dataclasses import dataclass

from web.i18n import source, translate
from web.labels import label
from web.who import short_unit
from workflow.store.audit import Kept

ACTIONS: Mapping[str, str] = {
    "overview.exported": source("Saved the overview as a table"),
    "figure.exported": source("Saved the complaints behind a figure as a table"),
    "worklist.exported": source("Saved the worklist as a table"),
    "signin.done": source("Signed in"),
    "signin.half": source("Gave the right password, the second factor was asked for"),
    "signin.ended": source("Signed out"),
    "signin.ended_one": source("Ended one sign-in"),
    "signin.ended_all": source("Ended all sign-ins"),
    "signin.failed": source("Tried to sign in, in vain"),
    "signin.locked": source("Account locked after too many wrong passwords"),
    "signin.refused": source("Wrong password, counted by network"),
    "signin.not_vouched": source("The office's own sign-in named nobody here"),
    "factor.on": source("Turned the second factor on"),
    "factor.off": source("Turned the second factor off"),
    "factor.failed": source("Gave a wrong code"),
    "factor.locked": source("Second factor locked after too many wrong codes"),
    "factor.refused": source("Wrong code, counted by network"),
    "factor.recovery_used": source("Used a recovery code"),
    "factor.codes_renewed": source("Made new recovery codes"),
    "link.refused": source("Tried a link that is not valid"),
    "demo.played": source("Played the demo office"),
    "staff.added": source("Opened an account"),
    "staff.role_changed": source("Changed role or unit"),
    "staff.email_changed": source("Changed the e-mail address of an account"),
    "staff.closed": source("Closed an account"),
    "staff.reopened": source("Opened an account again"),
    "staff.password_set": source("Set a password"),
    "staff.link_invite": source("Made an invitation"),
    "staff.link_reset": source("Made a link for a new password"),
    "staff.invite_taken": source("Took up an invitation"),
    "staff.reset_taken": source("Set a new password by a link"),
    "staff.linked": source("Linked to the office's own sign-in"),
    "staff.unlinked": source("Unlinked from the office's own sign-in"),
    "digest.returned": source("A morning digest did not arrive"),
    "staff.deputy_named": source("Named a deputy for days of absence"),
    "staff.deputy_ended": source("Ended a deputy's days"),
    "audit.exported": source("Saved the audit trail as a table"),
    "person.erased": source("Erased who a complainant was"),
    "account.withdrawn": source("Was told that somebody took our access to an account away"),
    "identity.revealed": source("Looked at who the complainant is"),
    "complaint.lowered": source("Took back a complaint's confidentiality"),
    "comment.hidden": source("Had a public comment hidden"),
    "file.released": source("Unlocked a file"),
    "calendar.applied": source("Changed the working calendar"),
    "rules.applied": source("Applied changed rules"),
    "tracking.refused": source("Wrong tracking code"),
    "form.sent": source("Sent the web form"),
    "form.answered": source("Wrote back on the tracking page"),
    "mail.receipt": source("A mail that gets a receipt, counted by sender"),
    "mail.opened": source("A mail that gets no receipt any more, counted by sender"),
    "withheld.opened": source("Looked at words that their author had deleted"),
    "push.refused": source("A platform's call was refused"),
}
"""What was done. An action that is not here is shown by its code."""

GROUPS: Mapping[str, str] = {
    "overview": source("Exports"),
    "figure": source("Exports"),
    "worklist": source("Exports"),
    "signin": source("Sign-ins"),
    "factor": source("Second factors"),
    "staff": source("Accounts"),
    "digest": source("Morning digests"),
    "link": source("Links"),
    "audit": source("The trail itself"),
    "identity": source("Identities"),
    "complaint": source("Complaints"),
    "file": source("Files"),
    "comment": source("Public comments"),
    "calendar": source("Calendar"),
    "rules": source("Rules"),
    "tracking": source("Tracking page"),
    "form": source("Web form"),
    "mail": source("E-mail"),
    "push": source("Platforms"),
    "withheld": source("Deleted words"),
}
"""What the part of an action before the dot speaks of."""

NOBODY: Mapping[str, str] = {
    "console": source("On the console"),
    "unknown": source("Somebody unknown"),
    "time": source("Tuntas itself"),
    "channel": source("Tuntas itself"),
    "complainant": source("A complainant"),
}
"""Actors that are no members of staff."""

People = Mapping[str, str]
"""Names by actor (`staff:7`)."""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry in words; `to` is whom or what it was done to, as far as it is known."""

    who: str
    what: str
    to: str


def tell(entry: Kept, people: People) -> Told:
    """An entry in the reader's language."""
    return Told(who_did(entry.actor, people), what(entry.action), _to(entry, people))


def what(action: str) -> str:
    """An action in words."""
    return translate(ACTIONS[action]) if action in ACTIONS else action


def group(action: str) -> str:
    """What an action belongs to, in words."""
    name = action.partition(".")[0]
    return translate(GROUPS[name]) if name in GROUPS else name


def who_did(actor: str, people: People) -> str:
    """An actor in words: a person's name, a network by its print, or what else it was."""
    if actor in people:
        return people[actor]
    if actor.startswith("net:"):
        return translate("Network {print}", print=actor.removeprefix("net:")[:8])
    return translate(NOBODY[actor]) if actor in NOBODY else actor


def _to(entry: Kept, people: People) -> str:
    """The detail in words: an account with role and unit now (and before), or its code."""
    words = entry.detail.split(" ")
    if words[0] not in people:
        return _reason(entry)
    now_, _, before = entry.detail.partition(" < ")
    parts = [people[words[0]] if words[0] != entry.actor else "", _place(now_.split(" ")[1:])]
    told = ", ".join(part for part in parts if part)
    if not before:
        return told
    return translate("{now} (before: {before})", now=told, before=_place(before.split(" ")))


def _place(words: list[str]) -> str:
    """Role and unit."""
    if not words:
        return ""
    role, *unit = words
    return ", ".join([label("role", role), *(short_unit(each) for each in unit if each)])


def _reason(entry: Kept) -> str:
    if entry.detail.startswith("staff:"):
        return ""
    return label("reason", entry.detail) if entry.detail else ""
