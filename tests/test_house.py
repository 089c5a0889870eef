"""Our files keep the house rules, and each rule bites when something breaks it."""

import inspect
from pathlib import Path

import pytest

from tests import house
from tests.house import RULES
from tests.repository import File, files_of

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def ours() -> list[File]:
    return files_of(ROOT)


@pytest.mark.parametrize("rule", RULES)
def test_our_files_keep_the_rule(rule: str, ours: list[File]) -> None:
    breaches = list(RULES[rule](ours))
    assert not breaches, "\n".join([inspect.getdoc(getattr(house, rule)) or rule, *breaches])


def test_every_rule_was_asked_about_all_of_our_files(ours: list[File]) -> None:
    paths = {file.path for file in ours}
    assert {"run.py", "LICENSE", "workflow/core/lifecycle.py", "tests/house.py"} <= paths
    assert not any(path.startswith((".venv/", ".git/")) or "__pycache__" in path for path in paths)


ALLOWED = {
    "imports_go_one_way": [
        ("workflow/core/clocks.py", "from workflow.core.spans import Span\nimport datetime"),
        ("workflow/store/complaints.py", "import sqlalchemy\nfrom workflow.core import events"),
        ("workflow/scheduler.py", "import apscheduler"),
        ("adapters/email/wire.py", "import smtplib"),
        ("adapters/email/inbound.py", "from workflow.core import messages"),
        ("web/pages/worklist.py", "import flask\nfrom config import wiring"),
        ("web/pages/complain.py", "from adapters.form.inbound import Form"),
        ("web/demo/player.py", "from adapters.email import channel"),
        ("tests/story.py", "import web.app, sqlalchemy"),
    ],
    "rows_are_made_in_one_place": [
        ("workflow/store/complaints.py", "from workflow.store.models import EventRow\nEventRow()"),
        ("workflow/reports.py", "from workflow.store.models import EventRow\nselect(EventRow)"),
        ("workflow/engine.py", "from workflow.core.events import EventRow\nEventRow()"),
        ("workflow/store/inbox.py", "import a\na.insert(InboxRow)"),
    ],
    "wall_clock_is_read_in_one_place": [
        ("workflow/now.py", "from datetime import datetime\ndatetime.now(UTC)"),
        ("workflow/alarms.py", "from workflow.now import now\nnow()"),
        ("web/app.py", "import time\ntime.monotonic()"),
    ],
    "files_and_functions_are_short": [
        ("web/app.py", "x = 1\n" * 300),
        ("workflow/store/migrations/versions/0001_all.py", "x = 1\n" * 301),
        ("web/app.py", "def short():\n" + "    x = 1\n" * 49),
    ],
    "names_say_something": [
        ("workflow/store/database.py", ""),
        ("web/templates/base.html", ""),
    ],
    "nothing_is_patched": [
        ("tests/test_keys.py", "monkeypatch.setenv('TUNTAS_HOME', 'x')"),
        ("tests/test_signing.py", "import hmac\nmonkeypatch.setattr(hmac, 'compare_digest', f)"),
    ],
    "top_level_is_short": [(".ci/run", ""), ("README.md", ""), ("web/app.py", "")],
    "locks_hold_no_address": [("requirements.lock", "flask==3.1.3 \\\n    --hash=sha256:12ab")],
    "nothing_tells_of_a_machine": [
        ("web/pages/worklist.py", "@page('/worklist/<ref>')"),
        ("README.md", "see https://example.org/home/page and ~/work/tuntas, or net/home/x"),
    ],
    "channels_are_strangers": [
        ("adapters/email/inbound.py", "import adapters.email.text\nimport adapters.http"),
        ("adapters/email/inbound.py", "import adapters.shared.words"),
        ("adapters/http.py", "import adapters.form.inbound"),
    ],
    "commit_stands_once": [("workflow/store/database.py", "db.commit()")],
}
"""Files that a rule lets through, by the rule's name."""

PLANTED = {
    "imports_go_one_way": [
        ("workflow/core/clocks.py", "import sqlalchemy.orm"),
        ("workflow/core/clocks.py", "from workflow import engine"),
        ("workflow/core/clocks.py", "def f():\n    import socket"),
        ("workflow/store/complaints.py", "from workflow.engine import Engine"),
        ("workflow/engine.py", "import flask"),
        ("workflow/engine.py", "from adapters import memory"),
        ("workflow/alarms.py", "import apscheduler.schedulers"),
        ("adapters/email/inbound.py", "from workflow.core.events import Assigned"),
        ("adapters/email/inbound.py", "from http import client"),
        ("adapters/email/wire.py", "import config.settings"),
        ("config/wiring.py", "from flask import Flask"),
        ("web/pages/worklist.py", "from sqlalchemy import select"),
        ("web/pages/hooks.py", "from adapters.email import inbound"),
    ],
    "rows_are_made_in_one_place": [
        ("workflow/engine.py", "from workflow.store.models import EventRow as E\nE(seq=1)"),
        ("workflow/engine.py", "from workflow.store import models\nmodels.ClockRow()"),
        ("config/x.py", "import workflow.store.models\nworkflow.store.models.OutboxRow()"),
        ("web/x.py", "from workflow.store.models import EventRow\ninsert(EventRow)"),
        ("web/x.py", "from workflow.store.models import EventRow\nsqlite.insert(EventRow)"),
        ("web/x.py", "from workflow.store.models import EventRow\nEventRow.__table__.insert()"),
        (
            "web/x.py",
            "from workflow.store.models import EventRow\nT = EventRow.__table__\ninsert(T)",
        ),
        (
            "web/x.py",
            "from workflow.store.models import BreachRow\ndb.bulk_insert_mappings(BreachRow)",
        ),
        ("web/x.py", "from workflow.store.models import ComplaintRow\ndb.add(ComplaintRow())"),
    ],
    "wall_clock_is_read_in_one_place": [
        ("workflow/alarms.py", "from datetime import datetime\ndatetime.now(UTC)"),
        ("workflow/alarms.py", "from datetime import datetime as dt\ndt.utcnow()"),
        ("config/keys.py", "import datetime\ndatetime.date.today()"),
        ("web/app.py", "from time import time\ntime()"),
        ("web/app.py", "import time as t\nmade = field(default_factory=t.time)"),
        (
            "workflow/store/models.py",
            "from sqlalchemy import func\nColumn(server_default=func.now())",
        ),
    ],
    "files_and_functions_are_short": [
        ("web/app.py", "x = 1\n" * 301),
        ("tests/test_long.py", "class A:\n    async def f(self):\n" + "        x = 1\n" * 50),
    ],
    "names_say_something": [
        ("web/utils.py", ""),
        ("workflow/mail_helpers.py", ""),
        ("adapters/common/text.py", ""),
        ("workflow/handler.py", ""),
    ],
    "nothing_is_patched": [
        ("tests/test_x.py", "from unittest import mock"),
        ("tests/test_x.py", "from config import keys\nmonkeypatch.setattr(keys, 'b', 1)"),
        ("tests/test_x.py", "monkeypatch.setattr('workflow.engine.now', 1)"),
    ],
    "top_level_is_short": [("setup.cfg", ""), ("docs/index.md", "")],
    "locks_hold_no_address": [
        ("requirements.lock", "flask @ https://example.org/flask.whl"),
        ("bootstrap.lock", "--index-url example.org"),
    ],
    "nothing_tells_of_a_machine": [
        ("README.md", "cd /" + "home/ana/tuntas"),
        ("web/app.py", "FOLDER = '/" + "root/x'"),
        ("requirements.in", "# from pypi" + ".org"),
    ],
    "channels_are_strangers": [
        (
            "adapters/email/inbound.py",
            "from adapters import form\nfrom adapters.form import inbound",
        ),
    ],
    "commit_stands_once": [
        ("workflow/store/database.py", "db.commit()\ndb.commit()"),
        ("workflow/engine.py", "session.commit()"),
    ],
}
"""Files that break a rule, by the rule's name; each one alone."""

CHANNELS = [("adapters/email/channel.py", ""), ("adapters/form/channel.py", "")]


def planted(folder: Path, *files: tuple[str, str]) -> list[File]:
    """The files of a repository that holds just these."""
    for path, text in [(".gitignore", ".venv/\n*.pyc\n"), *CHANNELS, *files]:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return files_of(folder)


def each(table: dict[str, list[tuple[str, str]]]) -> list[object]:
    """A row for each file, named after the rule that it is about."""
    return [
        pytest.param(rule, file, id=f"{rule}-{number}")
        for rule, files in table.items()
        for number, file in enumerate(files, 1)
    ]


@pytest.mark.parametrize(("rule", "file"), each(PLANTED))
def test_the_rule_bites(rule: str, file: tuple[str, str], tmp_path: Path) -> None:
    breaches = list(RULES[rule](planted(tmp_path, file)))
    assert breaches
    assert all(breach.startswith(f"{file[0]}:") for breach in breaches)


@pytest.mark.parametrize(("rule", "file"), each(ALLOWED))
def test_the_rule_lets_good_work_through(rule: str, file: tuple[str, str], tmp_path: Path) -> None:
    assert list(RULES[rule](planted(tmp_path, file))) == []


def test_every_rule_has_something_that_it_bites_and_something_that_it_lets_through() -> None:
    assert set(RULES) == set(PLANTED) == set(ALLOWED)


def test_what_git_ignores_is_not_looked_at(tmp_path: Path) -> None:
    hidden = [(".venv/lib/utils.py", ""), ("web/app.pyc", ""), ("web/.venv/x.py", "")]
    paths = {file.path for file in planted(tmp_path, *hidden)}
    assert paths == {".gitignore", *(path for path, _ in CHANNELS)}
