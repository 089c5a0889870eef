"""Indonesian first, English second: one switch, remembered; nothing left untranslated."""

import ast
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.web.conftest import Visitor, hire, shell_of
from web.i18n import FOLDER, load_catalogues, plural, say, speak, translate
from web.sources import PYTHON, ROOT, missing_translations, sources
from workflow.core.refusal import Refused
from workflow.core.roles import Role

GAP = re.compile(r"\{(\w+)\}")
MSGID = re.compile(r'^msgid "(.+)"$', re.MULTILINE)
BEGINNING = 12
"""Letters by which a sentence is looked for: longer ones may go on in the next line."""


def test_the_first_language_is_indonesian_and_the_switch_is_remembered(app: Flask) -> None:
    visitor = Visitor(app)
    visitor.client.delete_cookie("language")
    assert 'lang="id"' in visitor.opens("/")
    answer = visitor.sends("/bahasa", language="en", next="/lacak")
    assert answer.location == "/lacak"
    assert "Max-Age=31536000" in answer.headers["Set-Cookie"]
    assert "Track a complaint" in visitor.opens("/lacak")


def test_a_language_that_we_do_not_speak_changes_nothing(visitor: Visitor) -> None:
    visitor.sends("/bahasa", language="xx", next="https://evil.example/")
    assert 'lang="en"' in visitor.opens("/")


def test_the_language_of_somebody_signed_in_is_kept_with_their_account(app: Flask) -> None:
    hire(app, "sari", Role.SUPERVISOR)
    here = Visitor(app, "en")
    here.signs_in("sari")
    here.opens("/akun/sandi")
    here.sends("/bahasa", language="id")
    assert shell_of(app).accounts.find("sari").language == "id"
    elsewhere = Visitor(app, "en")
    elsewhere.signs_in("sari")
    assert "Ganti kata sandi" in elsewhere.opens("/akun/sandi")


def test_the_colours_are_the_devices_until_somebody_chooses(visitor: Visitor) -> None:
    assert "data-theme" not in visitor.opens("/").split(">")[1]
    visitor.sends("/tampilan", theme="dark", next="/")
    assert 'data-theme="dark"' in visitor.opens("/").split("<head>")[0]
    visitor.sends("/tampilan", theme="auto", next="/")
    assert "data-theme" not in visitor.opens("/").split("<head>")[0]


def test_a_sentence_is_translated_before_its_gaps_are_filled(shared_app: Flask) -> None:
    with shared_app.test_request_context():
        speak("id")
        refused = Refused("wrong-role", "“{move}” is not yours to do.", move="Assign")
        assert say(refused) == "“Disposisikan” bukan wewenang Anda."
        strange = Refused("x", "{unit} owns it already.", unit="{move} %s")
        assert say(strange) == "{move} %s sudah memegangnya."
        assert translate("no such sentence") == "no such sentence"


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("en", 1, "1 working day left"),
        ("en", 2, "2 working days left"),
        ("en", 0, "0 working days left"),
        ("id", 1, "1 hari kerja lagi"),
        ("id", 2, "2 hari kerja lagi"),
    ],
)
def test_counts_take_the_form_of_their_language(
    shared_app: Flask, language: str, count: int, words: str
) -> None:
    with shared_app.test_request_context():
        speak(language)
        assert plural("{count} working day left", "{count} working days left", count) == words


def test_every_sentence_has_an_indonesian_translation() -> None:
    missing = missing_translations()["id"]
    assert not missing, "\n".join(missing)


def test_no_catalogue_keeps_a_sentence_that_nobody_says() -> None:
    """Tables hold sentences, too, and labels are translated by name: any string counts."""
    kept = (path.read_text("utf-8") for path in FOLDER.glob("*.id.po"))
    unsaid = {*MSGID.findall("\n".join(kept))} - sources().keys()
    for name in ("adapters", "config", *PYTHON):
        for path in (ROOT / name).rglob("*.py"):
            code = path.read_text("utf-8")
            if any(sentence[:BEGINNING] in code for sentence in unsaid):
                unsaid -= {*constants(code)}
    assert not unsaid


def constants(code: str) -> Iterator[str]:
    """The strings of a module."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_the_search_for_sentences_finds_those_of_templates_pages_and_core() -> None:
    found = sources()
    for sentence in (
        "File a complaint",  # a template
        "Your message has arrived.",  # a page
        "Say first whether somebody is in danger.",  # a guard of the core
        "Verify and forward",  # a clock
        "There is no such complaint, or it is not yours to see.",  # filled in code
        "{count} working day left",  # a table
        "A login has 2 to 40 small letters, digits, dots, dashes or underscores.",  # named once
    ):
        assert sentence in found, sentence


def test_a_translation_has_the_gaps_of_its_sentence() -> None:
    catalogue = load_catalogues()["id"]
    for sentence, words in catalogue.sentences.items():
        assert sorted(GAP.findall(words)) == sorted(GAP.findall(sentence)), sentence


def test_a_sentence_is_translated_alike_wherever_it_stands() -> None:
    seen: dict[str, tuple[str, str]] = {}
    for path in sorted(FOLDER.glob("*.id.po")):
        text = path.read_text("utf-8")
        for source, words in re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', text, re.MULTILINE):
            name, before = seen.setdefault(source, (path.name, words))
            assert words == before, f"{source!r}: {name} and {path.name} differ"
