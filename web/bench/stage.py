"""An office to measure in: real rules, real keys, a real database, and a hand clock.

In a folder of its own that is gone afterwards. What a benchmark asks of it goes through
intake and engine like everything else.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from pydantic import SecretStr

from config.settings import Settings
from config.wiring import Installation, open_office
from web.bench.figures import Watch
from web.thrift import settle
from workflow.core import commands as c
from workflow.core.messages import RawMessage
from workflow.core.refusal import Refused
from workflow.core.roles import Actor, Role
from workflow.store import worklists
from workflow.store.worklists import Wanted

MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
"""Monday 16 November 2026, 09.00 in Surabaya."""

UNIT = "pstw-jember"
INTAKE = Actor.staff("1", Role.INTAKE_OFFICER)
HEAD = Actor.staff("2", Role.UNIT_HEAD, UNIT)

CHANNELS = """
[[channel]]
name = "{name}"
on = true
[[channel.account]]
id = "office"
unit = "sekretariat"
address = "pengaduan@dinsos.example"
name = "Dinas Sosial"
"""


@dataclass
class Stage:
    """Where one benchmark plays: how much, in which folder, on which database, by which watch."""

    size: int
    folder: Path
    database: str = ""
    watch: Watch = perf_counter
    filed: int = 0

    @contextmanager
    def office(self, *channels: str) -> Iterator[Installation]:
        """A new office with these channels on; the form always is. Settled, as one that runs.

        Raises `Refused` where the given database holds complaints already.
        """
        rules = self.folder / "rules"
        home = self.folder / "home"
        if not rules.exists():
            shutil.copytree(Settings.model_fields["rules"].default, rules)
        lines = [CHANNELS.format(name=name) for name in dict.fromkeys(("form", *channels))]
        (rules / "channels.toml").write_text("".join(lines), encoding="utf-8")
        changed = {"home": home, "rules": rules, "database_url": SecretStr(self.database)}
        settings = Settings.model_validate(changed)
        office = open_office(settings, now=lambda: MONDAY)
        try:
            refuse_used(office)
            settle()
            yield office
        finally:
            office.close()

    def open(self, office: Installation, count: int) -> list[int]:
        """Complaints that came by the form; gives their ids."""
        return [self._file(office) for _ in range(count)]

    def _file(self, office: Installation) -> int:
        self.filed += 1
        answers = {
            "id": f"bench-form-{self.filed:08}",
            "what": f"Kamar mandi wisma {self.filed} licin, kemarin ada yang jatuh.",
            "name": f"Warga {self.filed}",
            "email": f"warga{self.filed}@warga.example",
        }
        body = json.dumps({"version": 1, **answers}).encode()
        outcome = office.intake.take(RawMessage("form", "office", answers["id"], body), MONDAY)
        if outcome.complaint is None:
            raise RuntimeError(f"{outcome.fate}: {outcome.reason}")
        return outcome.complaint

    def triage(self, office: Installation, complaints: list[int]) -> None:
        """Say what they are about, as intake does before it assigns them."""
        for id in complaints:
            office.engine.execute(classify(id), INTAKE, MONDAY)


def classify(complaint: int) -> c.Classify:
    """What intake says of every complaint here."""
    return c.Classify(
        complaint=complaint, klass="complaint", category="fasilitas_panti", safety="none"
    )


def assign(complaint: int) -> c.Act:
    """The move that gives a complaint to the unit."""
    return c.Act(complaint=complaint, move="assign", values={"unit": UNIT})


def respond(complaint: int) -> c.Act:
    """The move by which the head of the unit answers."""
    values = {"answer": "Pegangan sudah dipasang.", "evidence": "foto 12 November"}
    return c.Act(complaint=complaint, move="respond", values=values)


def refuse_used(office: Installation) -> None:
    """A benchmark fills its database with invented complaints: never one that is in use."""
    with office.sessions.reading() as db:
        if worklists.find_all(db, Wanted(limit=1), MONDAY):
            raise Refused("in-use", "This database holds complaints; give an empty one.")
