"""`tuntas backup` and `restore`: a whole office in a file, and back."""

import os
import stat
from pathlib import Path

import pytest

from tests import postgres
from tests.conftest import NewDatabase
from tests.web.commands.program import Program, write_form


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "home")


def references(program: Program) -> set[str]:
    return {row["reference"] for row in program.rows("list")}


def test_a_backup_brings_back_what_was_there(program: Program, tmp_path: Path) -> None:
    kept = set(program.file(tmp_path / "one", "Atap bocor.", "Kapan jam besuk?"))
    program.done("backup", tmp_path / "copy.db")
    program.file(tmp_path / "two", "Atap bocor.", "Kapan jam besuk?", "Yang ketiga.")
    assert len(references(program)) == 3
    program.done("restore", tmp_path / "copy.db", "--replace")
    assert references(program) == kept
    assert program.row("verify")["count"] == 0


def test_what_was_replaced_is_kept_and_can_be_brought_back(
    program: Program, tmp_path: Path
) -> None:
    program.file(tmp_path / "one", "Atap bocor.")
    program.done("backup", tmp_path / "copy.db")
    program.file(tmp_path / "two", "Atap bocor.", "Kapan jam besuk?")
    program.done("restore", tmp_path / "copy.db", "--replace")
    (kept,) = program.home.glob("before-restore-*")
    program.done("restore", kept, "--replace")
    assert len(references(program)) == 2


def test_a_backup_is_one_file_for_its_owner_alone(program: Program, tmp_path: Path) -> None:
    program.file(tmp_path / "one", "Atap bocor.")
    folder = tmp_path / "backups"
    folder.mkdir()
    said = program.done("backup", folder / "copy.db")
    assert "keys" in said
    assert [path.name for path in folder.iterdir()] == ["copy.db"]
    assert stat.S_IMODE((folder / "copy.db").stat().st_mode) == 0o600


def test_nothing_is_overwritten_without_a_word(program: Program, tmp_path: Path) -> None:
    program.file(tmp_path / "one", "Atap bocor.")
    program.done("backup", tmp_path / "copy.db")
    assert "is there already" in program.refusal("backup", tmp_path / "copy.db")
    assert "--replace" in program.refusal("restore", tmp_path / "copy.db")
    assert len(references(program)) == 1


@pytest.mark.parametrize("damage", ["no database", "cut short", "another one's"])
def test_what_is_no_whole_copy_of_ours_changes_nothing(
    program: Program, tmp_path: Path, damage: str
) -> None:
    program.file(tmp_path / "one", "Atap bocor.")
    copy = tmp_path / "copy.db"
    program.done("backup", copy)
    whole = copy.read_bytes()
    copy.write_bytes(
        {
            "no database": b"Dear office, ",
            "cut short": whole[: len(whole) // 3],
            "another one's": whole.replace(b"alembic_version", b"alembic_versiom"),
        }[damage]
    )
    before = copy.read_bytes()
    assert "damaged" in program.refusal("restore", copy, "--replace")
    assert copy.read_bytes() == before
    assert len(references(program)) == 1
    assert not list(tmp_path.glob(".copy*"))


def test_a_new_home_with_the_old_keys_takes_a_backup_without_asking(
    program: Program, tmp_path: Path
) -> None:
    kept = program.file(tmp_path / "one", "Atap bocor.")
    program.done("backup", tmp_path / "copy.db")
    elsewhere = Program(tmp_path / "elsewhere")
    (elsewhere.home / "keys").mkdir(parents=True, mode=0o700)
    for key in (program.home / "keys").iterdir():
        (elsewhere.home / "keys" / key.name).write_bytes(key.read_bytes())
        (elsewhere.home / "keys" / key.name).chmod(0o600)
    elsewhere.done("restore", tmp_path / "copy.db")
    assert references(elsewhere) == set(kept)
    assert elsewhere.row("show", kept[0])["state"] == "received"


def test_a_backup_is_made_while_messages_come_in(program: Program, tmp_path: Path) -> None:
    program.file(tmp_path / "one", "Atap bocor.")
    folder = many(tmp_path / "many", [f"Laporan nomor {number}." for number in range(40)])
    with program.process("ingest", folder, "--channel", "form", "--json") as coming:
        assert coming.stdout
        assert coming.stdout.readline()  # they do come in
        program.done("backup", tmp_path / "copy.db")
    elsewhere = Program(program.home)
    elsewhere.done("restore", tmp_path / "copy.db", "--replace")
    assert elsewhere.row("verify")["count"] == 0
    assert len(references(elsewhere)) > 1


def many(folder: Path, texts: list[str]) -> Path:
    """Forms whose numbers nobody else uses."""
    folder.mkdir()
    for number, text in enumerate(texts, 1000):
        write_form(folder / f"{number}.json", number, text)
    return folder


@pytest.mark.database("postgresql")
def test_without_postgresqls_own_programs_a_backup_is_refused_in_words(
    tmp_path: Path, new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    program = Program(tmp_path / "home", new_database(None))
    assert "“pg_dump” is not on this machine" in program.refusal("backup", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


@pytest.mark.database("postgresql")
def test_postgresql_is_copied_and_brought_back_by_its_own_programs(
    tmp_path: Path, new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = next(postgres.installations()).folder / "bin"
    monkeypatch.setenv("PATH", str(programs), prepend=os.pathsep)
    program = Program(tmp_path / "home", new_database(None))
    kept = set(program.file(tmp_path / "one", "Atap bocor."))
    program.done("backup", tmp_path / "copy")
    program.file(tmp_path / "two", "Atap bocor.", "Kapan jam besuk?")
    program.done("restore", tmp_path / "copy", "--replace")
    assert references(program) == kept
    assert program.row("verify")["count"] == 0
    (tmp_path / "copy").write_bytes(b"Dear office, ")
    assert program.refusal("restore", tmp_path / "copy", "--replace").startswith("pg_restore: ")
    assert references(program) == kept
