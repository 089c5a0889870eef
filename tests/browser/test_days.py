"""Whole days at the desk in a real browser, by keyboard alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import Look
from tests.browser.serving import serving, sign_in
from tests.browser.views import seen
from tests.story import Story, tell
from tests.web.conftest import CHEAP, hire, reference_of
from web.app import make_app
from workflow.core.facts import Facts
from workflow.core.folding import fold
from workflow.core.roles import Role
from workflow.store import complaints

USUAL = "0 y Enter"
"""Nobody is in danger; the first suggestions are right; save, and the next one."""

MORNING = (
    ("Kursi roda untuk adik saya belum datang, ia lumpuh sejak kecil.", USUAL, "disabilitas"),
    ("Bansos saya dicoret, PKH tidak cair sejak Lebaran.", USUAL, "bansos"),
    ("Ada ODGJ ngamuk di pasar Wonokromo, bawa parang.", "1 y Enter", "odgj"),
    ("Mau tanya syarat dan jadwal besuk, apakah bisa Sabtu?", USUAL, "informasi_layanan"),
    ("Kamar mandi panti werdha Jombang licin, atap bocor.", USUAL, "fasilitas_panti"),
    ("Mbah tetangga hidup sebatang kara, tua renta dan pikun.", USUAL, "lansia_terlantar"),
    ("Desil saya salah di DTSEN, mohon pemutakhiran, data ganda.", USUAL, "data_dtsen"),
    ("Pengemis dan anak jalanan tidur di emperan toko.", USUAL, "gepeng_orang_terlantar"),
    ("Kebanjiran, pengungsi butuh selimut dan dapur umum.", USUAL, "bencana"),
    ("Honor TKSK dan tali asih Tagana kapan dibayar?", USUAL, "pilar_sosial"),
    ("Di panti werdha Jember dimintai uang admin, ini pungli.", "0 k y Enter", "pungli"),
    ("Kursi roda untuk adik saya belum datang juga, ia lumpuh sejak kecil.", "0 g", ""),
    ("Anak saya nyabu dan kecanduan pil koplo, ingin rehab.", USUAL, "napza"),
    ("Ingin mengadopsi, bagaimana home visit dan tim pipa?", USUAL, "adopsi"),
    ("Lampu jalan padam, jalan rusak, sampah menumpuk.", USUAL, "bukan_wewenang"),
    ("Permohonan salinan dokumen realisasi anggaran lewat PPID.", USUAL, "informasi_publik"),
    ("Eks kusta di singgahan butuh obat.", USUAL, "kusta"),
    ("Ijin undian gratis dan izin operasional yayasan LKS.", USUAL, "perizinan"),
    ("Petugas loket judes dan lambat, pesan tidak dibalas.", USUAL, "layanan_petugas"),
    ("Bayi dibuang di gardu, sekarang di puskesmas.", "3 y Enter", "anak_terlantar"),
)
"""Twenty that came in over night: the words, the keys of who has read them, the category."""

MOST_KEYS = 90


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    told = tell(tmp_path)
    told.tick()
    yield told
    told.office.close()


@pytest.fixture
def desk(story: Story) -> Iterator[str]:
    """The address of an office with an intake officer."""
    app = make_app(story.office, passwords=CHEAP)
    hire(app, "ani", Role.INTAKE_OFFICER)
    with serving(app) as address:
        yield address


def arrive(story: Story) -> dict[str, int]:
    """All that came in over night; ids by the text."""
    found = {}
    for number, (text, _, _) in enumerate(MORNING):
        story.files(text, email=f"warga{number}@warga.example")
        found[text] = story.complaint
        story.wait("1 minute")
    return found


def facts_of(story: Story, complaint: int) -> Facts:
    with story.office.sessions.reading() as db:
        return fold(complaints.history(db, complaint).events)


def test_an_intake_officer_triages_twenty_new_complaints_without_a_mouse(
    story: Story, desk: str, page: Page
) -> None:
    ids = arrive(story)
    keys_of = {text: keys for text, keys, _ in MORNING}
    sign_in(page, desk, "ani")
    page.goto(f"{desk}/aduan?view=new")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/aduan/C-*")
    pressed = 3 + tab_to(page, "/telaah")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for _ in MORNING:
        here = page.url
        keys = keys_of[page.locator(".beside .bubble-text").first.inner_text()].split()
        for key in keys:
            press(page, key)
        pressed += len(keys)
        assert page.url != here
    assert pressed < MOST_KEYS
    expect(page.locator("main")).to_contain_text("is through triage.")
    for text, told, category in MORNING:
        facts = facts_of(story, ids[text])
        assert facts.category == category, text
        assert facts.state == ("assigned" if "Enter" in told else "merged"), text
    accused = facts_of(story, ids[MORNING[10][0]])
    assert (accused.reported_unit, accused.unit) == ("pstw-jember", "bid-rehsos")
    assert facts_of(story, ids[MORNING[2][0]]).safety == "danger"
    assert facts_of(story, ids[MORNING[0][0]]).joined == [ids[MORNING[11][0]]]


def tab_to(page: Page, end: str) -> int:
    """Go on by Tab until a link to an address with this end has the focus; gives how often."""
    for presses in range(1, MOST_KEYS):
        page.keyboard.press("Tab")
        if page.evaluate("end => (document.activeElement.href || '').endsWith(end)", end):
            return presses
    raise AssertionError(f"no link to {end} on {page.url}")


def press(page: Page, key: str) -> None:
    """Press a key; wait for the page that it leads to, if it asks the server."""
    if key not in ("Enter", "k", "g"):
        page.keyboard.press(key)
        return
    with page.expect_navigation():
        page.keyboard.press(key)


def test_triage_with_all_that_it_proposes_is_there_for_everybody(
    story: Story, desk: str, page: Page, look: Look
) -> None:
    text = "Di panti werdha Jember kamar mandi licin dan kami dimintai uang admin."
    story.files(text, email="adi@warga.example")
    story.files(f"{text} Tolong, simbah dipukul.", email="budi@warga.example")
    sign_in(page, desk, "ani")
    look(page, "triage-all", f"{desk}/aduan/{reference_of(story)}/telaah")


def test_the_keys_can_be_turned_off_and_stay_off(story: Story, desk: str, page: Page) -> None:
    story.files(MORNING[0][0], email="adi@warga.example")
    sign_in(page, desk, "ani")
    address = f"{desk}/aduan/{reference_of(story)}/telaah"
    page.goto(address)
    page.get_by_label("One-letter keys").uncheck()
    page.goto(address)
    page.keyboard.press("2")
    expect(page.locator("input[name=safety]:checked")).to_have_count(0)
    page.get_by_label("One-letter keys").check()
    page.keyboard.press("2")
    expect(page.locator("#safety-sexual_violence")).to_be_checked()


@seen(script=False)
def test_suggestions_are_taken_without_any_script(story: Story, desk: str, page: Page) -> None:
    story.files(MORNING[0][0], email="adi@warga.example")
    sign_in(page, desk, "ani")
    page.goto(f"{desk}/aduan/{reference_of(story)}/telaah")
    expect(page.locator("[data-keys-on]")).to_be_hidden()
    page.locator("#safety-none").check()
    page.locator("button[value=all]").click()
    expect(page.locator("#safety-none")).to_be_checked()
    expect(page.locator("select[name=category]")).to_have_value("disabilitas")
    page.locator("main form button[type=submit]").first.click()
    assert facts_of(story, story.complaint).state == "assigned"
