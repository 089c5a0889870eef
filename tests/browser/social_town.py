"""An office with its pages, and three platforms on which people write below a unit's posts.

Instagram and Facebook are our fakes, which sign what they push to the office's own address;
Mastodon is a whole server that others wrote. Only the time of day is stood in for.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import requests
from flask import Flask
from playwright.sync_api import Page

from adapters.facebook.channel import NEWS
from config.settings import Settings
from config.wiring import open_office, with_home
from tests.adapters.fakes.facebook import PAGE, Facebook
from tests.adapters.fakes.instagram import OWN, Instagram
from tests.adapters.fakes.mastodon_whole import OFFICE, Whole, whole_server
from tests.adapters.fakes.messenger import SECRET, TOKEN, Messenger
from tests.adapters.fakes.site import serving
from tests.browser.looking import speaks
from tests.browser.serving import serving as serving_pages
from tests.browser.serving import sign_in
from tests.story import MONDAY, HandClock, Story, settings_for
from tests.web.conftest import CHEAP, hire
from web.app import make_app
from workflow.core.roles import Role

UNIT = "pstw-jember"
INTAKE, HEAD = "ani", "harun"
PERSON = "1784999"
"""Siti, as Instagram and Facebook number her."""

POST = f"{PAGE}_500000000000001"

TAG = re.compile("<[^>]*>")
CHANNELS = """
[[channel]]
name = "{name}"
on = true
[[channel.account]]
id = "jember"
unit = "pstw-jember"
address = "{address}"
name = "PSTW Jember"
options = {{ {options} }}
"""
PUSHED = (
    'page = "{page}", token = "secret:page", app_secret = "secret:app", '
    'verify_token = "secret:word", receive = "push", api = "{api}"'
)
SECRETS = {"page": TOKEN, "app": SECRET, "word": "kata-kami", "mastodon": OFFICE}


class Network(Protocol):
    """A platform as Siti sees it; she is the same person in public and in private."""

    name: str
    hides: bool

    def comments(self, text: str) -> None:
        """She writes below a post of the unit, where everybody can read it."""

    def writes(self, text: str) -> None:
        """She answers in private."""

    def echoes(self) -> None:
        """The platform tells the office of the office's own words."""

    def in_public(self) -> list[str]:
        """What everybody can read of the exchange: her words that are not hidden, and ours."""

    def in_private(self) -> list[str]:
        """What she got from the office where only she reads it, oldest first."""


@dataclass
class Pushing:
    """A platform of Meta: what happens over there, our own words included, is pushed to us."""

    name: str
    there: Messenger
    at: str
    """Where it pushes."""
    hides: bool = True
    said: dict[str, str] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def comments(self, text: str) -> None:
        id = f"500000000000001_{next(self.numbers)}" if self.on_page else "17919697626119712"
        self.said[id] = text
        self._push(changes=[self._comment(id, PERSON, text)])

    def writes(self, text: str) -> None:
        said = {"mid": f"{self.name}-{next(self.numbers)}", "text": text}
        self._talk(PERSON, self.own, said)

    def echoes(self) -> None:
        """It tells us of our own words, as it does of everybody's; twice, as it sometimes does."""
        for posted in self.there.posted * 2:
            if posted.public:
                self._push(changes=[self._comment(posted.id, self.own, posted.text)])
            else:
                said = {"mid": posted.id, "text": posted.text, "is_echo": True}
                self._talk(self.own, PERSON, said)

    def in_public(self) -> list[str]:
        theirs = [text for id, text in self.said.items() if id not in self.there.hidden]
        return theirs + [posted.text.strip() for posted in self.there.posted if posted.public]

    def in_private(self) -> list[str]:
        return [posted.text for posted in self.there.posted if not posted.public]

    @property
    def on_page(self) -> bool:
        return isinstance(self.there, Facebook)

    @property
    def own(self) -> str:
        """The unit's own number over there."""
        return PAGE if self.on_page else OWN

    def _comment(self, id: str, who: str, text: str) -> dict[str, Any]:
        person = {"id": who, "username": "siti", "name": "Siti Aminah"}
        if not self.on_page:
            about = {"media": {"id": "18172143295349192", "media_product_type": "FEED"}}
            return {"field": "comments", "value": {"id": id, "text": text, "from": person, **about}}
        place = {"comment_id": id, "post_id": POST, "parent_id": POST, "created_time": self._now}
        happened = {"item": "comment", "verb": "add", "message": text, "from": person}
        return {"field": "feed", "value": {**happened, **place}}

    def _talk(self, sender: str, recipient: str, message: dict[str, Any]) -> None:
        ends = {"sender": {"id": sender}, "recipient": {"id": recipient}}
        self._push(messaging=[{**ends, "timestamp": self._now * 1_000, "message": message}])

    @property
    def _now(self) -> int:
        return int(self.there.now.timestamp())

    def _push(self, **what: object) -> None:
        kind = "page" if self.on_page else "instagram"
        body, headers = self.there.delivery(kind, {"id": self.own, "time": self._now, **what})
        answer = requests.post(self.at, data=body, headers=headers, timeout=20)
        assert answer.status_code == 200, answer.text


@dataclass
class Federated:
    """Mastodon: the office asks for news, so nothing is pushed."""

    there: Whole
    name: str = "mastodon"
    hides: bool = False
    ours: str = "@testuser"
    hers: str = "@siti@contoh.id"

    def comments(self, text: str) -> None:
        post = self.there.call("/api/v1/statuses", OFFICE, status="Kegiatan di wisma hari ini.")
        self.there.say(f"{self.ours} {text}", in_reply_to_id=post["id"])

    def writes(self, text: str) -> None:
        last = [post for post in self._ours() if post["visibility"] == "direct"][-1]
        self.there.say(f"{self.ours} {text}", in_reply_to_id=last["id"], visibility="direct")

    def echoes(self) -> None:
        """It tells nobody of their own words."""

    def in_public(self) -> list[str]:
        return [self._words(post) for post in self._ours() if post["visibility"] != "direct"]

    def in_private(self) -> list[str]:
        return [self._words(post) for post in self._ours() if post["visibility"] == "direct"]

    def _ours(self) -> list[dict[str, Any]]:
        return sorted(self.there.posts_of_office(), key=lambda post: int(post["id"]))

    def _words(self, post: dict[str, Any]) -> str:
        """Without the name with which it begins: whom it reaches has to be named in it."""
        words = unescape(
            TAG.sub("", re.sub("<br ?/?>", "\n", post["content"].replace("</p>", "\n\n")))
        )
        return words.removeprefix(self.hers).strip()


@dataclass(frozen=True)
class SocialTown:
    """The office, the address of its pages, and the platforms by their names."""

    story: Story
    app: Flask
    pages: str
    networks: dict[str, Network]

    def enters(self, page: Page, login: str, language: str) -> None:
        """Somebody of the staff comes to work, and reads in a language."""
        sign_in(page, self.pages, login)
        speaks(page, self.pages, language)


def _settings(home: Path, options: dict[str, tuple[str, str]]) -> Settings:
    rules, secrets = home / "rules", home / "secrets"
    shutil.copytree(Settings.model_fields["rules"].default, rules)
    lines = [
        CHANNELS.format(name=name, address=address, options=words)
        for name, (address, words) in options.items()
    ]
    (rules / "channels.toml").write_text("\n".join(lines), "utf-8")
    secrets.mkdir(mode=0o700)
    for name, value in SECRETS.items():
        (secrets / name).touch(0o600)
        (secrets / name).write_text(value, "utf-8")
    return with_home(settings_for(home), rules=rules)


@contextmanager
def social_town(home: Path) -> Iterator[SocialTown]:
    """All of it, until the end of the block; then the books of every complaint balance."""
    clock = HandClock()
    with (
        serving(Instagram(MONDAY)) as instagram,
        serving(Facebook(MONDAY)) as facebook,
        whole_server(home) as mastodon,
    ):
        ours = {"id": "1", "subscribed_fields": sorted(NEWS)}
        facebook.edges[f"{PAGE}/subscribed_apps"] = [ours]
        pushed = {one: PUSHED.format(page=PAGE, api=one.address) for one in (instagram, facebook)}
        server_at = f'server = "{mastodon.address}", token = "secret:mastodon"'
        options = {
            "instagram": ("@pstwjember", f'instagram = "{OWN}", {pushed[instagram]}'),
            "facebook": ("PSTW Jember", pushed[facebook]),
            "mastodon": ("@testuser@mock.local", server_at),
        }
        office = open_office(_settings(home, options), now=clock)
        app = make_app(office, passwords=CHEAP)
        for login, role, unit in ((INTAKE, Role.INTAKE_OFFICER, ""), (HEAD, Role.UNIT_HEAD, UNIT)):
            hire(app, login, role, unit)
        story = Story(office, clock)
        with closing(office), serving_pages(app) as pages:
            networks: dict[str, Network] = {
                name: Pushing(name, there, f"{pages}/kanal/{name}/jember")
                for name, there in (("instagram", instagram), ("facebook", facebook))
            }
            story.tick()
            yield SocialTown(story, app, pages, networks | {"mastodon": Federated(mastodon)})
            story.check_books()
