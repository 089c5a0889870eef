"""No page can be forgotten: each address that the app answers is looked at by a browser test.

Reads the tests as they are written: the addresses that stand in a look, or in a table of
pages to look at. Needs no browser.
"""

import ast
import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from tests.web.desk_story import open_desk_office

TESTS = Path(__file__).parent

REACHED = {
    "complain.arrived": "arrived",
    "later.show": "later",
    "many.act": "many-assign",
    "receipt.receipt": "receipt",
}
"""Pages to which people are led by what they pressed, and the name of the look at each."""

NO_PAGE = {
    "account.home": "leads on to the first page of a role",
    "assets.favicon": "a drawing",
    "assets.robots": "for machines",
    "assets.static": "a file of ours",
    "assets.vendor": "a file of others",
    "attachments.download": "a file",
    "attachments.view": "a picture",
    "audit.save": "a table to keep",
    "bar.show": "a part, of the command bar: test_worklist",
    "exports.overview": "a table to keep",
    "exports.worklist": "a table to keep",
    "figures.save": "a table to keep",
    "health.machines": "for machines",
    "hooks.fetch": "for machines",
    "insight.save": "a table to keep",
    "issuer.come_back": "leads on",
    "issuer.leave": "leads on to the issuer",
    "overview.save": "a table to keep",
    "many.left": "a part, of the countdown: test_undo",
    "pushed.answer_challenge": "for machines",
    "track.file": "a file",
    "undo.left": "a part, of the countdown: test_undo",
    "worklist.counts": "a part, of the worklist",
}
"""What answers GET and is no page, with the reason."""

GAP = "1"
"""What is written for a part of an address that only the run of a test knows."""


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Map]:
    """The addresses of the app."""
    office = open_desk_office(tmp_path_factory.mktemp("office"))
    yield office.app.url_map
    office.installation.close()


def _words(node: ast.expr | None) -> str:
    """A string as it is written; nothing of anything else."""
    match node:
        case ast.Constant(value=str(words)):
            return words
        case ast.JoinedStr(values=parts):
            return "".join(_words(part) or GAP for part in parts)
    return ""


def _looks(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("look"):
            yield node


def _tables(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            yield from map(_words, node.values)


@cache
def _trees() -> list[ast.Module]:
    # A log line of a failure reads source as well: written while something is collected in the
    # middle of this, it would break Python 3.11's count of its stack. So that goes first.
    gc.collect()
    sources = TESTS.glob("test_*.py")
    trees = [ast.parse(source.read_text("utf-8")) for source in sources if source != Path(__file__)]
    return [tree for tree in trees if any(_looks(tree))]


def names_seen() -> set[str]:
    """The names of all looks that are written out."""
    return {_words(look.args[1]) for tree in _trees() for look in _looks(tree) if look.args[1:]}


def addresses_seen() -> set[str]:
    """The addresses of all looks, each gap filled."""
    written = {_words(look.args[2]) for tree in _trees() for look in _looks(tree) if look.args[2:]}
    written |= {address for tree in _trees() for address in _tables(tree)}
    paths = {urlsplit(address).path.removeprefix(GAP) for address in written}
    return {path for path in paths if path.startswith("/")}


def endpoints_seen(routes: Map) -> set[str]:
    """What answers at the addresses that are looked at."""
    adapter, found = routes.bind("office"), set()
    for path in addresses_seen():
        try:
            endpoint, _ = adapter.match(path, method="GET")
        except HTTPException:  # a look at what is not there
            continue
        found.add(str(endpoint))
    return found | {endpoint for endpoint, name in REACHED.items() if name in names_seen()}


def test_every_page_is_looked_at_in_a_browser(routes: Map) -> None:
    answering = {
        str(rule.endpoint) for rule in routes.iter_rules() if "GET" in (rule.methods or ())
    }
    seen = endpoints_seen(routes)
    assert not sorted(answering - seen - set(NO_PAGE)), "look at these in a browser test"
    assert not sorted(set(NO_PAGE) & seen), "these are looked at: strike them from NO_PAGE"
    assert not sorted((set(NO_PAGE) | set(REACHED)) - answering), "nothing has these addresses"
