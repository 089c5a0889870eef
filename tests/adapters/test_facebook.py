"""Facebook keeps the contract against a page that speaks Meta's protocol."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from adapters.facebook.channel import CAN
from tests.adapters.fakes.facebook import PAGE, Facebook
from tests.adapters.fakes.site import serving
from tests.adapters.page_contract import PageContract
from tests.adapters.sending import FILE
from tests.adapters.terms import NOW
from workflow.core.messages import Channel

POST = f"{PAGE}_500000000000001"
WHO = {"id": "7234567890123456", "name": "Aisyah"}
AT, MS = "2026-11-20T02:15:00+0000", 1_795_140_900_000
FEED = {"item": "comment", "verb": "add", "comment_id": "500000000000001_77", "post_id": POST}


def push(**entry: object) -> dict[str, Any]:
    return {"object": "page", "entry": [{"id": PAGE, "time": 1, **entry}]}


def polled(kind: str, place: str, **value: object) -> dict[str, Any]:
    return {"polled": kind, "place": place, "value": value}


class TestFacebook(PageContract):
    name = "facebook"
    can = CAN
    there: ClassVar[Facebook]
    pairs = (
        (
            push(
                changes=[
                    {
                        "field": "feed",
                        "value": {**FEED, "parent_id": POST, "from": WHO, "message": "Halo"},
                    }
                ]
            ),
            polled(
                "comment", POST, id="500000000000001_77", message="Halo", created_time=AT,
                **{"from": WHO},
            ),
        ),
        (
            push(
                messaging=[
                    {
                        "sender": {"id": WHO["id"]},
                        "recipient": {"id": PAGE},
                        "timestamp": MS,
                        "message": {"mid": "m_77", "text": "Halo"},
                    }
                ]
            ),
            polled(
                "message", "t_1", id="m_77", message="Halo", created_time=AT,
                to={"data": [{"id": PAGE}]}, **{"from": WHO},
            ),
        ),
    )  # fmt: skip

    def arrive(self, channel: Channel, body: bytes) -> None:
        document = json.loads(body)
        value, place = document["value"], document["place"]
        put = {
            "comment": lambda: self.there.comments(place, value),
            "post": lambda: self.there.posts(value),
            "message": lambda: self.there.says(place, value),
        }
        put[document["polled"]]()

    def test_files_travel_once(self) -> None:
        """After the words: the Messenger takes one or the other in a message."""
        channel = self.channel()
        channel.send(replace(self.message(), attachments=(FILE,)))
        assert [(one.text, one.files) for one in self.taken(channel)] == [
            (self.message().text, ()),
            ("", ("surat.pdf",)),
        ]
        assert self.there.posted[1].file == ("surat.pdf", FILE.content, "application/pdf")


@pytest.fixture(scope="module", autouse=True)
def running() -> Iterator[Facebook]:
    with serving(Facebook(NOW)) as server:
        TestFacebook.reaches(server)
        yield server
        server.empty()
