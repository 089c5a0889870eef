"""A whole Mastodon server on this machine, written by others (`mastodon_mock`), as a process.

What our own fake believes of the API is held against it. The office is `testuser`; Siti is of
another server. Faults are asked for by path and how often.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.ports import free_port

OFFICE, SITI, LAIN = "mock_token", "siti_token", "lain_token"
SECONDS_TO_START = 120
WELL_KNOWN = """
[faults]
enabled = true
[[seed.accounts]]
username = "testuser"
access_token = "mock_token"
[[seed.accounts]]
username = "siti"
domain = "contoh.id"
display_name = "Siti"
access_token = "siti_token"
[[seed.accounts]]
username = "lain"
domain = "contoh.id"
access_token = "lain_token"
"""


@dataclass(frozen=True, slots=True)
class Whole:
    """The server at work; `address` is where it is."""

    address: str

    def call(self, path: str, token: str = OFFICE, **fields: object) -> dict[str, Any]:
        """POST as somebody; the answer."""
        found: dict[str, Any] = self._ask("POST", path, token, fields).json()
        return found

    def get(self, path: str, token: str = OFFICE) -> dict[str, Any]:
        """What somebody sees at a path."""
        found: dict[str, Any] = self._ask("GET", path, token, None).json()
        return found

    def posts_of_office(self) -> list[dict[str, Any]]:
        """What the office has posted, oldest first."""
        me = self.get("/api/v1/accounts/verify_credentials")["id"]
        path = f"/api/v1/accounts/{me}/statuses?limit=40"
        found: list[dict[str, Any]] = self._ask("GET", path, OFFICE, None).json()
        return found[::-1]

    def notified(self, token: str) -> list[str]:
        """The posts of which somebody was told, newest first."""
        found = self._ask("GET", "/api/v1/notifications", token, None).json()
        return [one["status"]["id"] for one in found if one["status"]]

    def empty(self) -> None:
        """As new."""
        self.call("/api/v1/_mock/reset")

    def say(self, text: str, token: str = SITI, **fields: object) -> str:
        """Somebody posts; the id."""
        found = self.call("/api/v1/statuses", token, status=text, **fields)
        return str(found["id"])

    def edit(self, post: str, text: str, token: str = SITI) -> None:
        self._ask("PUT", f"/api/v1/statuses/{post}", token, {"status": text})

    def delete(self, post: str, token: str = SITI) -> None:
        self._ask("DELETE", f"/api/v1/statuses/{post}", token, None)

    def upload(self, name: str, content: bytes, description: str) -> str:
        """Siti lays a file; the id."""
        answer = requests.post(
            f"{self.address}/api/v2/media",
            headers={"Authorization": f"Bearer {SITI}", "Connection": "close"},
            files={"file": (name, content, "image/png")},
            data={"description": description},
            timeout=20,
        )
        answer.raise_for_status()
        return str(answer.json()["id"])

    def fault(self, path: str, **effect: object) -> None:
        """The next call of that path fails so."""
        self.call("/api/v1/_mock/faults", match={"path": path}, effect=effect, count=1)

    def _ask(self, method: str, path: str, token: str, fields: object) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}", "Connection": "close"}
        answer = requests.request(
            method, self.address + path, headers=headers, json=fields, timeout=20
        )
        answer.raise_for_status()
        return answer


@contextmanager
def whole_server(folder: Path) -> Iterator[Whole]:
    """The server, with its accounts, and gone afterwards."""
    settings = folder / "mastodon.toml"
    settings.write_text(WELL_KNOWN, "utf-8")
    port = free_port()
    program = Path(sys.executable).with_name("mastodon_mock")
    words = [str(program), "serve", "--in-memory", "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            [*words, "--config", str(settings)], stdout=log, stderr=log, cwd=folder
        )
        try:
            server = Whole(f"http://127.0.0.1:{port}")
            _await(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(20)


def _await(server: Whole, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            server.get("/api/v1/accounts/verify_credentials")
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")
