"""Every sentence that a page may show, and those that no catalogue translates yet.

Reads our own source: calls that translate or refuse, tables of the core, templates. Used by
the tests and whoever translates; never by a page.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment
from jinja2.ext import extract_from_ast

from web.i18n import LANGUAGES, SOURCE, load_catalogues
from workflow.core import lifecycle, trace_words

ROOT = Path(__file__).parent.parent
PYTHON = ("workflow", "web")
WITHOUT_PAGES = ("web/demo", "web/commands", "web/bench", "workflow/store/migrations")
"""Folders whose words meet only operators and the demo's own people."""

TRANSLATED = {"_": 1, "translate": 1, "source": 1, "say": 1, "plural": 2, "pair": 2}
"""Function -> how many of its first arguments are source text."""

REFUSING = frozenset({"Refused", "Verdict", "_unverified", "__init__", "flag"})
"""Calls whose sentences, told from their codes by a blank, are source text."""

NOT_FOUND = "There is no such {what}, or it is not yours to see."
IN_TEMPLATES = ("_", "plural")


@cache
def sources() -> dict[str, set[str]]:
    """Each sentence and the files it stands in."""
    found: dict[str, set[str]] = {}
    for sentence, where in [*_python(), *_templates(), *_tables()]:
        found.setdefault(sentence, set()).add(where)
    return found


def missing_translations() -> dict[str, list[str]]:
    """Sentences without a translation, by language, each as `file: sentence`."""
    catalogues = load_catalogues()
    known = {
        language: catalogue.sentences.keys() | catalogue.plurals.keys()
        for language, catalogue in catalogues.items()
    }
    wanted = sources()
    return {
        language: sorted(
            f"{min(places)}: {sentence}"
            for sentence, places in wanted.items()
            if sentence not in known[language]
        )
        for language in LANGUAGES
        if language != SOURCE
    }


def _python() -> Iterator[tuple[str, str]]:
    for folder in PYTHON:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(WITHOUT_PAGES):
                tree = ast.parse(path.read_text("utf-8"))
                yield from ((sentence, name) for sentence in _in_module(tree))


def _in_module(tree: ast.Module) -> Iterator[str]:
    constants = dict(_constants(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _in_call(node, constants)


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Sentences that a module names, for the calls that use the name."""
    for node in tree.body:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Constant):
            continue
        sentence, names = node.value.value, [n for n in node.targets if isinstance(n, ast.Name)]
        yield from ((name.id, sentence) for name in names if isinstance(sentence, str))


def _in_call(call: ast.Call, constants: dict[str, str]) -> Iterator[str]:
    name = _name(call.func)
    words = [_word(argument, constants) for argument in call.args]
    if name in TRANSLATED:
        first = words[: TRANSLATED[name]]
        yield from first[:1] if first and first[0] else []
    elif name in REFUSING:
        yield from (word for word in words if " " in word)
    elif name == "NotFound":
        yield NOT_FOUND.format(what=words[0] if words else "complaint")


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _word(argument: ast.expr, constants: dict[str, str]) -> str:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    return constants.get(argument.id, "") if isinstance(argument, ast.Name) else ""


def _templates() -> Iterator[tuple[str, str]]:
    jinja = Environment(autoescape=True)
    for path in sorted((ROOT / "web/templates").rglob("*.html")):
        tree = jinja.parse(path.read_text("utf-8"))
        for _, _, words in extract_from_ast(tree, IN_TEMPLATES):
            first = words[0] if isinstance(words, tuple) else words
            if first:
                yield first, path.relative_to(ROOT).as_posix()


def _tables() -> Iterator[tuple[str, str]]:
    """Labels of the lifecycle, and the words of the trace."""
    table = lifecycle.COMPLAINT
    labels = [state.label for state in table.states] + [state.means for state in table.states]
    labels += [move.button for move in table.moves] + [clock.label for clock in table.clocks]
    labels += [field.label for move in table.moves for field in move.fields]
    yield from ((label, "workflow/core/lifecycle.py") for label in labels)
    words = [*trace_words.RULES.values(), *trace_words.VERDICTS.values()]
    words += [*trace_words.KINDS.values(), *trace_words.PAUSED]
    words += [one for one, _ in trace_words.SPANS.values()]
    yield from ((word, "workflow/core/trace_words.py") for word in words)
    yield NOT_FOUND.format(what="complaint"), "workflow/core/refusal.py"  # `raise NotFound`
