"""`tuntas` as tests use it: in this process where that is enough, else as a real one.

Each office has a home of its own; nothing of the program is stood in for.
"""

import contextlib
import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from config.keys import load_keys
from config.settings import Settings
from tests import databases
from web.cli import tuntas

ROOT = Path(__file__).parents[3]
PASSWORD = "melayani-tuntas"
UNIT = "pstw-jember"
ABOUT = ("--set", "class=complaint", "--set", "category=fasilitas_panti", "--set", "safety=none")
PEOPLE = (("ana", "intake_officer", ""), ("rini", "unit_head", UNIT), ("sri", "supervisor", ""))

Row = dict[str, Any]


@dataclass(frozen=True)
class Program:
    """The program with a home; `url` names a database elsewhere."""

    home: Path
    url: str = ""

    @property
    def settings(self) -> dict[str, str]:
        """The variables by which it knows its home."""
        return {"TUNTAS_HOME": str(self.home), "TUNTAS_DATABASE_URL": self.url}

    def __call__(self, *words: str | Path, given: str | bytes = "") -> Result:
        """Run a command in this process."""
        root = logging.getLogger()
        level, handlers = root.level, list(root.handlers)
        result = CliRunner().invoke(tuntas, [*map(str, words)], input=given, env=self.settings)
        root.setLevel(level)
        root.handlers[:] = handlers
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def done(self, *words: str | Path, given: str | bytes = "") -> str:
        """Run a command that has to succeed; what it said."""
        result = self(*words, given=given)
        assert result.exit_code == 0, result.output
        return result.stdout

    def rows(self, *words: str | Path, given: str | bytes = "") -> list[Row]:
        """Run a command with --json; nothing but JSON may be on its standard output."""
        said = self.done(*words, "--json", given=given)
        return [json.loads(line) for line in said.splitlines()]

    def row(self, *words: str | Path, given: str | bytes = "") -> Row:
        """The one object that it answers."""
        (row,) = self.rows(*words, given=given)
        return row

    def refusal(self, *words: str | Path, given: str | bytes = "", code: int = 1) -> str:
        """Run a command that has to fail; its sentence, and nothing on standard output."""
        result = self(*words, given=given)
        assert (result.exit_code, result.stdout) == (code, ""), result.output
        return result.stderr.strip().removeprefix("Error: ")

    @contextlib.contextmanager
    def process(self, *words: str | Path) -> Iterator[subprocess.Popen[str]]:
        """The program as a process of its own; whatever happens, it is gone afterwards."""
        with subprocess.Popen(
            [sys.executable, "-m", "web.cli", *map(str, words)],
            cwd=ROOT,
            env={**os.environ, **self.settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    # An office with people and complaints in it.

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever kept at its home."""
        return not (self.url or (self.home / "tuntas.db").exists())

    def furnish(self) -> None:
        """Keys and tables, where the first command would make them: a copy takes less."""
        if self.is_new:
            load_keys(Settings(home=self.home))
            databases.fill_file(self.home / "tuntas.db", databases.migrated)

    def hire(self) -> None:
        """One of each role that the tests need."""
        if self.is_new:
            shutil.copytree(databases.kept_folder(_with_people), self.home, dirs_exist_ok=True)
            return
        for login, role, unit in PEOPLE:
            words = ("--name", login.title(), "--role", role, "--unit", unit)
            self.done("staff", "add", login, *words, given=f"{PASSWORD}\n")

    def file(self, folder: Path, *texts: str) -> list[str]:
        """Complaints by the web form; gives their references."""
        self.furnish()
        folder.mkdir(exist_ok=True)
        for number, text in enumerate(texts, 1):
            write_form(folder / f"{number:03}.json", number, text)
        return [row["reference"] for row in self.rows("ingest", folder, "--channel", "form")]


def furnished(home: Path) -> Program:
    """The program with the home of an office in which nothing has happened yet."""
    program = Program(home)
    program.furnish()
    return program


def _with_people(home: Path) -> None:
    """The home of an office with everybody in it."""
    furnished(home).hire()


def write_form(path: Path, number: int, text: str) -> None:
    """What the web form leaves behind."""
    answers = {"id": f"form-{number:08}", "what": text, "name": f"Warga {number}"}
    email = f"warga{number}@warga.example"
    path.write_text(json.dumps({"version": 1, **answers, "email": email}), encoding="utf-8")
