"""A channel to a network that does not exist, added by what adapters/README.md says alone.

Its folder is type-checked where it stands; the tests lay it somewhere else, as an installation
may, and no other file knows of it.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

import pytest
from sqlalchemy import select

from adapters.form.channel import make as make_form
from adapters.registry import find_channels, open_channels
from adapters.settings import BadChannels, ChannelSettings
from config.wiring import open_office
from tests.adapters.contract import ACCOUNT, NOW, Arrived
from tests.adapters.fakes.faults import FAULTS
from tests.adapters.fakes.kentongan import POST, Kentongan
from tests.adapters.fakes.site import Reply, Site, serving
from tests.adapters.made_up.kentongan.outbound import CAN
from tests.adapters.served import ServedContract
from tests.story import HandClock, Story, settings_for
from web.app import make_app
from workflow.core.messages import (
    Attachment,
    BadSignature,
    Channel,
    ChannelDown,
    Downloads,
    Hides,
    Kind,
    OutboundMessage,
    TryLater,
    Undeliverable,
    Visibility,
    WebhookCall,
)
from workflow.store.models import MessageRow

WRITTEN = Path(__file__).parent / "made_up"
PLACE = "/kanal/kentongan/office"
TOKEN, SECRET = "kunci-pos-untuk-uji-coba", "segel-rahasia-uji-coba"


class TestKentongan(ServedContract):
    name = "kentongan"
    recorded = False
    can = CAN
    marks = frozenset({Kind.AUTO_REPLY})
    to = "sari7"
    answered = "b2"
    signature_header = "X-Kentongan-Seal"
    options: ClassVar[Mapping[str, str]] = {"post": POST, "token": TOKEN, "secret": SECRET}
    there: ClassVar[Kentongan]
    faults = FAULTS

    def message(self) -> OutboundMessage:
        """With a beat that a public answer may stand under."""
        return replace(super().message(), target="b1")

    def taken(self, channel: Channel) -> list[Arrived]:
        return [
            Arrived(
                text=one["words"],
                thread=(one.get("under", ""), one.get("talk", "")),
                public=one["square"],
            )
            for one in self.there.sent
        ]

    def answer(self, channel: Channel) -> bytes:
        last = self.there.sent[-1]
        beat = {"id": "b90", "under": last["id"], "words": "Terima kasih.", "tag": last["tag"]}
        return self.there.drummed(90, NOW, beat=beat)

    def arrive(self, channel: Channel, body: bytes) -> None:
        self.there.arrives(body)

    def cut(self, channel: Channel) -> None:
        self.there.moods.down = True

    def signed(self, body: bytes) -> WebhookCall:
        return self.there.pushed(body)


@pytest.fixture(scope="module", autouse=True)
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder as it would lie beside an installation; forgotten afterwards."""
    folder = tmp_path_factory.mktemp("beside")
    laid = folder / "kentongan"
    laid.mkdir()
    for file in (WRITTEN / "kentongan").glob("*.*"):
        text = file.read_text("utf-8").replace("tests.adapters.made_up.", "adapters.")
        (laid / file.name).write_text(text, "utf-8")
    TestKentongan.elsewhere = (folder,)
    yield folder
    for name in [name for name in sys.modules if name.startswith("adapters.kentongan")]:
        del sys.modules[name]


@pytest.fixture(scope="module", autouse=True)
def running() -> Iterator[Kentongan]:
    with serving(Kentongan(TOKEN, SECRET)) as server:
        TestKentongan.there = server
        TestKentongan.options = {**TestKentongan.options, "api": server.address}
        yield server


@pytest.fixture
def there(running: Kentongan) -> Kentongan:
    running.empty()
    return running


@pytest.fixture
def channel(there: Kentongan) -> Channel:
    return TestKentongan().channel()


def opened(elsewhere: Path, **options: str) -> Channel:
    account = replace(ACCOUNT, options={**TestKentongan.options, **options})
    settings = ChannelSettings(accounts=(account,), now=lambda: NOW)
    return open_channels({"kentongan": settings}, [elsewhere])["kentongan"]


def test_nobody_knows_of_it_who_does_not_look_into_its_folder(elsewhere: Path) -> None:
    assert "kentongan" not in find_channels().kinds
    assert find_channels([elsewhere]).kinds["kentongan"].folder == elsewhere / "kentongan"


def test_a_riddle_is_answered_to_whoever_could_seal_it(
    channel: Channel, there: Kentongan, elsewhere: Path
) -> None:
    right = there.asks("siapa di sana?")
    assert channel.challenge(right) == "siapa di sana?"
    bare = opened(elsewhere, secret="")
    for wrong, asked in (
        (channel, replace(right, query={**right.query, "riddle": "lain"})),
        (channel, replace(right, account="nobody")),
        (bare, right),
    ):
        with pytest.raises(BadSignature):
            wrong.challenge(asked)


def test_the_secret_that_is_being_replaced_is_good(there: Kentongan, elsewhere: Path) -> None:
    replacing = opened(elsewhere, secret="segel-yang-baru", old_secret=SECRET)
    assert replacing.verify(there.pushed(b"{}")).body == b"{}"


def test_what_was_there_before_the_first_poll_is_old_and_the_mark_goes_on_behind_it(
    channel: Channel, there: Kentongan
) -> None:
    for number in range(1, 13):
        there.arrives(there.drummed(number, NOW, beat={"id": f"b{number}", "words": "Halo"}))
    steps = [step for step in channel.fetch("office", "") if step.raw]
    assert [step.old for step in steps] == [True] * 12
    there.arrives(there.drummed(13, NOW, beat={"id": "b13", "words": "Baru"}))
    for mark in (steps[-1].mark, steps[-4].mark):
        more = [step for step in channel.fetch("office", mark) if step.raw]
        assert (more[-1].old, more[-1].mark) == (False, "13-12")
    assert len(list(channel.fetch("office", "bukan punya kami"))) == 14


@pytest.mark.parametrize("listed", [b"x", b"1 99\n{}\n", b"1 2\n{}{}\n", b"-1 2\n{}\n"])
def test_a_page_that_is_none_is_down(elsewhere: Path, listed: bytes) -> None:
    with serving(Site()) as site:
        channel = opened(elsewhere, api=site.address)
        for replies in ([b'{"last": 0}', listed], [b'{"last": "x"}'], [listed]):
            site.replies.extend(Reply(200, body) for body in replies)
            with pytest.raises(ChannelDown, match="strange-answer"):
                list(channel.fetch("office", ""))


def test_the_test_button_tells_what_the_token_may_do(there: Kentongan, elsewhere: Path) -> None:
    there.moods.may = ("listen",)
    told = [(one.what, one.code) for one in opened(elsewhere).probe("office")]
    assert told == [("sign_in", ""), ("send", "permission-missing")]
    wrong = [(one.what, one.code) for one in opened(elsewhere, token="lain-lagi").probe("office")]
    assert wrong == [("sign_in", "login-refused")]
    with pytest.raises(ChannelDown, match="login-refused"):
        list(opened(elsewhere, token="lain-lagi").fetch("office", ""))


def test_a_beat_in_the_square_is_answered_in_private_once(
    channel: Channel, there: Kentongan
) -> None:
    once = replace(TestKentongan().message(), private_reply=True)
    channel.send(once)
    assert (there.sent[0]["about"], there.sent[0]["square"]) == ("b1", False)
    with pytest.raises(Undeliverable, match="private-reply-used"):
        channel.send(replace(once, key="key-2"))
    with pytest.raises(Undeliverable, match="too-long"):
        channel.send(replace(once, key="key-3", text="x" * 1_001))


def test_a_door_that_has_closed_and_a_beat_that_is_gone_are_said_so(
    channel: Channel, there: Kentongan
) -> None:
    message = TestKentongan().message()
    with pytest.raises(Undeliverable, match="window-closed"):
        channel.send(replace(message, window_until=NOW))
    channel.send(replace(message, window_until=NOW + timedelta(seconds=1)))
    there.moods.gone.add("b1")
    with pytest.raises(Undeliverable, match="gone"):
        channel.send(replace(message, key="key-2", visibility=Visibility.PUBLIC))
    with pytest.raises(Undeliverable, match="no-target"):
        channel.send(replace(message, visibility=Visibility.PUBLIC, target="b1/../x"))


def test_a_beat_is_hidden_again_and_again(channel: Channel, there: Kentongan) -> None:
    assert isinstance(channel, Hides)
    channel.hide("office", "b1")
    channel.hide("office", "b1")
    assert there.hidden == ["b1"]
    for account, beat in (("office", "../b1"), ("nobody", "b1")):
        with pytest.raises(Undeliverable):
            channel.hide(account, beat)


def test_a_file_is_fetched_by_its_id_and_must_have_its_hash(
    channel: Channel, there: Kentongan
) -> None:
    assert isinstance(channel, Downloads)
    there.moods.files = {"f1": b"gambar"}
    digest = sha256(b"gambar").hexdigest()
    file = Attachment(name="a.jpg", media_type="image/jpeg", url="kentongan:f1#")
    for known in (file, replace(file, url=f"kentongan:f1#{digest}")):
        assert channel.download("office", known).content == b"gambar"
    for url, code in (
        (f"kentongan:f1#{'0' * 64}", "wrong-hash"),
        ("kentongan:f9#", "gone"),
        ("kentongan:../../heard#", "no-link"),
        ("http://169.254.169.254/latest", "no-link"),
    ):
        with pytest.raises(Undeliverable, match=code):
            channel.download("office", replace(file, url=url))
    there.moods.down = True
    with pytest.raises(TryLater, match="away"):
        channel.download("office", file)


def test_an_address_in_the_clear_stops_the_start(elsewhere: Path) -> None:
    with pytest.raises(BadChannels, match=r"office\.api: must begin with https"):
        opened(elsewhere, api="http://kentongan.example")


@pytest.fixture
def story(tmp_path: Path, there: Kentongan, elsewhere: Path) -> Iterator[Story]:
    clock = HandClock()
    account = replace(ACCOUNT, options=TestKentongan.options)
    settings = ChannelSettings(accounts=(account,), now=clock)
    form = make_form(replace(settings, accounts=(ACCOUNT,)))
    channels = {"form": form, **open_channels({"kentongan": settings}, [elsewhere])}
    office = open_office(settings_for(tmp_path), now=clock, channels=channels)
    yield Story(office, clock)
    office.close()


def test_an_office_takes_a_complaint_over_it_and_answers_there(
    story: Story, there: Kentongan
) -> None:
    browser = make_app(story.office).test_client()

    def comes(number: int, **event: object) -> None:
        call = there.pushed(there.drummed(number, story.clock.at, **event))
        answer = browser.post(PLACE, data=call.body, headers=dict(call.headers))
        assert answer.status_code == 200
        story.tick()

    comes(1, beat={"id": "b1", "square": True, "talk": "t1", "words": "Atap panti bocor."})
    [receipt] = there.sent
    assert (receipt["about"], receipt["square"]) == ("b1", False)
    comes(2, kind="fate", fate={"came": "heard", "of": [receipt["id"]]})
    answer = {"id": "b2", "talk": "t2", "under": receipt["id"], "words": "Kamar 3, yang di utara."}
    comes(3, beat={**answer, "tag": receipt["tag"]})
    comes(4, kind="change", beat={**answer, "words": "Kamar 4, yang di utara."})
    with story.office.sessions.reading() as db:
        rows = list(db.scalars(select(MessageRow).order_by(MessageRow.id)))
    assert [(row.direction, row.state) for row in rows if row.direction == "out"] == [
        ("out", "delivered")
    ]
    assert len({row.complaint_id for row in rows}) == 1
    assert [row.text for row in rows if row.direction == "in"] == [
        "Atap panti bocor.",
        "Kamar 4, yang di utara.",
    ]
