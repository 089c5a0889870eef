"""Calls go only where they may, end as they really ended, and carry no secret into a log."""

import logging
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.http import Answer, BadAddress, Call, Http, Reach, reach_of
from tests.adapters.fakes.site import Reply, Site, serving
from tests.adapters.mail_server import certificate
from workflow.core.messages import TryLater, Undeliverable, Unsure

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    with serving(Site()) as site:
        yield site


@pytest.fixture
def site(running: Site) -> Site:
    running.calls.clear()
    running.replies.clear()
    return running


def http(site: Site) -> Http:
    return Http(reach_of(site.address))


def test_a_call_arrives_as_it_was_made_and_its_answer_comes_back(site: Site) -> None:
    site.replies.append(Reply(201, b"dibuat", {"X-Id": "7"}))
    answer = http(site).call(Call(path="/pesan?a=1", body=b"\x00isi", headers={"X-Key": "k"}))
    assert answer == Answer(201, b"dibuat", answer.headers)
    assert answer.headers["x-id"] == "7"
    [call] = site.calls
    assert (call.method, call.path, call.body) == ("POST", "/pesan?a=1", b"\x00isi")
    assert call.headers["x-key"] == "k"
    assert call.headers["host"] == site.address.removeprefix("http://")


def test_a_redirect_is_an_answer_and_is_not_followed(site: Site) -> None:
    site.replies.append(Reply(302, b"", {"Location": f"{site.address}/lain"}))
    assert http(site).call(Call(path="/pesan")).status == 302
    assert len(site.calls) == 1


def test_cookies_are_not_kept(site: Site) -> None:
    client = http(site)
    site.replies.append(Reply(200, b"", {"Set-Cookie": "sesi=1"}))
    client.call(Call(path="/"))
    client.call(Call(path="/"))
    assert "cookie" not in site.calls[1].headers


def test_nobody_there_means_that_nothing_was_sent() -> None:
    with serving(Site()) as gone:
        client = http(gone)
    with pytest.raises(TryLater, match="unreachable"):
        client.call(Call(path="/"))


@pytest.mark.parametrize(
    "reply",
    [
        Reply(hangs_up=True),
        Reply(200, b"{", promised=100),
        Reply(200, b"tunggu", waits=1.0),
    ],
)
def test_a_call_without_a_whole_answer_may_have_arrived(site: Site, reply: Reply) -> None:
    site.replies.append(reply)
    with pytest.raises(Unsure, match="no-answer"):
        http(site).call(Call(path="/", body=b"x", seconds=0.2))
    last = time.monotonic() + 10
    while not site.calls and time.monotonic() < last:  # a busy machine reads it after we gave up
        time.sleep(0.01)
    assert [call.body for call in site.calls] == [b"x"]


def test_an_answer_is_read_up_to_its_limit_and_no_further(site: Site) -> None:
    site.replies += [Reply(200, b"x" * 1000), Reply(200, b"x" * 1001)]
    assert len(http(site).call(Call(path="/", largest=1000)).body) == 1000
    with pytest.raises(Unsure, match="answer-too-large"):
        http(site).call(Call(path="/", largest=1000))


def test_an_answer_that_unpacks_to_more_than_its_limit_is_not_kept(site: Site) -> None:
    site.replies.append(Reply(200, b"0" * 10_000_000, gzipped=True))
    with pytest.raises(Unsure, match="answer-too-large"):
        http(site).call(Call(path="/", largest=100_000))


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.7",
        "192.168.1.1",
        "172.16.3.4",
        "169.254.169.254",
        "127.0.0.1",
        "::",
        "224.0.0.1",
        "100.64.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::7",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.7",
    ],
)
def test_a_name_that_leads_into_our_own_network_is_not_called(address: str) -> None:
    client = Http(reach_of("https://api.example"), lambda *_: ("93.184.216.34", address))
    with pytest.raises(Undeliverable, match="address-not-allowed"):
        client.call(Call(path="/"))


def test_the_offices_own_network_is_called_only_where_that_is_allowed(tmp_path: Path) -> None:
    reach = reach_of("https://sistem.kantor.example", private=True)
    for never in ("127.0.0.1", "169.254.169.254"):
        with pytest.raises(Undeliverable, match="address-not-allowed"):
            Http(reach, lambda *_, found=never: (found,)).call(Call(path="/"))


@pytest.mark.parametrize(
    "path", ["https://other.example/x", "//other.example/x", "http://api.example/x", "ftp://x/"]
)
def test_only_the_hosts_of_the_account_are_called(path: str) -> None:
    with pytest.raises(Undeliverable, match="host-not-allowed"):
        Http(reach_of("https://api.example"), lambda *_: ("93.184.216.34",)).call(Call(path=path))


@pytest.mark.parametrize(
    "address",
    ["http://api.example", "api.example", "https://", "https://a:b@api.example", "ftp://x"],
)
def test_an_address_must_be_https_and_hold_no_password(address: str) -> None:
    with pytest.raises(BadAddress):
        reach_of(address)


def test_a_host_nobody_knows_is_tried_later() -> None:
    def unknown(host: str, port: int) -> tuple[str, ...]:
        raise OSError(host, port)

    with pytest.raises(TryLater, match="no-such-host"):
        Http(reach_of("https://api.example"), unknown).call(Call(path="/"))


def test_the_certificate_must_be_of_the_host_though_its_address_is_called(tmp_path: Path) -> None:
    context = certificate(tmp_path)
    trusted = str(tmp_path / "certificate.pem")
    with serving(Site(context)) as site:
        port = site.address.rpartition(":")[2]
        mine = Reach(
            base=site.address, hosts=frozenset({"127.0.0.1"}), loopback=True, authorities=trusted
        )
        assert Http(mine).call(Call(path="/")).status == 200
        other = Reach(
            base=f"https://api.example:{port}",
            hosts=frozenset({"api.example"}),
            loopback=True,
            authorities=trusted,
        )
        with pytest.raises(TryLater, match="tls-failed"):
            Http(other, lambda *_: ("127.0.0.1",)).call(Call(path="/"))
        with pytest.raises(TryLater, match="tls-failed"):
            Http(Reach(base=site.address, hosts=mine.hosts, loopback=True)).call(Call(path="/"))
        assert len(site.calls) == 1
        assert isinstance(context, ssl.SSLContext)


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("12", 12),
        ("Fri, 20 Nov 2026 03:01:00 GMT", 60),
        ("Fri, 20 Nov 2026 02:00:00 GMT", 0),
        ("99999999999", 86_400),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_at_most_a_day(
    words: str, seconds: int | None
) -> None:
    asked = Answer(429, b"", {"retry-after": words}).retry_after(NOW)
    assert asked == (None if seconds is None else timedelta(seconds=seconds))


def test_no_log_tells_a_path_a_header_or_a_body(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    call = Call(path="/bot777:RAHASIA/kirim", headers={"X-Key": "KUNCI"}, body=b"ISI")
    http(site).call(call)
    told = caplog.text + repr(call)
    assert not [word for word in ("KUNCI", "ISI") if word in told]
    assert "RAHASIA" not in caplog.text
