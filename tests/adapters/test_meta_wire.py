"""Calls of the Graph API against a server that checks tokens, versions, proofs and links."""

import logging
import traceback
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import cast

import pytest

from adapters.meta.wire import Graph as Line
from adapters.meta.wire import Link, reach_of
from tests.adapters.fakes.graph import APP, Asked, Graph, Rights, Route, error, failing, good
from tests.adapters.fakes.site import Reply, serving
from tests.adapters.terms import NOW
from workflow.core.messages import Attachment, TryLater, Undeliverable, Unsure

KEY, ACCESS = "rahasia-aplikasi", "EAAtoken-contoh"


@pytest.fixture
def there() -> Iterator[Graph]:
    with serving(Graph(KEY, NOW)) as server:
        server.tokens[ACCESS] = Rights(("pages_messaging",), NOW + timedelta(days=60))
        server.objects["17"] = {"id": "17", "name": "Dinas"}
        yield server


@pytest.fixture
def graph(there: Graph) -> Line:
    return Line(reach=reach_of(there.address), token=ACCESS, secret=KEY, now=lambda: there.now)


def test_the_token_goes_in_a_header_and_the_proof_with_each_call(graph: Line, there: Graph) -> None:
    there.moods.needs_proof = True
    assert graph.get("17", fields="name").line("name") == "Dinas"
    [called] = there.calls
    assert called.headers["authorization"] == f"Bearer {ACCESS}"
    assert ACCESS not in called.path
    assert there.asked[0].query["fields"] == "name"


def test_without_a_secret_no_proof_is_sent_and_with_a_wrong_one_nothing_works(
    graph: Line, there: Graph
) -> None:
    replace(graph, secret="").get("17")
    assert "appsecret_proof" not in there.asked[0].query
    with pytest.raises(Undeliverable, match="rejected"):
        replace(graph, secret="lain").get("17")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (Rights(is_valid=False), "login-refused"),
        (Rights(expires_at=NOW), "login-expired"),
    ],
)
def test_a_dead_token_keeps_messages_for_when_it_is_mended(
    graph: Line, there: Graph, change: Rights, code: str
) -> None:
    there.tokens[ACCESS] = change
    with pytest.raises(TryLater, match=code) as later:
        graph.post("17/messages", {})
    assert later.value.after == timedelta(hours=1)


def test_a_version_that_is_over_is_refused_and_not_tried_again(graph: Line) -> None:
    with pytest.raises(Undeliverable, match="error-2635"):
        replace(graph, version="v20.0").get("17")


def test_a_token_says_what_it_may_and_until_when(graph: Line, there: Graph) -> None:
    state = graph.token_state(APP, KEY)
    assert (state.valid, state.scopes) == (True, frozenset({"pages_messaging"}))
    assert state.expires_at == NOW + timedelta(days=60)
    there.tokens[ACCESS] = Rights()
    assert graph.token_state(APP, KEY).expires_at is None
    del there.tokens[ACCESS]
    assert graph.token_state(APP, KEY).valid is False


def test_pages_come_one_after_the_other_by_their_cursor(graph: Line, there: Graph) -> None:
    there.edges["17/comments"] = [{"id": str(number)} for number in range(5)]
    first = graph.get("17/comments", limit="2")
    there.edges["17/comments"].insert(0, {"id": "new"})
    after = first.inner("paging").inner("cursors").id("after")
    second = graph.get("17/comments", limit="2", after=after)
    found = [one.id("id") for page in (first, second) for one in page.each("data")]
    assert found == ["0", "1", "2", "3"]


def test_a_file_is_handed_over_as_a_form(graph: Line, there: Graph) -> None:
    there.routes.append(Route("POST", "17/media", lambda asked: good({"id": asked.file[0]})))
    file = Attachment(name="surat é.pdf", media_type="application/pdf", content=b"%PDF")
    assert graph.upload("17/media", file, {"type": "application/pdf"}).id("id") == "surat é.pdf"
    assert there.asked[0].file[1:] == (b"%PDF", "application/pdf")
    assert there.asked[0].document == {"type": "application/pdf"}


def test_a_full_allowance_stops_this_account_and_no_other(graph: Line, there: Graph) -> None:
    other = replace(graph, brake=type(graph.brake)())
    there.moods.usage = {"X-App-Usage": '{"call_count":97}'}
    graph.get("17")
    with pytest.raises(TryLater, match="throttled") as later:
        graph.get("17")
    assert later.value.after == timedelta(minutes=5)
    assert len(there.calls) == 1
    other.get("17")
    there.now += timedelta(minutes=5)
    graph.get("17")


def test_a_busy_platform_is_left_alone_for_as_long_as_it_says(graph: Line, there: Graph) -> None:
    def send(asked: Asked) -> Reply:
        return good({"id": "1"})

    there.routes.append(Route("POST", "17/messages", send, sends=True))
    there.moods.faults.append(failing(80007))
    there.moods.usage = {
        "X-Business-Use-Case-Usage": '{"1":[{"estimated_time_to_regain_access":12}]}'
    }
    with pytest.raises(TryLater, match="throttled") as later:
        graph.post("17/messages", {})
    assert later.value.after == timedelta(minutes=12)


def test_an_error_is_logged_by_its_numbers_and_nothing_of_what_was_sent(
    graph: Line, there: Graph, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    there.routes.append(Route("POST", "17/messages", lambda asked: error(551, 7)))
    said = {"text": "rahasia Siti"}
    with pytest.raises(Undeliverable) as end:
        graph.post("17/messages", said)
    [line] = [vars(record) for record in caplog.records if record.name == "adapters.meta.wire"]
    assert (line["code"], line["subcode"], line["trace"]) == (551, 7, "A1bTrace")
    everything = f"{caplog.text} {line} {''.join(traceback.format_exception(end.value))}"
    assert not any(word in everything for word in ("Siti", "Sari", ACCESS, KEY))
    assert not any(word in repr(graph) for word in (ACCESS, KEY))


# -- Files behind links -------------------------------------------------------------------

CONTENT = b"\xff\xd8gambar"


def test_a_file_comes_with_the_token_and_its_hash_is_checked(graph: Line, there: Graph) -> None:
    url = there.store("a.jpg", CONTENT)
    digest = sha256(CONTENT)
    for known in ("", digest.hexdigest(), b64encode(digest.digest()).decode()):
        assert graph.fetch(Link(url=url, sha256=known)) == CONTENT
    with pytest.raises(TryLater, match="wrong-hash"):
        graph.fetch(Link(url=url, sha256=sha256(b"lain").hexdigest()))


def test_a_link_that_needs_no_token_gets_none(graph: Line, there: Graph) -> None:
    url = there.store("a.jpg", CONTENT, bare=True)
    assert graph.fetch(Link(url=url, bare=True)) == CONTENT
    assert "authorization" not in there.calls[-1].headers


def test_a_link_that_has_died_is_gone(graph: Line, there: Graph) -> None:
    url = there.store("a.jpg", CONTENT)
    there.now += timedelta(minutes=5)
    with pytest.raises(Undeliverable, match="gone"):
        graph.fetch(Link(url=url))


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/a", "http://127.0.0.2/a", "https://fbcdn.net.evil.example/a",
     "https://evilfbcdn.net/a", "file:///etc/passwd", "", "//x"],
)  # fmt: skip
def test_a_link_to_anywhere_else_is_not_followed(graph: Line, there: Graph, url: str) -> None:
    with pytest.raises(Undeliverable, match="host-not-allowed"):
        graph.fetch(Link(url=url))
    start = there.store("a.jpg", b"", leads_to=url or "http://169.254.169.254/latest")
    with pytest.raises(Undeliverable):
        graph.fetch(Link(url=start))


def test_a_link_may_lead_on_three_times(graph: Line, there: Graph) -> None:
    url = there.store("0", CONTENT)
    for step in ("1", "2", "3"):
        url = there.store(step, b"", leads_to=url)
    assert graph.fetch(Link(url=url)) == CONTENT
    with pytest.raises(Undeliverable, match="led-astray"):
        graph.fetch(Link(url=there.store("4", b"", leads_to=url)))


def test_a_platform_that_is_away_is_asked_for_a_file_later(graph: Line, there: Graph) -> None:
    url = there.store("a.jpg", CONTENT)
    there.moods.down = True
    with pytest.raises(TryLater, match="away"):
        graph.fetch(Link(url=url))


def test_an_unclear_end_of_a_send_leaves_us_unsure(graph: Line, there: Graph) -> None:
    there.routes.append(Route("POST", "17/messages", lambda asked: Reply(hangs_up=True)))
    with pytest.raises(Unsure, match="no-answer"):
        graph.post("17/messages", {})
    assert len(there.asked) == 1


def test_a_token_of_which_meta_tells_nonsense_leaves_us_unsure(graph: Line, there: Graph) -> None:
    there.moods.down = True
    with pytest.raises(TryLater, match="away"):
        graph.token_state(APP, KEY)
    there.moods.down = False
    with pytest.raises(TryLater, match="login-refused"):
        graph.token_state(APP, "lain")
    there.tokens[ACCESS] = Rights(scopes=cast("tuple[str, ...]", (5,)))
    with pytest.raises(Unsure, match="unreadable-answer"):
        graph.token_state(APP, KEY)
