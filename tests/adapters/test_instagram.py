"""Instagram keeps the contract against an account that speaks Meta's protocol."""

import json
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from adapters.instagram.channel import CAN
from tests.adapters.fakes.instagram import OWN, Instagram
from tests.adapters.fakes.site import serving
from tests.adapters.page_contract import PageContract
from tests.adapters.terms import NOW
from workflow.core.messages import Channel

WHO = {"id": "1784999", "username": "warga_bdg"}
AT, MS = "2026-11-20T02:15:00+0000", 1_795_140_900_000


def push(**entry: object) -> dict[str, Any]:
    return {"object": "instagram", "entry": [{"id": OWN, "time": 1, **entry}]}


def polled(kind: str, place: str, **value: object) -> dict[str, Any]:
    return {"polled": kind, "place": place, "value": value}


class TestInstagram(PageContract):
    name = "instagram"
    can = CAN
    to = "1784999"
    target = "c:17919697626119712"
    there: ClassVar[Instagram]
    pairs = (
        (
            push(
                changes=[
                    {
                        "field": "comments",
                        "value": {"id": "78", "parent_id": "77", "text": "Halo", "from": WHO},
                    }
                ]
            ),
            polled(
                "comment", "18", id="78", parent_id="77", text="Halo", timestamp=AT,
                **{"from": WHO},
            ),
        ),
        (
            push(
                messaging=[
                    {
                        "sender": {"id": WHO["id"]},
                        "recipient": {"id": OWN},
                        "timestamp": MS,
                        "message": {"mid": "aWdf77", "text": "Halo"},
                    }
                ]
            ),
            polled(
                "message", "t_1", id="aWdf77", message="Halo", created_time=AT,
                to={"data": [{"id": OWN}]}, **{"from": WHO},
            ),
        ),
    )  # fmt: skip

    def arrive(self, channel: Channel, body: bytes) -> None:
        document = json.loads(body)
        put = {"comment": self.there.comments, "message": self.there.says}
        put[document["polled"]](document["place"], document["value"])


@pytest.fixture(scope="module", autouse=True)
def running() -> Iterator[Instagram]:
    with serving(Instagram(NOW)) as server:
        TestInstagram.reaches(server)
        yield server
        server.empty()
