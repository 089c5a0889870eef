"""`tuntas calendar preview`, `apply` and `tuntas rules`, as a supervisor uses them.

The time is the real one: each decree takes the very day on which a complaint is due, which
is a working day whenever the test runs.
"""

import shutil
from pathlib import Path

import pytest

from config.settings import load_settings
from config.wiring import open_office
from tests.web.commands.program import Program, Row
from web.commands.moved import signed_lines, signed_rows
from web.commands.rows import moments_of
from workflow.core.folding import fold
from workflow.store import complaints

NAME = "Cuti bersama tambahan (SKB 3 Menteri 12/2026)"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    made = Program(tmp_path / "home")
    made.hire()
    return made


@pytest.fixture
def reference(program: Program, tmp_path: Path) -> str:
    (found,) = program.file(tmp_path / "forms", "Lampu padam")
    return found


def clock(program: Program, reference: str, name: str = "verify_forward") -> Row:
    (found,) = (c for c in program.row("show", reference)["clocks"] if c["name"] == name)
    return dict(found)


def decree(folder: Path, on: str, kind: str = "joint_leave") -> Path:
    file = folder / "decree.toml"
    file.write_text(
        '[decree]\nname = "Cuti bersama tambahan"\nlegal_basis = "SKB 3 Menteri 12/2026"\n'
        f'[[day]]\non = {on}\nkind = "{kind}"\nname = "Cuti bersama"\n',
        encoding="utf-8",
    )
    return file


@pytest.fixture
def leave(program: Program, reference: str, tmp_path: Path) -> Path:
    """A decree that takes the day on which forwarding is due."""
    return decree(tmp_path, clock(program, reference)["due_at"][:10])


def moved_clock(rows: list[Row]) -> Row:
    """The one date that was asked about; the summary is last."""
    (found,) = (row for row in rows[:-1] if row["clock"] == "verify_forward")
    return found


def test_a_decree_is_previewed_applied_and_can_be_traced(
    program: Program, reference: str, leave: Path
) -> None:
    old = clock(program, reference)["due_at"]
    looked = program.rows("calendar", "preview", leave)
    assert clock(program, reference)["due_at"] == old
    done = program.rows("calendar", "apply", leave, "--as", "sri")
    new = clock(program, reference)["due_at"]
    assert new > old
    expected = {
        "reference": reference, "clock": "verify_forward", "label": "Verify and forward",
        "round": 1, "unit": "", "old_due_at": old, "new_due_at": new,
    }  # fmt: skip
    assert moved_clock(looked) == moved_clock(done) == expected
    assert program.row("verify")["count"] == 0
    signed = [
        event
        for event in program.row("show", reference)["events"]
        if event["kind"] == "Recalculated" and event["data"]["clock"] == "verify_forward"
    ]
    assert [(event["actor"], event["data"]["decree"]) for event in signed] == [("staff:3", NAME)]


def test_the_last_line_sums_up(program: Program, reference: str, leave: Path) -> None:
    *moved, summary = program.rows("calendar", "preview", leave)
    on = clock(program, reference)["due_at"][:10]
    assert summary == {
        "decree": "Cuti bersama tambahan",
        "legal_basis": "SKB 3 Menteri 12/2026",
        "days": [{"on": on, "kind": "joint_leave", "name": "Cuti bersama", "effect": "closes"}],
        "complaints": 1,
        "clocks": len(moved),
        "later": len(moved),
        "earlier": 0,
        "refused": 0,
        "applied": False,
        "signed_by": None,
    }
    summary = program.rows("calendar", "apply", leave, "--as", "sri")[-1]
    assert (summary["applied"], summary["signed_by"]) == (True, "staff:3")
    (summary,) = program.rows("calendar", "apply", leave, "--as", "sri")
    assert (summary["clocks"], summary["days"][0]["effect"]) == (0, "off_already")


def test_people_read_a_table_and_a_sentence(program: Program, reference: str, leave: Path) -> None:
    day, head, *lines, end = program.done("calendar", "preview", leave).splitlines()
    assert day.endswith("becomes a day off: Cuti bersama")
    assert head.split() == ["complaint", "clock", "unit", "old", "date", "new", "date"]
    assert any(line.startswith(f"{reference}  Verify and forward") for line in lines)
    many = f"{len(lines)} date{'' if len(lines) == 1 else 's'} of 1 complaint"
    counts = f"({len(lines)} later, 0 earlier)"
    assert end == f"{many} would move {counts}. Nothing was written."
    said = program.done("calendar", "apply", leave, "--as", "sri").splitlines()
    assert said[-1] == f"{many} moved {counts}, signed by sri (staff:3)."
    again = program.done("calendar", "apply", leave, "--as", "sri").splitlines()
    assert again[0].endswith("is off already: Cuti bersama")
    assert again[1:] == ["Nothing was to do: the calendar says so already, and no date moves."]


def test_the_calendar_shows_what_was_declared(
    program: Program, reference: str, leave: Path
) -> None:
    on = clock(program, reference)["due_at"][:10]
    year = on[:4]
    before = program.row("calendar", "show", year)["working_days"]
    program.done("calendar", "apply", leave, "--as", "sri")
    shown = program.row("calendar", "show", year)
    assert shown["working_days"] == before - 1
    (off,) = (day for day in shown["days_off"] if day["on"] == on)
    assert (off["kind"], off["legal_basis"]) == ("joint_leave", "SKB 3 Menteri 12/2026")


def test_both_dates_and_the_signature_are_told_of_a_clock(
    program: Program, reference: str, leave: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = clock(program, reference)["due_at"]
    program.done("calendar", "apply", leave, "--as", "sri")
    for name, value in program.settings.items():
        monkeypatch.setenv(name, value)
    office = open_office(load_settings())
    with office.sessions.reading() as db:
        events = complaints.history(db, office.engine.find(db, reference)).events
    forward = fold(events).clocks["verify_forward"]
    (row,) = signed_rows(events, forward, moments_of(office))
    (line,) = signed_lines(office.office, events, forward)
    office.close()
    assert (row["old_due_at"], row["signed_by"], row["decree"]) == (old, "staff:3", NAME)
    assert row["new_due_at"] == clock(program, reference)["due_at"]
    assert line.startswith("Moved from ")
    assert f"{old[:10]} {old[11:16]} to " in line
    assert f": {NAME}. Signed by staff:3, " in line


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("ana", "Only a supervisor changes the calendar."),
        ("complainant", "Only a supervisor changes the calendar."),
        ("sry", '"sry" is not known. Did you mean "sri"?'),
    ],
)
def test_nobody_else_signs(program: Program, leave: Path, who: str, sentence: str) -> None:
    assert program.refusal("calendar", "apply", leave, "--as", who).startswith(sentence)
    assert program.rows("calendar", "preview", leave)[-1]["clocks"] > 0


def test_nobody_signs_by_default(program: Program, leave: Path) -> None:
    assert "--as" in program.refusal("calendar", "apply", leave, code=2)
    assert "--as" in program.refusal("rules", "apply", code=2)


def test_a_slip_in_the_file_is_named_and_nothing_is_done(
    program: Program, leave: Path, tmp_path: Path
) -> None:
    text = leave.read_text(encoding="utf-8")
    leave.write_text(text.replace("joint_leave", "leave"), encoding="utf-8")
    for words in (("preview", leave), ("apply", leave, "--as", "sri")):
        said = program.refusal("calendar", *words)
        assert said.startswith('decree.toml: day[Cuti bersama].kind: "leave" is not known.')
    gone = tmp_path / "gone.toml"
    assert program.refusal("calendar", "preview", gone).startswith("gone.toml: cannot be read")


def test_without_a_file_the_offices_own_files_are_asked(program: Program, reference: str) -> None:
    (summary,) = program.rows("calendar", "preview")
    assert (summary["decree"], summary["clocks"]) == (None, 0)
    said = program.done("calendar", "apply", "--as", "sri")
    assert said == "Nothing was to do: the calendar says so already, and no date moves.\n"


@pytest.fixture
def stricter(
    program: Program, reference: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Program:
    """The office after its rule for forwarding was made stricter."""
    rules = tmp_path / "rules"
    shutil.copytree(load_settings().rules, rules)
    text = (rules / "sla.toml").read_text(encoding="utf-8")
    old = 'clock       = "verify_forward"\nwithin      = "3 working days"'
    assert text.count(old) == 1
    (rules / "sla.toml").write_text(text.replace(old, old.replace("3", "2")), encoding="utf-8")
    monkeypatch.setenv("TUNTAS_RULES", str(rules))
    return program


def test_a_changed_rule_is_previewed_and_applied(stricter: Program, reference: str) -> None:
    old = clock(stricter, reference)
    row, summary = stricter.rows("rules", "preview")
    assert (row["reference"], row["clock"]) == (reference, "verify_forward")
    assert (row["old"]["within"], row["old"]["due_at"]) == ("3 working days", old["due_at"])
    assert row["new"]["within"] == "2 working days"
    assert row["new"]["due_at"] < old["due_at"]
    assert (summary["clocks"], summary["complaints"], summary["applied"]) == (1, 1, False)
    assert clock(stricter, reference) == {**old, "left": clock(stricter, reference)["left"]}

    done, summary = stricter.rows("rules", "apply", "--as", "sri")
    assert done == row
    assert (summary["applied"], summary["signed_by"], summary["refused"]) == (True, "staff:3", 0)
    assert clock(stricter, reference)["due_at"] == row["new"]["due_at"]
    assert stricter.row("verify")["count"] == 0
    assert len(stricter.rows("rules", "preview")) == 1


def test_changed_rules_in_words(stricter: Program, reference: str) -> None:
    head, line, end = stricter.done("rules", "preview").splitlines()
    assert head.split()[:3] == ["complaint", "clock", "unit"]
    assert line.startswith(f"{reference}  Verify and forward  –     3 working days  2 working days")
    assert end == "1 clock of 1 complaint would take another rule. Nothing was written."
    assert stricter.refusal("rules", "apply", "--as", "ana") == (
        "Only a supervisor applies changed rules."
    )
    said = stricter.done("rules", "apply", "--as", "sri")
    assert said == "1 clock of 1 complaint took another rule, signed by sri (staff:3).\n"
    said = stricter.done("rules", "apply", "--as", "sri")
    assert said == "Nothing was to do: every running clock has today's rule.\n"
