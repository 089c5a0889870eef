"""The words of the demo office: enough of them, in many voices, and none that leads nowhere."""

import re
import string
from collections.abc import Iterator

import pytest
from pydantic import TypeAdapter, ValidationError

from config.rulebook import load_policy
from web.demo import texts
from web.demo.courses import DEEDS
from web.demo.story import MAIL_KINDS
from web.demo.texts import Said
from workflow.core.replies import reading_of

POLICY = load_policy()
WORDS = texts.load()
KNOWN = {
    "name", "district", "place", "unit", "named", "month", "lastmonth", "date", "done", "next",
}  # fmt: skip
"""Slots that the program fills itself."""
EXCHANGED = [line for lines in WORDS.lines.values() for line in lines]
ANSWERS = [answer for answers in WORDS.answers.values() for answer in answers]
QUESTIONS = [question for questions in WORDS.questions.values() for question in questions]


def all_said() -> Iterator[tuple[str, Said]]:
    for category, topic in WORDS.topics.items():
        yield from ((category, said) for said in topic.said)
    yield from (("bansos", said) for said in WORDS.payment)


def all_words() -> list[str]:
    said = [words for _, said in all_said() for words in (said.subject, said.text)]
    answered = [words for answer in ANSWERS for words in (answer.text, answer.evidence)]
    asked = [words for question in QUESTIONS for words in (question.ask, question.supply)]
    mailed = [words for mail in WORDS.mails for words in (mail.subject, mail.text)]
    return [*said, *answered, *asked, *mailed, *(line.text for line in EXCHANGED)]


def test_there_is_enough_to_say() -> None:
    assert len({said.text for _, said in all_said()}) >= 150
    assert len({answer.text for answer in ANSWERS}) >= 60
    assert len(QUESTIONS) >= 25
    assert len(WORDS.lines["dispute"]) >= 25
    assert len(WORDS.payment) >= 11


def test_nothing_is_there_twice() -> None:
    words = [words for words in all_words() if len(words) > 60]
    assert len(set(words)) == len(words)


def test_people_speak_in_several_languages() -> None:
    languages = [said.language for _, said in all_said()]
    assert languages.count("jv") + languages.count("mad") >= 8
    assert languages.count("en") >= 5
    assert set(languages) == {"id", "jv", "mad", "en"}


def test_every_slot_is_known() -> None:
    known = KNOWN | set(WORDS.words.lists) | set(WORDS.words.numbers)
    for words in all_words():
        slots = {name.lower() for _, name, _, _ in string.Formatter().parse(words) if name}
        assert slots <= known, words


def test_every_word_list_is_used() -> None:
    used = {
        name.lower()
        for words in all_words()
        for _, name, _, _ in string.Formatter().parse(words)
        if name
    }
    assert set(WORDS.words.lists) | set(WORDS.words.numbers) <= used


def test_every_category_of_the_office_has_words_and_no_other_has() -> None:
    assert set(WORDS.topics) == set(POLICY.categories)
    for category, topic in WORDS.topics.items():
        assert topic.klass == POLICY.categories[category].klass
        assert topic.oversight == POLICY.categories[category].oversight


def test_whatever_the_office_handles_it_can_answer_in_that_matter() -> None:
    for category, said in all_said():
        if not said.agencies and not said.reject:
            matter = "retry" if said in WORDS.payment else said.matter
            assert any(answer.matter == matter for answer in WORDS.answers[category]), said.subject


def test_every_answer_belongs_to_something_that_is_asked() -> None:
    asked = {(category, said.matter) for category, said in all_said()} | {("bansos", "retry")}
    asked |= {("again", ""), ("again", "quiet")}
    for category, answers in WORDS.answers.items():
        assert {(category, answer.matter) for answer in answers} <= asked, category


def test_every_answer_has_evidence_or_the_reason_why_not_unless_it_is_to_a_plain_question() -> None:
    reasons = {reason.id for reason in POLICY.reasons_in("no_evidence")}
    for category, answers in WORDS.answers.items():
        klass = POLICY.classes[WORDS.topics[category].klass] if category != "again" else None
        for answer in answers:
            assert answer.no_evidence in reasons | {""}
            if klass is None or not klass.plain_question:
                assert bool(answer.evidence) != bool(answer.no_evidence), answer.text


def test_lines_are_said_at_deeds_that_there_are_and_for_categories_that_there_are() -> None:
    assert set(WORDS.lines) <= set(DEEDS) | {"again"}
    assert set(WORDS.questions) <= set(POLICY.categories) | {"any"}
    for line in EXCHANGED:
        assert set(line.on) <= set(POLICY.categories) | set(POLICY.classes), line.text


def test_an_objection_is_read_as_one_even_when_it_comes_by_mail_after_closing() -> None:
    for line in WORDS.lines["dispute"]:
        assert reading_of(line.text) == "not_solved", line.text


def test_every_kind_of_unit_of_the_office_has_a_name_that_people_use() -> None:
    assert set(WORDS.houses) == {unit.kind for unit in POLICY.units.values()}
    for kind, house in WORDS.houses.items():
        places = {unit.place for unit in POLICY.units.values() if unit.kind == kind}
        assert set(house.places) in (places, set()), kind


def test_every_kind_of_mail_has_words() -> None:
    assert {mail.kind for mail in WORDS.mails} == set(MAIL_KINDS) - {"person"}


def test_identity_numbers_are_plainly_made_up() -> None:
    numbers = [found for words in all_words() for found in re.findall(r"\d{16}", words)]
    assert len(numbers) >= 3
    assert all(len(set(number)) == 1 or number.startswith("1234567890") for number in numbers)


@pytest.mark.parametrize("category", ["kekerasan_panti", "kekerasan_seksual", "anak_abh", "napza"])
def test_what_hurts_is_told_in_one_or_two_sentences_and_in_confidence(category: str) -> None:
    for said in WORDS.topics[category].said:
        told = re.sub(r"\{(?:hello|please|thanks)\}", "", said.text)
        sentences = re.findall(r"[.?!](?:\s|$)", told)
        assert len(sentences) <= 2, said.text
        assert said.wants == "confidential"


def test_a_damaged_entry_names_what_is_wrong() -> None:
    adapter = TypeAdapter(texts.Line)
    with pytest.raises(ValidationError, match="txet"):
        adapter.validate_python({"text": "Selesai.", "txet": "typo"})
