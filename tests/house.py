"""The house rules that no linter knows, each as a function from files to complaints.

A rule gets one file of a repository and gives a sentence for each breach, beginning with
`path:line:`; two rules look at all files at once. `test_house.py` holds ours to them, and
shows with planted breaches that each one bites.
"""

import ast
import fnmatch
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.repository import PACKAGES, File

TOP_LEVEL = {
    *PACKAGES, "tests", "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "run.py",
    "bootstrap.in", "bootstrap.lock", "requirements.in", "requirements.lock",
    "requirements-test.in", "requirements-test.lock",
}  # fmt: skip
MIGRATIONS = "workflow/store/migrations/versions/"
LONGEST_FILE = 300
LONGEST_FUNCTION = 50


Rule = Callable[[File], Iterator[str]]
Rules = Callable[[list[File]], Iterator[str]]


# -- Imports go one way -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Border:
    """What the files that match `inside` may not import, but for `except_for`."""

    inside: str
    never: tuple[str, ...]
    except_for: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    """Files that are let through."""


NETWORK = (
    "socket", "ssl", "http.client", "http.server", "urllib.request", "smtplib", "imaplib",
    "poplib", "ftplib", "asyncio", "urllib3", "requests", "httpx", "imap_tools",
)  # fmt: skip
SQL = ("sqlalchemy", "alembic", "psycopg", "sqlite3")
STORE_KNOWS = ("workflow.core", "workflow.store", "workflow.now", "workflow.errors")
FORM_PAGE_KNOWS = ("adapters.form", "adapters.plain", "adapters.documents")
"""A page is the other half of the form's channel; pages know no other channel."""
BORDERS = (
    Border("workflow/core/*", ("workflow", "pydantic", *SQL), ("workflow.core",)),
    Border("workflow/store/*", ("workflow",), STORE_KNOWS),
    Border("workflow/*", ("adapters", "config", "web", "flask", "wtforms", "pydantic_settings")),
    Border("workflow/*", ("apscheduler",), unless=("workflow/scheduler.py",)),
    Border("workflow/*", NETWORK),
    Border("adapters/*", ("workflow", "config", "web", "flask", *SQL), ("workflow.core.messages",)),
    Border("adapters/*", NETWORK, unless=("adapters/*/wire*.py", "adapters/http.py")),
    Border("config/*", ("web", "flask")),
    Border("web/*", ("apscheduler", *SQL)),
    Border("web/*", ("adapters",), FORM_PAGE_KNOWS, unless=("web/demo/*",)),
)


def imports_go_one_way(file: File) -> Iterator[str]:
    """web, config, adapters, workflow, and inside it store before core: never backwards."""
    for border in BORDERS if file.is_ours else ():
        inside = fnmatch.fnmatch(file.path, border.inside)
        if inside and not any(fnmatch.fnmatch(file.path, name) for name in border.unless):
            yield from _crossings(file, border)


def _crossings(file: File, border: Border) -> Iterator[str]:
    for line, name in file.imports:
        if _is_below(name, border.never) and not _is_below(name, border.except_for):
            yield f"{file.path}:{line}: {border.inside} may not import {name}"


def _is_below(name: str, modules: tuple[str, ...]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)


def channels_are_strangers(files: list[File]) -> Iterator[str]:
    """A channel's folder imports its own and the files beside it, never another channel's.

    A folder without a `channel.py` is ground that several of one house share.
    """
    placed = [(f, f.path.split("/")) for f in files if f.is_ours]
    inside = [(f, parts[1]) for f, parts in placed if parts[0] == "adapters" and len(parts) > 2]
    channels = {own for file, own in inside if file.path.endswith("/channel.py")}
    for file, own in inside:
        others = tuple(f"adapters.{name}" for name in channels - {own})
        for line, name in file.imports:
            if _is_below(name, others):
                yield f"{file.path}:{line}: the channel {own} imports another one's {name}"


# -- Who may write ------------------------------------------------------------------------

COMMITS = "workflow/store/database.py"
WRITES = "workflow/store/complaints.py"
MODELS = "workflow.store.models"
ROWS = {
    f"{MODELS}.{name}"
    for name in ("ComplaintRow", "EventRow", "ClockRow", "BreachRow", "OutboxRow")
}


def commit_stands_once(files: list[File]) -> Iterator[str]:
    """One function commits, so that a command is one transaction."""
    commits = [
        (file.path, call.lineno)
        for file in files
        if file.is_ours
        for call in file.calls()
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    ]
    allowed = next((found for found in commits if found[0] == COMMITS), None)
    for path, line in commits:
        if (path, line) != allowed:
            yield f"{path}:{line}: commit() stands once, in {COMMITS}"


def rows_are_made_in_one_place(file: File) -> Iterator[str]:
    """Complaints, events, clocks and outbox rows come from one file: all else reads them."""
    if not file.is_ours or file.path == WRITES:
        return
    for call in file.calls():
        for row in ROWS & {file.full_name(call.func), *_inserted(file, call)}:
            yield f"{file.path}:{call.lineno}: {row} is made in {WRITES} only"


def _inserted(file: File, call: ast.Call) -> Iterator[str]:
    """The table of `insert(EventRow)`, `EventRow.__table__.insert()` and bulk inserts."""
    if isinstance(call.func, ast.Attribute):
        word, owner = call.func.attr, file.full_name(call.func.value)
    else:
        word, owner = file.full_name(call.func).rpartition(".")[2], ""
    if "insert" in word:
        tables = [owner, *(file.full_name(argument) for argument in call.args[:1])]
        yield from (table.removesuffix(".__table__") for table in tables)


# -- The wall clock -----------------------------------------------------------------------

READS_THE_CLOCK = "workflow/now.py"
CLOCKS = {
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today",
    "datetime.date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime",
    "sqlalchemy.func.now", "sqlalchemy.func.current_timestamp",
}  # fmt: skip


def wall_clock_is_read_in_one_place(file: File) -> Iterator[str]:
    """`now` is handed in; the database's clock counts as one too."""
    if not file.is_ours or file.path == READS_THE_CLOCK:
        return
    for node in file.nodes:
        if isinstance(node, ast.Attribute | ast.Name) and file.full_name(node) in CLOCKS:
            name = file.full_name(node)
            yield f"{file.path}:{node.lineno}: {name} is read in {READS_THE_CLOCK} only"


# -- Sizes, names, stand-ins --------------------------------------------------------------


def files_and_functions_are_short(file: File) -> Iterator[str]:
    """Two screens of reading; what is longer holds two ideas. Migrations are not read again."""
    if not file.is_python or file.path.startswith(MIGRATIONS):
        return
    if (lines := file.text.count("\n")) > LONGEST_FILE:
        yield f"{file.path}:{lines}: longer than {LONGEST_FILE} lines"
    for function in file.functions():
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > LONGEST_FUNCTION:
            yield f"{file.path}:{function.lineno}: {function.name} has {length} lines"


VAGUE = re.compile(r"(util|helper|common|base|manager|service|handler|ticket|item|queue|misc)s?")


def names_say_something(file: File) -> Iterator[str]:
    """A file is a noun of the domain; these are nouns of none."""
    words = re.split(r"[/_.]", file.path) if file.is_python else ()
    for word in filter(VAGUE.fullmatch, words):
        yield f"{file.path}:1: `{word}` says nothing of the domain"


def nothing_is_patched(file: File) -> Iterator[str]:
    """Tests stand on the real thing and on the fakes that we ship; a patch is neither."""
    if not (file.is_python and file.path.startswith("tests/")):
        return
    for line, name in file.imports:
        if _is_below(name, ("unittest.mock", "mock", "pytest_mock")):
            yield f"{file.path}:{line}: {name} puts a mock where something of ours should stand"
    for call in file.calls():
        patches = file.full_name(call.func) in ("monkeypatch.setattr", "monkeypatch.delattr")
        if patches and _is_below(_target(file, call), PACKAGES):
            yield f"{file.path}:{call.lineno}: a test that patches does not see the real thing"


def _target(file: File, call: ast.Call) -> str:
    """What is patched: `setattr(module, "name", ...)` or `setattr("module.name", ...)`."""
    first = call.args[0] if call.args else ast.Constant("")
    return str(first.value) if isinstance(first, ast.Constant) else file.full_name(first)


def top_level_is_short(file: File) -> Iterator[str]:
    """The first page that a visitor sees holds nothing that needs explaining."""
    top = file.path.partition("/")[0]
    if top not in TOP_LEVEL and not top.startswith("."):
        yield f"{file.path}:1: {top} is not among the names of the top folder"


# -- Nothing of the place where it was written --------------------------------------------

PLACES = re.compile(
    r"(?<![\w./~:-])/(?:work|root|home|Users)/\w+"
    r"|\b(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|deb\.debian\.org)\b"
)
"""Folders of somebody's machine, and hosts of package registries."""
ADDRESS = re.compile(r"://|^\s*-(?:-index|-extra-index|-find-links|i\b|f\b)")


def locks_hold_no_address(file: File) -> Iterator[str]:
    """An office installs from an index of its own choice."""
    if file.path.endswith(".lock"):
        yield from _lines(file, ADDRESS, "an address")


def nothing_tells_of_a_machine(file: File) -> Iterator[str]:
    """No path of a machine on which this was written, and no registry's host."""
    yield from _lines(file, PLACES, "somebody's machine, or a registry")


def _lines(file: File, pattern: re.Pattern[str], what: str) -> Iterator[str]:
    for number, line in enumerate(file.text.splitlines(), 1):
        if found := pattern.search(line):
            yield f"{file.path}:{number}: names {what}: {found[0]}"


# -- All of them --------------------------------------------------------------------------

OF_ONE_FILE: tuple[Rule, ...] = (
    imports_go_one_way,
    rows_are_made_in_one_place,
    wall_clock_is_read_in_one_place,
    files_and_functions_are_short,
    names_say_something,
    nothing_is_patched,
    top_level_is_short,
    locks_hold_no_address,
    nothing_tells_of_a_machine,
)
OF_ALL_FILES: tuple[Rules, ...] = (channels_are_strangers, commit_stands_once)


def in_each(rule: Rule) -> Rules:
    """A rule of one file, asked about many."""
    return lambda files: (breach for file in files for breach in rule(file))


RULES: dict[str, Rules] = {
    **{rule.__name__: in_each(rule) for rule in OF_ONE_FILE},
    **{rule.__name__: rule for rule in OF_ALL_FILES},
}
