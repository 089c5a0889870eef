"""The audit trail: in words, found by kind, person and day, and saved without formulas."""

import ast
import csv
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.story import Story
from tests.web.conftest import Visitor, hire, shell_of
from web.audit_words import ACTIONS
from workflow.core.roles import Role
from workflow.staff import By, NewStaff
from workflow.store import audit
from workflow.store.audit import Entry

NAMED = ("ACTION", "OPENED", "RECEIPT")
"""What modules call an action that they write in several places."""

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"<li>\s*<span class=\"quiet\">(.+?)</li>", re.DOTALL)


@pytest.fixture
def desk(app: Flask) -> Visitor:
    """A supervisor at the desk."""
    hire(app, "sari", Role.SUPERVISOR)
    visitor = Visitor(app)
    visitor.signs_in("sari")
    return visitor


def _rows(visitor: Visitor, address: str) -> list[str]:
    return [
        " ".join(re.sub(r"<[^>]+>", " ", row).split())
        for row in ROW.findall(visitor.opens(address))
    ]


def _note(story: Story, action: str, *, detail: str = "", actor: str = "console") -> None:
    entry = Entry(at=story.clock.at, actor=actor, action=action, detail=detail)
    story.office.sessions.settled(lambda db: audit.note(db, entry))


def test_entries_are_told_in_words_of_both_languages(app: Flask, desk: Visitor) -> None:
    rows = _rows(desk, "/audit")
    assert "Sari Prasetya (sari)" in rows[0]
    assert "Signed in" in rows[0]
    assert "On the console" in rows[1]
    assert "Opened an account Sari Prasetya (sari), Supervisor" in rows[1]
    desk.sends("/bahasa", language="id")
    assert "Di konsol" in _rows(desk, "/audit")[1]


def test_networks_and_unknown_kinds_are_shown_by_their_codes(desk: Visitor, story: Story) -> None:
    _note(story, "signin.refused", actor="net:0123456789abcdef")
    _note(story, "thing.of_tomorrow", detail="<b>x</b>", actor="<i>y</i>")
    newest, second, *_ = _rows(desk, "/audit")
    assert "thing.of_tomorrow" in newest
    assert "<b>x</b>" not in desk.page
    assert "<i>y</i>" not in desk.page
    assert "Network 01234567" in second


def test_a_kind_a_person_and_days_narrow_it(app: Flask, desk: Visitor, story: Story) -> None:
    budi = hire(app, "budi", Role.INTAKE_OFFICER)
    story.clock.at += timedelta(days=1)
    shell_of(app).accounts.close(budi.id, By("console", story.clock.at))
    desk.signs_in("sari")
    assert len(_rows(desk, "/audit?action=staff.added")) == 2
    assert len(_rows(desk, f"/audit?person=staff:{budi.id}")) == 2  # done to them
    assert len(_rows(desk, "/audit?from=2026-11-17&to=2026-11-17")) == 3
    assert len(_rows(desk, "/audit?to=2026-11-16")) == 3
    assert "Nothing fits" in desk.opens("/audit?from=2026-11-18")
    assert len(_rows(desk, "/audit?from=yesterday&to=9999-12-31&before=x&before=-1")) == 6


def test_a_day_is_the_offices_day(desk: Visitor, story: Story) -> None:
    story.clock.at = story.clock.at.replace(day=16, hour=17, minute=30)  # 00.30 on the 17th
    _note(story, "rules.applied")
    desk.signs_in("sari")
    assert len(_rows(desk, "/audit?from=2026-11-17&action=rules.applied")) == 1
    assert len(_rows(desk, "/audit?to=2026-11-16&action=rules.applied")) == 0


def test_a_long_trail_has_pages_that_lose_and_repeat_nothing(desk: Visitor, story: Story) -> None:
    for number in range(120):
        _note(story, "file.released", detail=f"n{number}")
    seen, address = [], "/audit?action=file.released"
    for _ in range(3):
        seen += re.findall(r"\bn\d+\b", " ".join(_rows(desk, address)))
        older = re.findall(r'rel="next" href="([^"]+)"', desk.page)
        address = older[0].replace("&amp;", "&") if older else ""
    assert seen == [f"n{number}" for number in reversed(range(120))]
    assert address == ""


def test_the_table_holds_what_was_found_and_saving_it_is_on_the_trail(
    app: Flask, desk: Visitor, story: Story
) -> None:
    new = NewStaff(login="evil", name='=HYPERLINK("http://x")', role=Role.INTAKE_OFFICER)
    shell_of(app).accounts.add_without_password(new, By("console", story.clock.at))
    answer = desk.client.get("/audit/tabel.csv?action=staff.added")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    header, newest, _ = csv.reader(StringIO(answer.text.removeprefix("\ufeff")))
    assert header[:3] == ["Time", "Who", "What"]
    assert newest[3].startswith("'=HYPERLINK")
    book = load_workbook(BytesIO(desk.client.get("/audit/tabel.xlsx?action=staff.added").data))
    assert [cell.value for cell in book["Audit trail"][2]] == newest
    assert "Saved the audit trail" in _rows(desk, "/audit")[0]


@pytest.mark.parametrize("role", [Role.INTAKE_OFFICER, Role.UNIT_HEAD, Role.UNIT_STAFF])
def test_those_who_do_the_daily_work_do_not_read_the_trail(app: Flask, role: Role) -> None:
    hire(app, "budi", role, "pstw-jember")
    visitor = Visitor(app)
    visitor.signs_in("budi")
    visitor.opens("/audit", 403)
    visitor.opens("/audit/tabel.csv", 403)


def test_every_kind_of_entry_that_our_code_writes_has_words() -> None:
    written = set(_written())
    assert {"signin.done", "staff.closed", "link.refused", "identity.revealed"} <= written
    assert written <= ACTIONS.keys()


def _written() -> Iterator[str]:
    """The actions of entries and limits, and of the functions that make entries."""
    for folder in ("workflow", "web"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
                name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                values = [word.value for word in call.keywords if word.arg == "action"]
                makes = {"Entry": values, "Limit": values, "_note": call.args, "_change": call.args}
                yield from _actions(makes.get(name, []))
            yield from _actions(
                node.value
                for node in tree.body
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in NAMED
            )


def _actions(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for node in nodes:
        branches = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
        for each in branches:
            if isinstance(each, ast.Constant) and isinstance(each.value, str) and "." in each.value:
                yield each.value
