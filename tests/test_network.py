"""Tests talk to nobody but this machine, and time stands still only where a marker says so."""

import socket
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.network import NetworkShut
from workflow.now import now

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org", "0.0.0.0"])  # noqa: S104
def test_no_other_machine_is_asked(host: str) -> None:
    with pytest.raises(NetworkShut, match=host):
        socket.create_connection((host, 80), timeout=1)


def test_no_name_is_looked_up_and_no_page_is_fetched() -> None:
    with pytest.raises(NetworkShut):
        socket.gethostbyname("example.org")
    with pytest.raises(NetworkShut):
        urllib.request.urlopen("http://example.org/", timeout=1)
    with socket.socket(type=socket.SOCK_DGRAM) as udp, pytest.raises(NetworkShut):
        udp.sendto(b"?", ("192.0.2.1", 53))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_talks_to_itself(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        socket.create_connection((host, door.getsockname()[1]), timeout=5).close()


@pytest.mark.freeze_time("2026-03-02T01:15:00+00:00")
def test_a_marker_freezes_time() -> None:
    assert now() == datetime(2026, 3, 2, 1, 15, tzinfo=UTC)


PLANTED = {
    "def test_x(freezer): pass": "freeze time by @pytest.mark.freeze_time only",
    "import pytest\n@pytest.mark.freeze_time\ndef test_x(page): pass": "cannot run in frozen time",
}


@pytest.mark.parametrize("code", PLANTED)
def test_time_is_frozen_neither_by_accident_nor_under_a_browser(code: str, tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("from tests.conftest import *")
    (tmp_path / "test_x.py").write_text(code)
    words = ("-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={tmp_path}", tmp_path)
    run = subprocess.run(
        [sys.executable, *words], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert PLANTED[code] in run.stderr
