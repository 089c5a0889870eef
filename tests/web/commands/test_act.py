"""`tuntas act`, `show`, `list`, `explain`: a complaint's way on the console."""

from pathlib import Path

import pytest

from tests.web.commands.program import ABOUT, UNIT, Program, Row


@pytest.fixture
def office(tmp_path: Path) -> Program:
    program = Program(tmp_path / "home")
    program.hire()
    return program


@pytest.fixture
def reference(office: Program, tmp_path: Path) -> str:
    (reference,) = office.file(tmp_path / "forms", "Kamar mandi licin, simbah jatuh.")
    return reference


def assign(office: Program, reference: str) -> Row:
    return office.row("act", reference, "assign", "--as", "ana", *ABOUT, "--set", f"unit={UNIT}")


def respond(office: Program, reference: str) -> Row:
    answer = ("--set", "answer=Pegangan sudah dipasang.", "--set", "evidence=foto")
    return office.row("act", reference, "respond", "--as", "rini", *answer)


def kinds(row: Row) -> list[str]:
    return [event["kind"] for event in row["events"]]


def test_a_complaint_goes_all_the_way_on_the_console(office: Program, reference: str) -> None:
    assigned = assign(office, reference)
    assert (assigned["state"], assigned["unit"]) == ("assigned", UNIT)
    assert kinds(assigned)[0] == "Classified"
    assert {"DeclaredComplete", "Moved", "ClockStarted"} <= set(kinds(assigned))
    assert respond(office, reference)["state"] == "responded"
    solved = office.row(
        "act", reference, "resolve", "--as", "sri", "--set", "reason=Warga menelepon: beres."
    )
    assert solved["state"] == "resolved"
    assert office.row("verify")["count"] == 0


def test_a_reference_is_understood_however_it_is_written(office: Program, reference: str) -> None:
    sloppy = reference.lower().replace("-", " ")
    assert office.row("show", sloppy)["reference"] == reference


def test_class_and_move_are_both_done_or_neither(office: Program, reference: str) -> None:
    refused = office.refusal(
        "act", reference, "assign", "--as", "ana", *ABOUT, "--set", "unit=sekretariat-daerah"
    )
    assert "sekretariat-daerah" in refused
    shown = office.row("show", reference)
    assert (shown["class"], shown["category"], shown["state"]) == ("", "", "received")


def test_the_engine_refuses_on_the_console_in_the_words_of_the_page(
    office: Program, reference: str
) -> None:
    unit = ("--set", f"unit={UNIT}")
    assert office.refusal("act", reference, "assign", "--as", "ana", *unit) == (
        "Say first whether somebody is in danger."
    )
    assert "not yours to see" in office.refusal("act", reference, "hold", "--as", "rini")


def test_nobody_acts_without_saying_who_they_are(office: Program, reference: str) -> None:
    assert office.refusal("act", reference, "withdraw").startswith("Say who acts")
    assert 'Did you mean "ana"?' in office.refusal("act", reference, "withdraw", "--as", "anna")
    office.done("staff", "close", "ana")
    assert "closed" in office.refusal("act", reference, "assign", "--as", "ana")


def test_the_complainant_may_withdraw_and_time_may_not(office: Program, reference: str) -> None:
    reason = ("--set", "reason=Sudah diperbaiki.")
    assert "not yours" in office.refusal("act", reference, "withdraw", "--as", "time", *reason)
    done = office.row("act", reference, "withdraw", "--as", "complainant", *reason)
    assert done["state"] == "withdrawn"


@pytest.mark.parametrize(
    ("order", "kind"),
    [
        (("note", "--as", "ana", "--set", "text=Sudah ditelepon."), "Noted"),
        (("reply", "--as", "ana", "--set", "text=Kami periksa dulu."), "MessageWent"),
        (("classify", "--as", "ana", "--set", "priority=urgent"), "Classified"),
        (("complete", "--as", "ana"), "DeclaredComplete"),
        (
            ("extend", "--as", "sri", "--set", "clock=verify_forward", "--set", "by=1 working day",
             "--set", "letter=400/7/2026", "--set", "ground=field_visit"), "Extended",
        ),
    ],
)  # fmt: skip
def test_what_is_no_move_is_done_in_the_same_way(
    office: Program, reference: str, order: tuple[str, ...], kind: str
) -> None:
    if "ground=field_visit" in order:
        ground = first_ground(office, reference)
        order = tuple(word.replace("field_visit", ground) for word in order)
    assert kind in kinds(office.row("act", reference, *order))


def first_ground(office: Program, reference: str) -> str:
    """A ground for extending, as the refusal lists them."""
    words = ("--set", "clock=verify_forward", "--set", "by=1 working day", "--set", "ground=none")
    refused = office.refusal("act", reference, "extend", "--as", "sri", *words)
    return refused.partition("allowed: ")[2].rstrip(".").split(", ")[0]


def test_a_report_to_the_police_is_fulfilled(office: Program, reference: str) -> None:
    office.row("act", reference, "classify", "--as", "ana", "--set", "safety=sexual_violence")
    told = ("--set", "clock=police_report", "--set", "text=LP/B/12/2026")
    assert "DutyDone" in kinds(office.row("act", reference, "fulfil", "--as", "ana", *told))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("assign", "--set", "unti=x"), 'Did you mean "unit"?'),
        (("assign", "--set", "unit"), "not of the form key=value"),
        (("assign", "--set", "unit=a", "--set", "unit=b"), "given twice"),
        (("classify", "--set", "oversight=perhaps"), "Allowed: "),
        (("note", "--set", "purpose=secret"), "Allowed: draft, note"),
    ],
)
def test_keys_and_flags_that_there_are_not_are_wrong_usage(
    office: Program, words: tuple[str, ...], said: str
) -> None:
    assert said in office.refusal("act", "C-7KQ4-2MX9", *words, "--as", "ana", code=2)


def test_show_tells_clocks_messages_and_events(office: Program, reference: str) -> None:
    assign(office, reference)
    respond(office, reference)
    shown = office.row("show", reference)
    assert shown["state"] == "responded"
    assert shown["complainant"] != "Warga 1"
    clocks = {clock["name"]: clock for clock in shown["clocks"]}
    assert clocks["verify_forward"]["outcome"] == "met"
    assert clocks["first_response"]["due_at"].endswith("+07:00")
    assert clocks["first_response"]["used"] == 0
    assert [m["purpose"] for m in shown["messages"]] == ["message", "receipt", "answer", "evidence"]
    assert [event["seq"] for event in shown["events"]] == [*range(1, len(shown["events"]) + 1)]
    assert "warga1@warga.example" not in str(shown)


def test_show_reads_well_without_json(office: Program, reference: str) -> None:
    assign(office, reference)
    said = office.done("show", reference)
    assert said.startswith(f"{reference}  assigned  Kamar mandi licin")
    assert "first_response" in said
    assert "MessageWent" in said


def test_list_finds_by_state_unit_and_lateness(office: Program, tmp_path: Path) -> None:
    first, second = office.file(tmp_path / "two", "Atap bocor.", "Kapan jam besuk?")
    assign(office, first)
    assert [row["reference"] for row in office.rows("list", "--state", "assigned")] == [first]
    assert [row["reference"] for row in office.rows("list", "--unit", UNIT)] == [first]
    assert {row["reference"] for row in office.rows("list")} == {first, second}
    assert len(office.rows("list", "--limit", "1")) == 1
    assert office.rows("list", "--late") == []
    assert 'Did you mean "pstw-jember"?' in office.refusal("list", "--unit", "pstw-jembr")
    assert first in office.done("list")


def test_an_empty_list_says_nothing(office: Program) -> None:
    assert office.done("list") == ""
    assert office.rows("list") == []


def test_explain_gives_each_clock_its_reasons(office: Program, reference: str) -> None:
    assign(office, reference)
    rows = office.rows("explain", reference)
    assert {"acknowledge", "first_response", "resolution"} <= {row["clock"] for row in rows}
    (one,) = office.rows("explain", reference, "resolution")
    assert one["trace"][0]["kind"] == "start"
    assert one["trace"][-1]["kind"] == "due"
    assert one["trace"][-1]["at"] == one["due_at"]
    said = office.done("explain", reference, "resolution")
    assert "Rule “complaint”" in said
    assert "weekend" in said
    assert 'Did you mean "resolution"?' in office.refusal("explain", reference, "resolutoin")


def test_the_lifecycle_is_shown_in_three_forms(office: Program) -> None:
    table = office.done("lifecycle")
    assert "received" in table
    assert "where it came from" in table
    mermaid = office.done("lifecycle", "--format", "mermaid").splitlines()
    assert mermaid[:2] == ["stateDiagram-v2", "    [*] --> received"]
    assert "    received --> assigned: assign" in mermaid
    assert "    waiting --> received: supply" in mermaid
    assert "    responded --> assigned: dispute" in mermaid
    assert '"name": "first_response"' in office.done("lifecycle", "--format", "json")
