"""Ready texts in a composer: filled in for a complaint, made an officer's own, never half done."""

import re
from dataclasses import replace

from tests.web.desk_story import JEMBER, Desk, DeskOffice, area, words

QUESTION = "Supaya dapat kami periksa, mohon sebutkan di mana kejadiannya"


def test_a_ready_text_is_filled_in_and_put_below_what_is_typed(
    office: DeskOffice, harun: Desk, ani: Desk
) -> None:
    reference = office.hears("Atap bocor", conversation="k1")
    office.assigned(reference, JEMBER)
    address = f"/aduan/{reference}/langkah/respond"
    assert "Has been repaired" in harun.opens(address)
    assert "Where and when?" not in harun.opens(address)  # that is for questions
    page = harun.sends(address, 200, answer="Terima kasih.", ready="repaired", step="insert").text
    answer = area(page, "answer")
    assert answer.startswith("Terima kasih.\n\n[Apa yang rusak …] sudah diperbaiki")
    assert "UPT Pelayanan Sosial Tresna Werdha Jember" in answer
    assert "{" not in answer
    assert area(harun.opens(address), "answer") == answer  # kept as a draft, too

    typed = {"answer": answer, "evidence": "A picture"}
    page = harun.sends(address, 422, **typed).text
    assert "Fill this in first, or take it out: [Apa yang rusak …]" in words(page)
    assert area(page, "answer") == answer
    typed["answer"] = re.sub(r"\[[^]]*…\]", "Atap", answer)
    assert "Atap sudah diperbaiki pada Atap" in words(harun.sends(address, 200, **typed).text)

    begun = ani.opens(f"/aduan/{reference}")
    assert "Is being looked into" in begun  # beside the conversation as well
    sent = ani.sends(
        f"/aduan/{reference}/balas", 200, text="", ready="being_checked", step="insert"
    )
    told = area(sent.text, "text")
    assert told.startswith("Terima kasih sudah memberi tahu kami. Aduan Anda tentang fasilitas")
    assert re.search(r"paling lambat \d+ \w+ 20\d\d\.", told)
    memory = office.story.memory
    memory.can = replace(memory.can, split=True, longest=1_000)
    sent = ani.sends(f"/aduan/{reference}/langkah/ask", 200, ready="where_and_when", step="insert")
    assert 'data-longest="1000"' in sent.text  # counted while it is typed, as beside the talk
    assert area(sent.text, "question").startswith(QUESTION)
    sent = ani.sends(f"/aduan/{reference}/balas", 200, text="So", ready="nonsense", step="insert")
    assert area(sent.text, "text") == "So"


def test_who_reads_the_reply_texts_finds_the_ready_ones_with_version_and_place(ani: Desk) -> None:
    page = ani.opens("/balasan")
    assert "They stand in ready_texts.toml." in words(page)
    assert "[hari, tanggal, dan jam …]" in page
    assert "«unit»" in page
    assert re.search(r"Has been repaired answers Indonesian [0-9a-f]{12} ", words(page))
