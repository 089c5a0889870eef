"""The program as a whole: what it finds, how it ends, what it prints where."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib import import_module
from pathlib import Path

import click
import pytest

from config.settings import Settings
from tests.web.commands.program import ROOT, Program
from web.cli import COMMANDS
from web.glance import glimpses

NAMES = {
    "act", "backup", "bench", "calendar", "check", "db", "deadline", "demo", "explain", "ingest",
    "lifecycle", "list", "parse", "record", "restore", "rules", "run", "show",
    "staff", "tick", "verify", "web",
    "worker",
}  # fmt: skip


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "home")


def change(program: Program, statement: str) -> None:
    """What nobody should do: change the database behind the engine's back."""
    with closing(sqlite3.connect(program.home / "tuntas.db", isolation_level=None)) as connection:
        connection.execute(statement)


def names(program: Program) -> set[str]:
    commands = program.done("--help").partition("Commands:")[2].partition("Examples:")[0]
    return set(re.findall(r"^  (\w+)", commands, re.MULTILINE))


def test_every_command_of_the_folder_is_listed(program: Program) -> None:
    assert names(program) >= NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_command_explains_itself(program: Program, name: str) -> None:
    assert "Usage: tuntas" in program.done(name, "--help")


def test_the_version_is_told(program: Program) -> None:
    assert re.match(r"tuntas, version \S+", program.done("--version"))


@pytest.mark.parametrize(
    "words",
    [("foo",), ("show",), ("list", "--state", "nowhere"), ("act", "C-7KQ4-2MX9", "dance"),
     ("tick", "--loud"), ("ingest", "there-is-no-such-file", "--channel", "form")],
)  # fmt: skip
def test_wrong_usage_ends_with_two(program: Program, words: tuple[str, ...]) -> None:
    result = program(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: " in result.stderr


def test_what_is_not_found_ends_with_one_and_a_sentence(program: Program) -> None:
    assert program.refusal("show", "C-7KQ4-2MX9") == (
        "There is no such complaint, or it is not yours to see."
    )


def test_every_mistake_in_the_settings_is_told_at_once(tmp_path: Path) -> None:
    class Mistaken(Program):
        @property
        def settings(self) -> dict[str, str]:
            return {**super().settings, "TUNTAS_PORT": "http", "TUNTAS_LANGUAGE": "jv"}

    said = Mistaken(tmp_path).refusal("tick")
    assert said.startswith("2 mistakes:")
    assert "TUNTAS_PORT" in said
    assert "TUNTAS_LANGUAGE" in said


def test_a_database_that_is_away_is_a_sentence_and_no_trace(tmp_path: Path) -> None:
    away = Program(tmp_path, "postgresql://nobody:hidden@127.0.0.1:1/nowhere")
    said = away.refusal("tick")
    assert said.startswith("The database cannot be used: ")
    assert "hidden" not in said
    assert "\n" not in said


def test_a_database_of_another_version_is_left_alone(program: Program) -> None:
    program.done("tick")
    change(program, "update alembic_version set version_num = '9999'")
    assert "those of" in program.refusal("tick")
    assert program("db", "status").exit_code == 1


def test_a_new_home_gets_its_tables_and_keys_by_itself(program: Program) -> None:
    program.done("tick")
    assert {path.name for path in (program.home / "keys").iterdir()} >= {"vault", "session"}
    assert program.row("db", "status")["current"] is True


@pytest.mark.parametrize("first", ["upgrade", "status"])
def test_a_new_home_can_be_looked_at_before_it_is_used(program: Program, first: str) -> None:
    program("db", first)
    assert program.done("db", "upgrade")
    assert program.rows("list") == []


def test_an_old_database_is_renewed_only_when_that_is_said(program: Program) -> None:
    assert program.row("db", "upgrade")["upgraded"] is True
    assert program.row("db", "upgrade")["upgraded"] is False


def test_tick_counts_for_each_runner(program: Program, tmp_path: Path) -> None:
    program.file(tmp_path / "mail", "Kamar mandi licin.")
    counts = program.row("tick")
    assert list(counts)[:4] == ["poll", "intake", "alarms", "outbox"]
    assert sum(counts["outbox"].values()) == 1
    assert program.row("tick")["outbox"] == {}


def test_tick_tells_the_books_of_each_account(program: Program, tmp_path: Path) -> None:
    program.file(tmp_path / "forms", "Kamar mandi licin.")
    channels = {(row["channel"], row["account"]): row for row in program.row("tick")["channels"]}
    assert set(channels) == {("form", "office"), ("email", "office")}
    form = channels["form", "office"]
    assert (form["seen"], form["opened"], form["gap"]) == (1, 1, 0)
    assert channels["email", "office"]["seen"] == 0


def test_check_tells_every_mistake_with_file_and_key(program: Program, tmp_path: Path) -> None:
    well = program.row("check")
    assert well["mistakes"] == []
    assert set(well["keys"]) == {"vault", "blind_index", "session", "reply_token"}
    rules = tmp_path / "rules"
    rules.mkdir()

    class Elsewhere(Program):
        @property
        def settings(self) -> dict[str, str]:
            return {**super().settings, "TUNTAS_RULES": str(rules)}

    result = Elsewhere(program.home)("check", "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)["mistakes"]
    assert {"file", "key", "sentence"} == set(found[0])
    assert len(result.stderr.splitlines()) == len(found) > 1


def test_a_mistake_in_a_channel_is_a_sentence_too(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(Settings.model_fields["rules"].default, rules)
    channels = rules / "channels.toml"
    wrong = (
        '[[channel]]\nname = "memory"\non = true\n[[channel.account]]\nid = "a"\nunit = "ppid"\n'
    )
    channels.write_text(f'{wrong}options = {{ colour = "blue" }}\n', encoding="utf-8")

    class Elsewhere(Program):
        @property
        def settings(self) -> dict[str, str]:
            return {**super().settings, "TUNTAS_RULES": str(rules)}

    said = Elsewhere(tmp_path / "home").refusal("tick")
    assert "channels.toml" in said
    assert "colour" in said


def test_verify_finds_what_was_changed_behind_the_engines_back(
    program: Program, tmp_path: Path
) -> None:
    (reference,) = program.file(tmp_path / "mail", "Kamar mandi licin.")
    assert program.row("verify")["count"] == 0
    change(program, "update complaint set state = 'resolved'")
    result = program("verify", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert found["count"] == len(found["differences"]) == 1
    assert reference in result.stderr
    assert "the history says 'received'" in result.stderr


def test_a_light_command_loads_no_database_and_no_web(tmp_path: Path) -> None:
    code = """
import sys
from web.cli import tuntas
tuntas(["deadline", "--from", "2026-03-02", "--within", "3 days"], standalone_mode=False)
heavy = {"sqlalchemy", "flask", "apscheduler", "alembic", "waitress"} & set(sys.modules)
sys.exit(f"loaded: {heavy}" if heavy else 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_reader_that_goes_away_ends_it_without_a_word(tmp_path: Path) -> None:
    program = Program(tmp_path / "home")
    program.done("tick")
    with program.process("lifecycle", "--format", "json") as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(30) == 1


def test_the_list_of_commands_says_what_each_command_says_itself() -> None:
    read = glimpses(COMMANDS)
    assert {one.stem for one in read.values()} >= NAMES
    for name, one in read.items():
        (command,) = import_module(f"web.commands.{one.stem}").COMMANDS
        assert (command.name, command.get_short_help_str(200)) == (
            name, click.Command(name, help=one.words).get_short_help_str(200),
        )  # fmt: skip


def test_help_and_a_deadline_load_neither_database_nor_pages() -> None:
    heavy = re.compile(r"\| +(sqlalchemy|flask|asyncio|adapters|alembic)$", re.MULTILINE)
    for words in (("--help",), ("deadline", "--from", "2026-01-05", "--within", "1 day")):
        loaded = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "web.cli", *words],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stderr  # fmt: skip
        assert "import time:" in loaded
        assert not heavy.findall(loaded)
