"""The office's rule files: what the packaged ones promise, and how mistakes in them are told."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from config.rulebook import PACKAGED_RULES, SECTIONS, BadRules, load_policy
from workflow.core.lifecycle import CLOCKS
from workflow.core.policy import Policy, Subject

Change = Callable[[str, str, str], None]

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_policy()


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the packaged rules that a story may spoil."""
    return Path(shutil.copytree(PACKAGED_RULES, tmp_path / "rules"))


@pytest.fixture
def change(rules: Path) -> Change:
    def change(file: str, old: str, new: str) -> None:
        text = (rules / file).read_text()
        assert old in text
        (rules / file).write_text(text.replace(old, new, 1))

    return change


def mistakes(rules: Path) -> list[str]:
    with pytest.raises(BadRules) as bad:
        load_policy(rules)
    return [str(mistake) for mistake in bad.value.mistakes]


def about(klass: str, priority: str = "normal") -> Subject:
    return Subject(klass=klass, category="bansos", on=TODAY, priority=priority)


def within(policy: Policy, clock: str, subject: Subject) -> str:
    rule = policy.rule_for(clock, subject)
    return str(rule.within) if rule else "none"


def test_the_first_office_has_its_29_named_units_and_six_desks_at_the_head_office(
    policy: Policy,
) -> None:
    desks = {"sekretariat", "bid-rehsos", "bid-dayasos", "bid-linjamsos", "ppid", "jsc"}
    assert desks < set(policy.units)
    assert len(set(policy.units) - desks) == 29
    assert policy.units["pstw-jember"].kind == "PSTW"
    assert policy.units["prs-pmks-sidoarjo"].kind == "PRS_PMKS"


def test_a_complaint_about_any_unit_climbs_until_it_leaves_the_house(policy: Policy) -> None:
    for unit in policy.units.values():
        steps = [unit]
        while steps[-1].superior:
            steps.append(policy.units[steps[-1].superior])
        assert steps[-1].superior_agency == "inspektorat"
        assert len(steps) <= 3


@pytest.mark.parametrize(
    ("clock", "subject", "words"),
    [
        ("resolution", about("information_request"), "5 working days"),
        ("resolution", about("complaint"), "14 working days"),
        ("resolution", replace(about("complaint"), oversight=True), "60 working days"),
        ("resolution", replace(about("complaint", "directive"), oversight=True), "60 working days"),
        ("resolution", about("complaint", "directive"), "5 working days"),
        ("resolution", about("aspiration"), "14 working days"),
        ("resolution", about("foi_request"), "17 working days"),
        ("information_answer", about("foi_request"), "10 working days"),
        ("information_answer", about("complaint"), "none"),
        ("resolution", about("praise"), "none"),
        ("verify_forward", about(""), "3 working days"),
        ("first_response", about("complaint"), "5 working days"),
        ("statutory_respond", about(""), "14 days"),
        ("statutory_decide", about("complaint"), "60 days"),
        ("statutory_decide", about("information_request"), "none"),
        ("statutory_deliver", about("complaint"), "14 days"),
        ("completion", about("complaint"), "30 days"),
        ("auto_close", about("complaint"), "10 working days"),
        ("police_report", about(""), "72 hours"),
        ("personal_data", Subject(klass="", category="data_pribadi", on=TODAY), "72 hours"),
        ("personal_data", about("complaint"), "none"),
    ],
)
def test_the_packaged_rules_promise_what_the_law_and_the_practice_of_sp4n_say(
    policy: Policy, clock: str, subject: Subject, words: str
) -> None:
    assert within(policy, clock, subject) == words


def test_the_limits_of_the_law_know_no_pause(policy: Policy) -> None:
    statutory = {
        "statutory_respond", "statutory_decide", "statutory_deliver", "police_report",
        "personal_data", "safety_triage", "information_answer",
    }  # fmt: skip
    assert {rule.clock for rule in policy.rules if not rule.pauses} == statutory


def test_every_clock_of_the_lifecycle_has_a_rule(policy: Policy) -> None:
    assert set(policy.rules_by_clock) == {clock.name for clock in CLOCKS}


def test_the_head_of_a_unit_is_not_told_of_an_oversight_complaint(policy: Policy) -> None:
    [rule] = [rule for rule in policy.rules if rule.when_oversight]
    assert {step.to for step in rule.escalate} == {"supervisor"}


def test_what_endangers_or_shames_somebody_is_secret_from_the_first_minute(
    policy: Policy,
) -> None:
    secret = {category.id for category in policy.categories.values() if category.confidential}
    assert secret == {
        "bansos_potongan", "anak_terlantar", "anak_abh", "adopsi", "napza", "rehab_wanita",
        "kusta", "pungli", "kekerasan_panti", "kekerasan_seksual",
    }  # fmt: skip
    violence = policy.categories["kekerasan_seksual"]
    assert (violence.sexual_violence, violence.oversight, violence.safety) == (True, True, True)
    for category in policy.categories.values():
        assert not category.oversight or category.units[0] == "SEKRETARIAT"


def test_each_category_has_words_to_be_recognised_by(policy: Policy) -> None:
    for category in policy.categories.values():
        assert 6 <= len(category.keywords) <= 15
        assert all(word == word.lower() for word in category.keywords)


def test_a_rule_that_is_changed_later_leaves_what_ran_before_alone(
    rules: Path, change: Change
) -> None:
    newer = """[[rule]]
name        = "question"
clock       = "resolution"
when        = { class = "information_request" }
within      = "3 working days"
legal_basis = "PermenPANRB 5/2025"
valid_from  = 2026-06-01

[[rule]]
name        = "question"
"""
    change("sla.toml", '[[rule]]\nname        = "question"\n', newer)
    policy = load_policy(rules)
    asked = {
        on: policy.rule_for(
            "resolution", Subject(klass="information_request", category="bansos", on=on)
        )
        for on in (date(2026, 5, 31), date(2026, 6, 1))
    }
    assert [str(rule.within) for rule in asked.values() if rule] == [
        "5 working days",
        "3 working days",
    ]


def test_a_new_version_below_the_old_one_would_still_apply_but_the_old_one_above_hides_it(
    rules: Path, change: Change
) -> None:
    change(
        "sla.toml",
        '[[rule]]\nname        = "complaint with oversight"',
        '[[rule]]\nname = "question"\nclock = "resolution"\n'
        'when = { class = "information_request" }\nwithin = "3 working days"\n'
        'legal_basis = "PermenPANRB 5/2025"\nvalid_from = 2026-06-01\n\n'
        '[[rule]]\nname        = "complaint with oversight"',
    )
    [said] = mistakes(rules)
    assert said.startswith("sla.toml: rule[question]: can never apply: the rules above it")


def test_two_rules_that_together_leave_nothing_hide_the_third(rules: Path, change: Change) -> None:
    change(
        "sla.toml",
        '[[rule]]\nname        = "complaint"\n',
        '[[rule]]\nname = "half"\nclock = "resolution"\n'
        'when = { class = "complaint", oversight = false }\nwithin = "9 working days"\n'
        'legal_basis = "Standar kantor"\nvalid_from = 2023-01-01\n\n'
        '[[rule]]\nname        = "complaint"\n',
    )
    [said] = mistakes(rules)
    assert said.startswith("sla.toml: rule[complaint]: can never apply")


def test_the_version_of_the_policy_changes_with_any_byte_of_any_file(
    rules: Path, policy: Policy
) -> None:
    versions = {policy.version}
    for name in SECTIONS:
        (rules / name).write_bytes((rules / name).read_bytes() + b"\n")
        versions.add(load_policy(rules).version)
    assert len(versions) == 1 + len(SECTIONS)
    assert {len(version) for version in versions} == {12}


def test_the_version_of_a_rule_changes_with_its_own_words_only(
    rules: Path, change: Change, policy: Policy
) -> None:
    before = {rule.name: rule.version for rule in policy.rules}
    assert len(set(before.values())) == len(before)
    change("sla.toml", '"3 working days"\nwarn        = "67%"', '"3 working days"\nwarn = "50%"')
    after = {rule.name: rule.version for rule in load_policy(rules).rules}
    assert {name for name in before if before[name] != after[name]} == {"verify and forward"}


def test_a_limit_written_once_among_the_spans_moves_the_rules_that_name_it(
    rules: Path, change: Change
) -> None:
    change("sla.toml", 'waiting_limit       = "30 days"', 'waiting_limit = "45 days"')
    policy = load_policy(rules)
    assert within(policy, "completion", about("complaint")) == "45 days"
    assert str(policy.spans["waiting_limit"]) == "45 days"


def test_only_resolution_leaves_a_grace_after_a_dispute(policy: Policy) -> None:
    graces = {rule.name: str(rule.grace) for rule in policy.rules if rule.grace}
    assert graces.pop("directive") == "1 working day"
    assert set(graces.values()) == {"3 working days"}
    assert {rule.clock for rule in policy.rules if rule.grace} == {"resolution"}


def test_a_file_saved_by_a_windows_editor_is_read_like_any_other(rules: Path) -> None:
    path = rules / "agencies.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_policy(rules).agencies == load_policy().agencies


def test_a_class_that_was_promised_something_only_later_is_no_mistake(
    rules: Path, change: Change
) -> None:
    change(
        "sla.toml",
        'legal_basis = "PermenPANRB 62/2018"\nvalid_from  = 2023-01-01\n\n# --- the outer',
        'legal_basis = "PermenPANRB 62/2018"\nvalid_from  = 2025-01-01\n\n# --- the outer',
    )
    policy = load_policy(rules)
    assert within(policy, "resolution", about("aspiration")) == "14 working days"
    early = replace(about("aspiration"), on=date(2024, 12, 31))
    assert within(policy, "resolution", early) == "none"
