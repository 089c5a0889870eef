"""What no officer may do to a clock: a limit of a statute moves by that statute alone."""

from datetime import timedelta

import pytest

from tests.story import INTAKE, MONDAY, SUPERVISOR, Story
from workflow.core import commands as c
from workflow.core.refusal import Refused
from workflow.core.roles import Actor, Role


def more(story: Story, clock: str, by: str, ground: str) -> str:
    """A supervisor gives a clock more time; the code with which that is refused, or nothing."""
    extend = c.Extend(
        complaint=story.complaint, clock=clock, by=by, ground=ground, letter="Mohon maaf."
    )
    try:
        story.does(extend, SUPERVISOR)
    except Refused as refused:
        return refused.code
    return ""


def test_limits_of_a_statute_get_no_more_time_on_grounds_of_the_office(story: Story) -> None:
    story.writes("Teman saya dilecehkan")
    story.triage(category="kekerasan_seksual", safety="sexual_violence")
    story.act("assign", unit="pstw-jember")
    before = story.due("police_report")
    assert more(story, "police_report", "72 hours", "disaster") == "other-law"
    assert more(story, "statutory_respond", "14 days", "site_visit") == "other-law"
    assert more(story, "statutory_decide", "30 days", "foi_not_yet_found") == "other-law"
    assert more(story, "resolution", "7 working days", "foi_not_yet_found") == "other-law"
    assert more(story, "resolution", "15 working days", "examination") == "too-long"
    assert more(story, "resolution", "14 working days", "examination") == ""
    assert story.due("police_report") == before


def test_a_request_for_information_is_due_ten_working_days_after_it_came(story: Story) -> None:
    story.writes("Minta salinan realisasi anggaran")
    story.wait("3 working days")
    story.triage(klass="foi_request", category="informasi_publik")
    story.act("assign", unit="ppid")
    due = story.due("information_answer")
    assert due == MONDAY.replace(hour=9) + timedelta(days=14)  # Monday the 30th, at 16.00
    clock = "information_answer"
    assert more(story, clock, "7 working days", "several_units") == "other-law"
    assert more(story, clock, "8 working days", "foi_not_yet_found") == "too-long"
    assert more(story, clock, "7 working days", "foi_not_yet_found") == ""
    assert more(story, clock, "1 working day", "foi_not_yet_found") == "extended-once"
    story.wait("9 working days")
    story.respond(actor=Actor.staff("7", Role.UNIT_HEAD, "ppid"))
    story.wait("11 working days")  # nobody objects, and it closes by itself
    ends = {name: clock.outcome for name, clock in story.facts.clocks.items()}
    assert (ends["information_answer"], ends["resolution"]) == ("met", "met")


def test_who_asks_about_their_own_data_is_owed_it_within_three_days_whatever_is_closed(
    story: Story,
) -> None:
    story.writes("Mohon data diri saya diperbaiki")
    came = story.clock.at
    story.wait("2 working days")
    story.triage(category="data_pribadi")
    assert story.due("personal_data") == came + timedelta(hours=72)
    story.complainant("withdraw", reason="Tidak jadi mengadu.")
    assert story.due("personal_data") == came + timedelta(hours=72)
    story.wait("2 working days")
    assert story.facts.clocks["personal_data"].breached_at is not None
    fulfil = c.Fulfil(complaint=story.complaint, clock="personal_data", text="Register 7")
    story.does(fulfil, INTAKE)
    assert story.facts.clocks["personal_data"].outcome == "late"


def test_what_turns_out_to_be_no_request_for_information_is_not_held_to_its_limit(
    story: Story,
) -> None:
    story.writes("Minta data bantuan saya")
    story.triage(klass="foi_request", category="informasi_publik")
    story.triage(klass="complaint", category="fasilitas_panti")
    assert story.facts.clocks["information_answer"].outcome == "void"


@pytest.mark.parametrize("by", ["5 hours", "9999 hours"])
def test_a_clock_in_another_unit_than_the_office_s_limit_is_at_most_doubled(
    story: Story, by: str
) -> None:
    story.writes("Ada yang dipukul")
    assert more(story, "safety_triage", by, "disaster") == "too-long"
