"""Codes in words: roles, states, channels, flags. Tables only; an unknown code stays itself."""

from collections.abc import Mapping

from web.here import installation
from web.i18n import language, source, translate
from workflow.core.decree import RULES

TABLES: Mapping[str, Mapping[str, str]] = {
    "role": {
        "intake_officer": source("Intake officer"),
        "unit_head": source("Head of unit"),
        "unit_staff": source("Unit staff"),
        "supervisor": source("Supervisor"),
        "administrator": source("Administrator"),
        "personal_data_officer": source("Personal data officer"),
    },
    "channel": {
        "form": source("Web form"),
        "email": source("E-mail"),
        "memory": source("Trial channel"),
        "webhook": source("Another system"),
        **{name: name.capitalize() for name in ("telegram", "instagram", "facebook", "mastodon")},
        "whatsapp": "WhatsApp",
        "tiktok": "TikTok",
        "youtube": "YouTube",
        "google_review": "Google",
        "x": "X",
    },
    "visibility": {
        "private": source("Private"),
        "public": source("Public"),
        "internal": source("Internal"),
    },
    "safety": {
        "none": source("Nobody in danger"),
        "danger": source("Somebody in danger"),
        "sexual_violence": source("Sexual violence"),
        "child": source("Child in danger"),
    },
    "priority": {
        "normal": source("Normal"),
        "urgent": source("Urgent"),
        "directive": source("Directive"),
    },
    "message_state": {
        "queued": source("on its way"),
        "sending": source("being sent"),
        "sent": source("sent"),
        "delivered": source("delivered"),
        "read": source("opened"),
        "delayed": source("held up"),
        "held": source("not sent"),
        "replaced": source("sent again"),
        "refused": source("came back"),
        "given_up": source("given up"),
        "unsure": source("unsure whether it arrived"),
    },
    "inbox_state": {
        "new": source("waiting"),
        "handled": source("handled"),
        "set_aside": source("set aside"),
        "ignored": source("ignored"),
    },
    "runner": {
        "poll": source("Fetching messages"),
        "intake": source("Reading messages"),
        "alarms": source("Ringing alarms"),
        "outbox": source("Sending messages"),
        "housekeeping": source("Housekeeping"),
        "scan": source("Looking for viruses"),
        "hiding": source("Hiding comments"),
        "digests": source("Morning digests"),
        "news": source("News for other systems"),
        "media": source("Fetching files"),
        "suggestions": source("Learning from decisions"),
        "second_thoughts": source("Sending after the time to take it back"),
    },
    "quarantine": {
        "empty": source("The file is empty."),
        "too_large": source("The file is too large."),
        "unknown_type": source("We do not know this kind of file."),
        "type_not_allowed": source("This kind of file is not opened here."),
        "type_mismatch": source("Its name says something else than what is in it."),
        "archive": source("Packed files (such as zip) are not opened here."),
        "macros": source("It has a program inside, or fetches something when it is opened."),
        "zip_bomb": source("There is more packed into it than can be looked at."),
        "damaged": source("It is damaged or locked with a password."),
        "broken_picture": source("It says that it is a picture, and is none that can be drawn."),
        "place_stays": source(
            "This kind of picture tells where it was taken. Send it along as JPEG instead."
        ),
        "unscanned": source("It is being looked at for viruses. Try again in a moment."),
        "unscannable": source("The virus scanner does not look at files of this size."),
        "infected": source("There is a virus in it."),
        "fetching": source("It is still being fetched from the platform."),
        "unfetched": source("It could not be fetched from the platform any more."),
        "deleted": source("Whoever sent it has taken it back."),
        "left_out": source("Some files were too much and were left in the raw message."),
    },
    "release": {
        "evidence": source("It is needed to handle this complaint"),
        "sender_confirmed": source("The sender confirmed that it is theirs"),
        "checked_elsewhere": source("It was checked on another computer"),
    },
    "wish": {
        "open": source("With my name"),
        "anonymous": source("Without my name"),
        "confidential": source("Confidential"),
    },
}


def label(kind: str, code: str) -> str:
    """A code in the reader's words: of a table here, the lifecycle, or the office's rules."""
    find = _FINDERS.get(kind)
    if find is not None:
        return find(code)
    return translate(TABLES[kind].get(code, code))


def _state(code: str) -> str:
    return translate(installation().office.lifecycle.state(code).label)


def _move(code: str) -> str:
    move = installation().office.lifecycle.move(code)
    return translate(move.button) if move else code


def _clock(code: str) -> str:
    return translate(installation().office.lifecycle.clock(code).label)


def _unit(code: str) -> str:
    unit = installation().office.policy.units.get(code)
    return unit.name if unit else code


def _class(code: str) -> str:
    klass = installation().office.policy.classes.get(code)
    return _either(klass.name_id, klass.name_en) if klass else code


def _category(code: str) -> str:
    category = installation().office.policy.categories.get(code)
    return _either(category.name_id, category.name_en) if category else code


def _agency(code: str) -> str:
    agency = installation().office.policy.agencies.get(code)
    return _either(agency.name, agency.name_en) if agency else code


def _reason(code: str) -> str:
    reason = installation().office.policy.reasons.get(code)
    return _either(reason.name_id, reason.name_en) if reason else code


def _rule(code: str) -> str:
    rules = installation().office.policy.rules
    called = next((rule.name_id for rule in rules if rule.name == code and rule.name_id), code)
    return _either(called, code)


def _decree(code: str) -> str:
    """A decree stands in its own words; a changed rule of the office as people call it."""
    file, _, rule = code.partition(": ")
    return f"{file}: {_rule(rule)}" if file == RULES else code


def _calendar(code: str) -> str:
    calendar = installation().office.calendars.get(code)
    return _either((calendar.rules.name_id if calendar else "") or code, code)


def _either(indonesian: str, english: str) -> str:
    return english if english and language() == "en" else indonesian


_FINDERS = {
    "state": _state,
    "move": _move,
    "clock": _clock,
    "unit": _unit,
    "class": _class,
    "category": _category,
    "agency": _agency,
    "reason": _reason,
    "rule": _rule,
    "decree": _decree,
    "calendar": _calendar,
}
"""Kinds whose words stand in the lifecycle or in the rule files."""
