"""The memory of `tuntas run`, pages and worker in one process, beside an app that does nothing.

Started on an office of 10,000 complaints, and on one of `--size`; asked by eight people at
once. Megabytes that are resident (RSS); beside them those that are its own share (PSS).
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from itertools import cycle, islice

from config.wiring import Installation
from web.bench.crowd import COMMON, WITH_HISTORY, fill, reference
from web.bench.figures import Figure
from web.bench.pages import PASSWORD
from web.bench.processes import PATIENCE, come_to_rest, held, running
from web.bench.stage import Stage
from web.signin import COOKIE
from workflow.core.roles import Role
from workflow.now import now
from workflow.passwords import Passwords
from workflow.signins import SignIns
from workflow.staff import Accounts, By, NewStaff

SIZE = 10_000
CLIENTS = 8
ASKED = 200
LOGIN = "bench.memory"
PAGES = ("/", "/aduan?view=open", "/aduan?view=late", "/aduan?view=closed",
         f"/aduan?view=open&q={COMMON}", "/ikhtisar")  # fmt: skip
OPENED = 20
"""So many different complaints are opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryFigure(Figure):
    """Megabytes resident, and those that no other process shares, in parts."""

    pss: float

    def row(self) -> dict[str, object]:
        """As any figure, and its own share."""
        return {**Figure.row(self), "pss": round(self.pss, 1)}


def measure(stage: Stage) -> Iterator[Figure]:
    """Megabytes at rest, after pages, and at most."""
    with running("web.bench.empty_app", "{port}", told={}) as (port, process):
        _ask(port, "", ["/"] * ASKED)
        limit = held(process)["Rss"]
    for size in sorted({min(SIZE, stage.size), stage.size}):
        yield from _figures(replace(stage, size=size, folder=stage.folder / str(size)), limit)


def _figures(stage: Stage, limit: float) -> Iterator[Figure]:
    stage.folder.mkdir()
    with stage.office() as office:
        fill(stage, office)
        cookie = f"{COOKIE}={_signed_in(office)}"
    told = {
        "TUNTAS_HOME": str(stage.folder / "home"),
        "TUNTAS_RULES": str(stage.folder / "rules"),
        "TUNTAS_DATABASE_URL": stage.database,
        "TUNTAS_SECOND_FACTOR": "optional",
        "TUNTAS_LOG_LEVEL": "ERROR",
    }
    with running("web.cli", "run", "--port", "{port}", told=told) as (port, process):
        come_to_rest(process)
        yield _figure("memory at rest", stage, process, limit)
        _ask(port, cookie, list(islice(cycle(_addresses(stage.size)), ASKED)))
        come_to_rest(process)
        yield _figure(f"memory after {ASKED} pages", stage, process, limit)
        most = held(process)["VmHWM"]
        yield Figure(name="memory at most", size=stage.size, ours=most, limit=limit, unit="MB")


def _figure(name: str, stage: Stage, process: int, limit: float) -> Figure:
    found = held(process)
    return MemoryFigure(
        name=name, size=stage.size, ours=found["Rss"], limit=limit, unit="MB", pss=found["Pss"]
    )


def _signed_in(office: Installation) -> str:
    """A supervisor's sign-in, of this very moment: the server goes by the wall clock."""
    passwords, at = Passwords(), now()
    accounts = Accounts(office.sessions, office.office.policy.units, passwords)
    supervisor = NewStaff(login=LOGIN, name="Bench", role=Role.SUPERVISOR, unit="")
    accounts.add(supervisor, PASSWORD, By("console", at))
    return SignIns(office.sessions, passwords).sign_in(LOGIN, PASSWORD, at).token


def _addresses(size: int) -> list[str]:
    """Every page, and complaints that have a history."""
    numbers = range(0, size, WITH_HISTORY)[:OPENED]
    return [*PAGES, *(f"/aduan/{reference(number)}" for number in numbers)]


def _ask(port: int, cookie: str, addresses: list[str]) -> None:
    """Ask for the addresses, several at once; raises for an answer that is no page."""

    def one(address: str) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", address, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 200:  # noqa: PLR2004
            raise RuntimeError(f"{address}: {answer.status}")

    with ThreadPoolExecutor(CLIENTS) as people:
        list(people.map(one, addresses))
