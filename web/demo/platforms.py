"""What people write on platforms in the demo: the bytes that WhatsApp, Telegram, Instagram send.

Also which of the plot's stories are told there. Ids and numbers belong to nobody: telephone
numbers as in `people.py`, accounts as in `config/examples.py`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from config.examples import NUMBER, OWN_NUMBER
from web.demo.story import Story

PLATFORMS = ("whatsapp", "telegram", "instagram")
CHATS = PLATFORMS[:2]
SHARE = 0.4
"""The share of the forms' stories that might be told on a platform, and are."""

COMMENTED = timedelta(days=6)
"""Only the last days have comments: seven days later nobody may be answered in private."""

A_LINE, ANSWERED = timedelta(seconds=4), timedelta(minutes=4)
"""Between two lines in a chat, and between a comment and the message that follows it."""

GOES_ON = "Baik, saya lanjutkan di sini. Nama saya {}, {}. Mohon kabarnya."

LONGEST_LINE = 120
"""Letters after which somebody in a chat sends what they have so far."""


@dataclass(frozen=True, slots=True)
class Line:
    """One message of somebody; `number` is its own among all of the demo."""

    story: Story
    text: str
    number: str
    at: datetime


def told_elsewhere(stories: Sequence[Story], seed: int, until: datetime) -> list[Story]:
    """The plot with some of its stories told on platforms; no story is more or less."""
    dice = Random(seed)  # noqa: S311 - a play, no secret
    return [
        replace(story, channel=platform)
        if (platform := _platform(story, dice, until)) and _may_be(story)
        else story
        for story in stories
    ]


def lines_of(story: Story, at: datetime) -> Iterator[Line]:
    """What somebody writes at first: in a chat line by line, in a comment all at once.

    Whoever commented goes on in private a few minutes later, for so the office asks them to.
    """
    if story.channel in CHATS:
        texts, pause = _in_lines(story.text), A_LINE
    else:
        person = story.person
        texts, pause = [story.text, GOES_ON.format(person.name, person.district)], ANSWERED
    for place, text in enumerate(texts):
        yield Line(story, text, f"{story.number}{place:02}", at + place * pause)


def body_of(line: Line, *, private: bool = False) -> bytes:
    """The bytes of a message; `private`: of somebody who commented, written to us directly."""
    name = "instagram-dm" if private and line.story.channel == "instagram" else line.story.channel
    return json.dumps(_BODIES[name](line), ensure_ascii=False).encode()


def _may_be(story: Story) -> bool:
    """What a form alone asks for, or what should not be said there, stays where it is."""
    plain = story.channel == "form" and story.mail_kind == "person"
    guarded = story.oversight or story.safety or story.reported_unit
    return plain and story.person.wants == "open" and not guarded


def _platform(story: Story, dice: Random, until: datetime) -> str:
    """Where it is told; empty: it stays a form. Of the last days the comments are shown."""
    if until - story.arrives_at < COMMENTED:
        return "instagram"
    return dice.choice(CHATS) if dice.random() < SHARE else ""


def _in_lines(text: str) -> list[str]:
    lines: list[str] = []
    for sentence in text.replace("\n\n", "\n").replace(". ", ".\n").splitlines():
        if lines and len(lines[-1]) < LONGEST_LINE:
            lines[-1] = f"{lines[-1]} {sentence}".strip()
        elif sentence.strip():
            lines.append(sentence.strip())
    return lines


def _digits(story: Story) -> str:
    return story.person.phone.lstrip("+")


def _user_name(story: Story) -> str:
    return story.person.name.lower().replace(" ", "_").replace("'", "").replace(".", "")


def _whatsapp(line: Line) -> dict[str, object]:
    phone = _digits(line.story)
    message = {
        "from": phone,
        "id": f"wamid.demo{line.number}",
        "timestamp": str(int(line.at.timestamp())),
        "type": "text",
        "text": {"body": line.text},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "62840000000", "phone_number_id": NUMBER},
        "contacts": [{"profile": {"name": line.story.person.name}, "wa_id": phone}],
        "messages": [message],
    }
    changes = [{"field": "messages", "value": value}]
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}


def _telegram(line: Line) -> dict[str, object]:
    first, _, last = line.story.person.name.partition(" ")
    number = int(line.number)
    who = {"id": 900_000_000 + line.story.number, "is_bot": False, "first_name": first}
    message = {
        "message_id": number,
        "from": {**who, "last_name": last, "language_code": "id"},
        "chat": {"id": who["id"], "type": "private", "first_name": first},
        "date": int(line.at.timestamp()),
        "text": line.text,
    }
    return {"update_id": 700_000_000 + number, "message": message}


def _comment(line: Line) -> dict[str, object]:
    value = {
        "id": f"1790000{line.number}",
        "text": line.text,
        "from": {"id": f"17800{line.story.number}", "username": _user_name(line.story)},
        "media": {"id": "18170000000000001", "media_product_type": "FEED"},
    }
    changes = [{"field": "comments", "value": value}]
    entry = {"id": OWN_NUMBER, "time": int(line.at.timestamp()), "changes": changes}
    return {"object": "instagram", "entry": [entry]}


def _direct(line: Line) -> dict[str, object]:
    at = int(line.at.timestamp() * 1000)
    event = {
        "sender": {"id": f"17800{line.story.number}"},
        "recipient": {"id": OWN_NUMBER},
        "timestamp": at,
        "message": {"mid": f"demo{line.number}", "text": line.text},
    }
    return {"object": "instagram", "entry": [{"id": OWN_NUMBER, "time": at, "messaging": [event]}]}


_BODIES: Mapping[str, Callable[[Line], dict[str, object]]] = {
    "whatsapp": _whatsapp,
    "telegram": _telegram,
    "instagram": _comment,
    "instagram-dm": _direct,
}
