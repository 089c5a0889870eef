"""From received to resolved, and every way around it."""

import pytest

from tests.story import (
    HEAD,
    INTAKE,
    OTHER_HEAD,
    SECOND_SUPERVISOR,
    STAFF,
    SUPERVISOR,
    Story,
)
from workflow.core import commands as c
from workflow.core.refusal import Conflict, NotFound, Refused
from workflow.core.roles import COMPLAINANT, TIME, Actor


def refusal(story: Story, move: str, actor: Actor = INTAKE, **values: str) -> str:
    """The sentence with which a move is refused."""
    with pytest.raises(Refused) as refused:
        story.act(move, actor, **values)
    return str(refused.value)


def test_a_complaint_is_received_assigned_answered_and_resolves_by_itself(story: Story) -> None:
    story.files("Kamar mandi licin, kemarin ada simbah jatuh.")
    assert story.state == "received"
    story.assign()
    assert story.state == "assigned"
    story.respond()
    assert story.state == "responded"
    story.wait("9 working days")
    assert story.state == "responded"
    story.wait("1 working day")
    assert story.state == "resolved"


def test_the_complainant_disputes_and_is_answered_again(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()
    story.respond("Sedang kami proses.")
    outcome = story.answers_by_message("Belum ada kabar sampai sekarang, pak.")
    assert (outcome.fate, outcome.rule) == ("continued", "keyed_reply")
    assert story.state == "assigned"
    story.respond("Kursi roda diantar tadi pagi.")
    story.answers_by_message("Sudah selesai, terima kasih")
    assert story.state == "resolved"


def test_thanks_alone_neither_resolve_nor_dispute(story: Story) -> None:
    story.writes("Kapan jam besuk?")
    story.assign()
    story.respond()
    story.answers_by_message("Terima kasih banyak, Bu 🙏")
    assert story.state == "responded"


def test_a_question_waits_for_its_answer_and_goes_back_where_it_came_from(story: Story) -> None:
    story.writes("Adik saya belum dapat kamar")
    story.assign()
    story.act("ask", STAFF, question="Siapa nama panti yang dituju?")
    assert story.state == "waiting"
    story.tick()
    story.answers_by_message("Panti di Jember, pak")
    assert story.state == "assigned"


def test_a_complaint_lapses_after_thirty_days_but_not_unreminded(story: Story) -> None:
    story.writes("Bantuan belum cair")
    story.triage()
    story.act("ask", question="Sejak kapan?")
    story.tick()
    story.wait("25 days")
    purposes = [message.purpose for message in story.conversation]
    assert purposes.count("reminder_question") == 1
    story.wait("6 days")
    assert story.state == "withdrawn"
    assert story.conversation[-1].purpose == "lapse"


def test_after_the_second_return_the_supervisor_decides(story: Story) -> None:
    story.files("Lampu kamar padam")
    for _ in range(2):
        story.assign()
        story.act("return", HEAD, code="wrong_unit", reason="Bukan unit kami.")
        assert story.state == "received"
    assert "returned twice" in refusal(story, "assign", unit="pstw-jember")
    story.assign(actor=SUPERVISOR)
    assert "supervisor decides" in refusal(story, "return", HEAD, code="wrong_unit", reason="Lagi.")


def test_another_agency_is_waited_for_with_its_letter(story: Story) -> None:
    story.files("Istri saya dikirim ke panti")
    story.assign()
    story.act("hold", HEAD, agency="dinsos-kabkota", letter="460/12 tanggal 16 November")
    assert story.state == "held"
    story.act("resume", STAFF, reason="Surat balasan diterima.")
    assert story.state == "assigned"


def test_what_is_not_ours_is_referred_with_a_letter(story: Story) -> None:
    story.files("PKH saya tidak cair")
    story.triage(category="bansos")
    assert "Fill in" in refusal(story, "refer", agency="kemensos")
    story.act("refer", agency="kemensos", letter="460/13")
    assert story.state == "referred"
    told = story.conversation[-1]
    assert (told.purpose, "Kementerian Sosial" in told.text) == ("referred", True)


def test_spam_is_rejected_with_a_reason_from_the_list_and_can_be_reopened(story: Story) -> None:
    story.files("Promo pinjaman cepat")
    story.triage(klass="not_a_report", category="spam")
    assert "allowed:" in refusal(story, "reject", code="because")
    story.act("reject", code="spam")
    assert story.state == "rejected"
    assert "not yours" in refusal(story, "reopen", reason="Keliru.")
    story.act("reopen", SUPERVISOR, reason="Keliru.")
    assert story.state == "received"


def test_the_one_that_came_first_keeps_its_dates_so_the_other_is_merged_into_it(
    story: Story,
) -> None:
    story.writes("Atap bocor di wisma dua", author="pertama@warga.example")
    first, reference = story.complaint, story.facts.reference
    story.wait("2 working days")
    story.writes("Wisma dua bocor!", author="kedua@warga.example")
    second, later = story.complaint, story.facts.reference
    story.triage()
    story.complaint = first
    story.triage()
    due = story.due("statutory_respond")
    assert "came later" in refusal(story, "merge", into=later)
    assert (story.state, story.due("statutory_respond")) == ("received", due)
    story.complaint = second
    story.act("merge", into=reference)
    assert story.state == "merged"


def test_a_merged_complainant_hears_what_the_other_one_hears(story: Story) -> None:
    story.writes("Atap bocor di wisma dua", author="pertama@warga.example")
    first, reference = story.complaint, story.facts.reference
    story.writes("Wisma dua bocor!", author="kedua@warga.example")
    second = story.complaint
    story.triage()
    assert "itself" in refusal(story, "merge", into=story.facts.reference)
    story.act("merge", into=reference)
    assert story.state == "merged"
    story.complaint = first
    story.assign()
    story.respond("Atap sudah diperbaiki.")
    story.complaint = second
    answers = [message for message in story.conversation if message.purpose == "answer"]
    assert ["Atap sudah diperbaiki." in message.text for message in answers] == [True]


def test_nobody_merges_into_a_closed_complaint(story: Story) -> None:
    story.files("Satu")
    story.triage(klass="not_a_report", category="spam")
    story.act("reject", code="spam")
    closed = story.facts.reference
    story.files("Dua")
    story.triage()
    assert "closed" in refusal(story, "merge", into=closed)
    assert "no such other" in refusal(story, "merge", into="C-0000-0000")


def test_only_the_complainant_withdraws(story: Story) -> None:
    story.files("Tidak jadi")
    assert "not yours" in refusal(story, "withdraw", SUPERVISOR, reason="Rapi.")
    story.complainant("withdraw", reason="Sudah saya urus sendiri.")
    assert story.state == "withdrawn"


def test_wrong_moves_are_refused_in_words(story: Story) -> None:
    story.files("Antrean panjang")
    assert "danger" in refusal(story, "assign", unit="pstw-jember")
    story.does(c.Classify(complaint=story.complaint, safety="none"))
    assert "class and the category" in refusal(story, "assign", unit="pstw-jember")
    story.triage()
    assert "Fill in" in refusal(story, "assign")
    assert "not known" in refusal(story, "assign", unit="moon")
    assert "not yours to do" in refusal(story, "reject", SUPERVISOR, code="spam")
    assert "not possible" in refusal(story, "dispute", reason="x")
    assert "no such move" in refusal(story, "dance")
    story.assign()
    assert "owns it already" in refusal(story, "assign", unit="pstw-jember")
    assert "head of the unit" in refusal(story, "respond", answer="Ya.", evidence="foto")
    assert "evidence" in refusal(story, "respond", HEAD, answer="Ya.")


def test_a_plain_question_is_answered_at_once_by_intake(story: Story) -> None:
    story.writes("Jam besuk kapan?")
    story.triage(klass="information_request", category="informasi_layanan")
    story.act("respond", INTAKE, answer="Sabtu dan Minggu, 09.00 sampai 12.00.")
    assert story.state == "responded"
    story.tick()
    story.answers_by_message("Masih belum jelas, untuk keluarga dari luar kota?")
    assert story.state == "received"


def test_a_complaint_never_lands_with_the_unit_it_is_about(story: Story) -> None:
    story.files("Petugas kasar", about="unit", unit="pstw-jember")
    story.triage(category="layanan_petugas")
    assert "about" in refusal(story, "assign", unit="pstw-jember")
    story.act("assign", unit="bid-rehsos")
    with pytest.raises(NotFound):
        story.seen_by(HEAD)
    with pytest.raises(NotFound):
        story.does(c.Note(complaint=story.complaint, text="Saya lihat"), HEAD)


def test_a_unit_sees_only_what_it_owns(story: Story) -> None:
    story.files("Kasur rusak")
    story.assign()
    assert story.seen_by(HEAD).facts.state == "assigned"
    with pytest.raises(NotFound):
        story.seen_by(OTHER_HEAD)


def test_two_officers_at_once_one_wins_and_the_other_is_told(story: Story) -> None:
    story.files("Antar jemput terlambat")
    story.triage()
    seen = story.facts.seq
    story.act("assign", unit="pstw-jember")
    late = c.Act(
        complaint=story.complaint, move="assign", values={"unit": "rsbn-malang"}, seen=seen
    )
    with pytest.raises(Conflict) as told:
        story.does(late)
    assert "assign → assigned" in str(told.value)
    assert story.facts.unit == "pstw-jember"


def test_an_oversight_case_is_closed_by_a_second_person(story: Story) -> None:
    story.files("Diminta uang 300 ribu")
    story.triage(category="pungli")
    assert story.facts.oversight
    story.assign()
    story.respond()
    (letter,) = (message.text for message in story.conversation if message.purpose == "answer")
    assert "kami anggap selesai" not in letter, "silence closes nothing here"
    assert "memeriksanya lebih dahulu" in letter
    assert "auto_close" not in story.facts.clocks
    story.wait("20 working days")
    assert story.state == "responded"
    assert "second person" in refusal(story, "resolve", TIME)
    story.act("resolve", SECOND_SUPERVISOR, reason="Diperiksa, uang dikembalikan.")
    assert story.state == "resolved"


def test_a_listed_category_is_confidential_and_only_a_supervisor_lowers_that(story: Story) -> None:
    story.files("Keponakan dipukul")
    story.triage(category="kekerasan_panti", safety="child")
    assert story.facts.confidential
    with pytest.raises(Refused, match="Only a supervisor"):
        story.does(c.Classify(complaint=story.complaint, confidential=False))
    story.does(c.Classify(complaint=story.complaint, confidential=False), SUPERVISOR)
    assert not story.facts.confidential


def test_a_resolved_complaint_may_be_disputed_for_thirty_days(story: Story) -> None:
    story.writes("Pintu rusak")
    story.assign()
    story.respond()
    story.complainant("resolve")
    story.wait("29 days")
    story.complainant("dispute", reason="Rusak lagi.")
    assert story.state == "assigned"
    story.respond()
    story.complainant("resolve")
    story.wait("31 days")
    assert "The time to dispute it is over" in refusal(
        story, "dispute", COMPLAINANT, reason="Rusak lagi."
    )
