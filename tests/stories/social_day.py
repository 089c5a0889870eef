"""Thirty accounts of units on every network that is built, and what people write to them.

Telegram, Mastodon and two pages of Facebook are asked; all others push, and each delivery
comes twice, beside one that somebody without the secret sends.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from adapters.facebook.channel import make as make_facebook
from adapters.instagram.channel import make as make_instagram
from adapters.mastodon.channel import make as make_mastodon
from adapters.settings import Account, ChannelSettings
from adapters.signing import HEADER, sign
from adapters.telegram.channel import make as make_telegram
from adapters.webhook.channel import make as make_webhook
from adapters.whatsapp.channel import make as make_whatsapp
from tests.adapters.fakes.facebook import Facebook
from tests.adapters.fakes.graph import Fault, Graph, failing
from tests.adapters.fakes.instagram import Instagram
from tests.adapters.fakes.mastodon import Mastodon
from tests.adapters.fakes.messenger import SECRET, TOKEN
from tests.adapters.fakes.site import Reply, Site, serving
from tests.adapters.fakes.telegram import Telegram
from tests.adapters.fakes.whatsapp import Whatsapp
from tests.story import HandClock
from workflow.core.messages import BadSignature, Channel, RawMessage, WebhookCall

Which = tuple[str, str]
"""A channel and an account of it."""

MAKERS: Mapping[str, Callable[[ChannelSettings], Channel]] = {
    "telegram": make_telegram,
    "mastodon": make_mastodon,
    "facebook": make_facebook,
    "instagram": make_instagram,
    "whatsapp": make_whatsapp,
    "webhook": make_webhook,
}
"""The networks that are built."""

NETWORKS = tuple(MAKERS)
ACCOUNTS: tuple[Which, ...] = tuple((name, f"unit-{n}") for name in NETWORKS for n in range(1, 6))
ASKED_PAGES = ("unit-4", "unit-5")
"""The pages of Facebook that are asked: their units have no address that Meta could call."""

PUSHED = tuple(
    (name, id)
    for name, id in ACCOUNTS
    if name in ("instagram", "whatsapp", "webhook")
    or (name == "facebook" and id not in ASKED_PAGES)
)
BOT, PAGE_GONE = ("telegram", "unit-3"), ("facebook", "unit-5")
"""A bot whose token was never good, and a page whose token is taken back during the day."""

ROUNDS, ROUND = 3, timedelta(hours=8)
"""A whole day, in so many goes."""

DISK_FULL, SENDS_FAIL = 0, 1
"""The goes in which the office's disk is full, and in which what it sends is refused."""

OBJECTS = {"facebook": "page", "instagram": "instagram", "whatsapp": "whatsapp_business_account"}


DEAD_TOKEN = failing(190, 460, 401)
_OF_PAGES = (failing(10, 2018278), failing(551), failing(613), DEAD_TOKEN)
REFUSALS: Mapping[str, tuple[Fault, ...]] = {
    "facebook": _OF_PAGES,
    "instagram": _OF_PAGES,
    "whatsapp": (failing(131047), failing(131026), failing(130429), DEAD_TOKEN),
}
"""The window has closed, they have blocked us, we send too much, the token is not taken."""


def number_of(which: Which) -> str:
    """What an account is called over there."""
    return f"{NETWORKS.index(which[0]) + 1}0000{which[1][-1]}"


@dataclass
class Platforms:
    """The servers, their clock, and how much was written and refused."""

    clock: HandClock
    bots: dict[str, Telegram] = field(default_factory=dict)
    homes: dict[str, Mastodon] = field(default_factory=dict)
    pages: dict[str, Facebook] = field(default_factory=dict)
    graphs: dict[str, Graph] = field(default_factory=dict)
    """Those of Meta, which push; by channel."""
    wrote: Counter[Which] = field(default_factory=Counter)
    refused: int = 0

    def writes(self, which: Which, who: int, channels: Mapping[str, Channel]) -> list[RawMessage]:
        """Somebody new writes to an account; gives what is handed over by itself."""
        text = f"Lampu padam di rumah nomor {who}"
        self.wrote[which] += 1
        if which not in PUSHED:
            self._lays(which, who, text)
            return []
        body = self._news(which, who, text)
        return self._pushes(channels[which[0]], which[1], body)

    def garbage(self, which: Which, channels: Mapping[str, Channel]) -> list[RawMessage]:
        """Something that the platform invented since; only Meta's do."""
        entry = {"id": number_of(which), "time": 1, "changes": [{"field": "novel", "value": {}}]}
        document = {"object": OBJECTS[which[0]], "entry": [entry]}
        return self._pushes(channels[which[0]], which[1], json.dumps(document).encode())

    def _lays(self, which: Which, who: int, text: str) -> None:
        """It lies there until the office asks."""
        name, id = which
        if name == "telegram":
            self.bots[id].arrives(_update(who, text, self.clock.at))
        elif name == "mastodon":
            self.homes[id].arrives(_notification(who, text, self.clock.at))
        else:
            person = {"id": f"9{who}", "name": "Warga"}
            said = {"id": f"77_{who}", "message": text, "from": person}
            post, at = f"{number_of(which)}_77", _iso(self.clock.at)
            self.pages[id].comments(post, {**said, "created_time": at})

    def _news(self, which: Which, who: int, text: str) -> bytes:
        """A delivery as the platform writes it."""
        name, own, at = which[0], number_of(which), int(self.clock.at.timestamp())
        if name == "webhook":
            return _event(which[1], who, text)
        if name == "whatsapp":
            said = {"from": f"62812{who}", "id": f"wamid.{own}.{who}", "timestamp": str(at)}
            told = {
                "messaging_product": "whatsapp",
                "metadata": {"display_phone_number": "62", "phone_number_id": own},
                "messages": [{**said, "type": "text", "text": {"body": text}}],
            }
            entry: dict[str, Any] = {"id": "1", "changes": [{"field": "messages", "value": told}]}
        else:
            ends = {"sender": {"id": f"9{who}"}, "recipient": {"id": own}, "timestamp": at * 1_000}
            message = {"mid": f"mid.{own}.{who}", "text": text}
            entry = {"id": own, "time": at, "messaging": [{**ends, "message": message}]}
        return json.dumps({"object": OBJECTS[name], "entry": [entry]}).encode()

    def _pushes(self, channel: Channel, account: str, body: bytes) -> list[RawMessage]:
        """Twice; and somebody else tries with a secret of their own."""
        signed = self._signed(channel.name, body)
        forged = {name: value[:-4] + "beef" for name, value in signed.items()}
        with pytest.raises(BadSignature):
            channel.verify(WebhookCall(account=account, body=body, headers=forged))
        self.refused += 1
        call = WebhookCall(account=account, body=body, headers=signed)
        return [channel.verify(call), channel.verify(call)]

    def _signed(self, channel: str, body: bytes) -> dict[str, str]:
        if channel == "webhook":
            return {HEADER: sign(SECRET, body, self.clock.at)}
        return {"X-Hub-Signature-256": self.graphs[channel].signature(body)}

    def troubled(self, hour: int) -> None:
        """Accounts that are asked, and platforms that are told, have bad hours of their own."""
        for place, bot in enumerate(self.bots.values()):
            bot.moods.down = (hour + place) % 3 == 0
        for place, home in enumerate(self.homes.values()):
            home.moods.answer = (None, Reply(503), None, Reply(200, b"<html>"))[(hour + place) % 4]
        for place, graph in enumerate((*self.pages.values(), *self.graphs.values())):
            graph.now = self.clock.at
            graph.moods.down = (hour + place) % 3 == 1

    def refuses_sends(self) -> None:
        """Four sends of each network of Meta end by a code of its own: two for good, two not."""
        for name, graph in self.graphs.items():
            graph.moods.faults.extend(REFUSALS[name])

    def calm(self) -> None:
        """Everything is well again, but for the dead tokens."""
        for bot in self.bots.values():
            bot.moods.down = False
        for home in self.homes.values():
            home.moods.answer = None
        for graph in (*self.pages.values(), *self.graphs.values()):
            graph.now, graph.moods.down = self.clock.at, False

    def takes_back(self) -> None:
        """Facebook no longer knows the token of a page."""
        self.pages[PAGE_GONE[1]].tokens.clear()


def opened(servers: ExitStack, clock: HandClock) -> tuple[Platforms, dict[str, Channel]]:
    """All servers at work until the stack is closed, and the office's channels to them."""
    there = Platforms(clock)
    for name, id in ACCOUNTS:
        if name == "telegram":
            there.bots[id] = servers.enter_context(serving(Telegram(_token(id))))
        elif name == "mastodon":
            there.homes[id] = servers.enter_context(serving(Mastodon(_token(id))))
    for id in ASKED_PAGES:
        page = there.pages[id] = servers.enter_context(serving(Facebook(clock.at)))
        page.page = number_of(("facebook", id))
        page.empty()
    there.graphs = {
        "facebook": servers.enter_context(serving(Facebook(clock.at))),
        "instagram": servers.enter_context(serving(Instagram(clock.at))),
        "whatsapp": servers.enter_context(serving(Whatsapp(SECRET, TOKEN, clock.at))),
    }
    for which in ACCOUNTS:
        there.graphs["instagram"].edges[f"{number_of(which)}/media"] = []
    channels: dict[str, Channel] = {}
    for name, make in MAKERS.items():
        mine = tuple(_account(which, there) for which in ACCOUNTS if which[0] == name)
        channels[name] = make(ChannelSettings(accounts=mine, now=clock))
    return there, channels


def _account(which: Which, there: Platforms) -> Account:
    name, id = which
    address = f"@{id}@dinas.example" if name == "mastodon" else f"{name}-{id}"
    return Account(
        id=id, unit="sekretariat", address=address, name=id, options=_options(which, there)
    )


def _options(which: Which, there: Platforms) -> dict[str, str]:
    name, id = which
    own, at = number_of(which), _server(which, there)
    meta = {"token": TOKEN, "verify_token": "kata", "api": at}
    app = {**meta, "app_secret": SECRET, "receive": "push" if which in PUSHED else "poll"}
    token = "770:AAE-token-lama-yang-sudah-dicabut" if which == BOT else _token(id)
    found = {
        "telegram": {"token": token, "api": at},
        "mastodon": {"token": token, "server": at},
        "facebook": {**app, "page": own},
        "instagram": {**app, "instagram": own, "page": f"8{own}"},
        "whatsapp": {**meta, "number": own, "secret": SECRET},
        "webhook": {"secret": SECRET},
    }
    return found[name]


def _server(which: Which, there: Platforms) -> str:
    name, id = which
    own: dict[str, Mapping[str, Site]] = {
        "telegram": there.bots, "mastodon": there.homes, "facebook": there.pages,
    }  # fmt: skip
    found = own.get(name, {}).get(id) or there.graphs.get(name)
    return found.address if found else ""


def _token(id: str) -> str:
    return f"77{id[-1]}:AAE-contoh-token-untuk-uji-coba"


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S+0000")


def _update(who: int, text: str, at: datetime) -> bytes:
    person = {"id": who, "is_bot": False, "first_name": "Warga"}
    chat, date = {"id": who, "type": "private"}, int(at.timestamp())
    message = {"message_id": who, "from": person, "chat": chat, "date": date, "text": text}
    return json.dumps({"update_id": who, "message": message}).encode()


def _notification(who: int, text: str, at: datetime) -> bytes:
    person = {"id": str(who), "username": "warga", "acct": f"warga{who}@contoh.id"}
    written = _iso(at).replace("+0000", ".000Z")
    post = {"id": f"55{who}", "created_at": written, "edited_at": None, "visibility": "direct",
            "content": f"<p>{text}</p>", "account": person}  # fmt: skip
    notice = {"id": str(who), "type": "mention", "created_at": written}
    return json.dumps({**notice, "account": person, "status": post}).encode()


def _event(account: str, who: int, text: str) -> bytes:
    event = {
        "id": f"evt-{account}-{who}",
        "type": "message.created",
        "conversation": {"external_id": f"c-{account}-{who}", "visibility": "private"},
        "sender": {"external_id": f"p-{account}-{who}", "verified": True},
        "message": {"external_id": f"m-{account}-{who}", "text": text},
    }
    return json.dumps(event).encode()
