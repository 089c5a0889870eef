"""From a comment below a unit's post to its resolution, walked by people in a browser.

Nothing personal is ever read in public: what went out is looked at where it arrived.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.conftest import Another
from tests.browser.looking import Look
from tests.browser.social_town import (
    HEAD,
    INTAKE,
    UNIT,
    Network,
    SocialTown,
    social_town,
)
from workflow.core.personal_data import kinds_in
from workflow.store.models import ComplaintRow

NATIONAL_ID = "3515014203850001"
COMPLAINT = "Lampu di wisma 3 padam sejak Minggu, simbah saya jatuh."
DETAILS = "Nama simbah saya Mbah Karsinem, kamar 5."
ANSWER = "Lampu di kamar 5 sudah kami ganti, dan Mbah Karsinem sudah diperiksa perawat."
ASIDE = "Sudah kami tanggapi melalui pesan langsung. Terima kasih."
DONE = "Sudah selesai, terima kasih"
RESOLVED = {"id": "Tuntas", "en": "Resolved"}

WALKS = [
    pytest.param(("instagram", "id"), id="instagram"),
    pytest.param(("facebook", "id"), id="facebook"),
    pytest.param(("mastodon", "en"), id="mastodon"),
]


@dataclass
class Walk:
    """One complaint on its way. `page` is the intake officer's, `at` the complaint's address."""

    town: SocialTown
    there: Network
    page: Page
    language: str
    look: Look
    at: str = ""

    @property
    def complaint(self) -> ComplaintRow:
        """The one complaint that came from there."""
        with self.town.story.office.sessions.reading() as db:
            query = select(ComplaintRow).where(ComplaintRow.channel == self.there.name)
            return db.scalars(query).one()

    def begins(self) -> None:
        """She complains in public; she alone is told its reference."""
        self.there.comments(f"{COMPLAINT} NIK saya {NATIONAL_ID}." if self.hides else COMPLAINT)
        self.town.story.tick()
        receipt = "\n".join(self.there.in_private())
        assert self.complaint.reference in receipt
        assert "surel" not in receipt

    def is_opened(self) -> None:
        """An officer finds it among the new ones, and hides what she should not have shown."""
        self.town.enters(self.page, INTAKE, self.language)
        self.page.goto(f"{self.town.pages}/aduan?view=new")
        self.page.locator(f"a[href$='/aduan/{self.complaint.reference}']").first.click()
        self.page.wait_for_url("**/aduan/C-*")
        self.at = self.page.url
        expect(self.page.locator(".complaint-line")).to_have_text(re.compile(f"^{COMPLAINT}"))
        if self.hides:
            self.page.locator(".exposes form button").click()
            self.page.wait_for_url(f"{self.at}#*")

    def is_greeted(self) -> None:
        """The public greeting waits for the officer; with somebody's number it stays here."""
        self.page.locator("a[href$='/lepas']").click()
        words = self.page.locator("[name=text]")
        greeting = words.input_value()
        words.fill(f"{greeting} NIK {NATIONAL_ID}")
        self.page.locator("form.panel button[type=submit]").click()
        expect(self.page.locator("#found")).to_contain_text(NATIONAL_ID)
        expect(self.page.locator("#refused")).to_be_visible()
        self.looks("refused")
        sends(self.page, text=greeting)
        self.goes_out()
        assert self.there.in_public()[-1] == greeting.strip()

    def goes_on_in_private(self) -> None:
        """What she writes only to us joins, and the complaint goes to the unit."""
        self.there.writes(DETAILS)
        self.town.story.tick()
        self.page.goto(self.at)
        expect(self.page.locator(".talk")).to_contain_text(DETAILS)
        self.looks("talk")
        self.page.goto(f"{self.at}/telaah")
        self.page.locator("input[name=safety][value=none]").check()
        self.page.locator("select[name=category]").select_option("fasilitas_panti")
        self.page.locator("select[name=unit]").select_option(UNIT)
        self.page.locator(".triage-acts button").first.click()
        self.page.wait_for_url(self.at)

    def is_answered(self, head: Page) -> None:
        """The unit answers her in private; its words in public are released by the desk."""
        self.town.enters(head, HEAD, self.language)
        head.goto(f"{self.at}/langkah/respond")
        sends(head, answer=ANSWER, evidence="Foto lampu tanggal 16 November")
        head.locator("a[href$='/jawab-publik']").first.click()
        head.locator("[name=text]").fill(ASIDE)
        head.locator("form.panel button[type=submit]").click()
        head.wait_for_url(self.at)
        self.town.story.tick()
        assert ANSWER in "\n".join(self.there.in_private())
        assert ASIDE not in self.there.in_public()
        self.page.goto(self.at)
        self.page.locator("a[href$='/lepas']").click()
        sends(self.page)
        self.goes_out()
        assert self.there.in_public()[-1] == ASIDE

    def is_settled(self) -> None:
        """She says so herself, in private; nothing of it all was ever public."""
        self.there.writes(DONE)
        self.town.story.tick()
        self.page.goto(self.at)
        state = self.page.locator(".complaint-head .badges")
        expect(state).to_contain_text(RESOLVED[self.language])
        self.looks("resolved")
        public = "\n".join(self.there.in_public())
        assert kinds_in(public) == ()
        for words in (self.complaint.reference, "Karsinem", "kamar 5", ANSWER):
            assert words not in public

    def goes_out(self) -> None:
        """The outbox is emptied, and the platform tells us of our own words."""
        self.town.story.tick()
        self.there.echoes()
        self.town.story.tick()

    def looks(self, name: str) -> None:
        """The page is one that everybody can use."""
        self.look(self.page, f"social-{name}-{self.there.name}")

    @property
    def hides(self) -> bool:
        """Whether a comment can be hidden over there."""
        return self.there.hides


def sends(page: Page, **words: str) -> None:
    """Fill a form, look at what would go out, and let it go."""
    for name, text in words.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("form.panel button.btn-primary[type=submit]").click()
    page.locator("button[name=step][value=send]").click()
    page.wait_for_url("**/aduan/C-*")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SocialTown]:
    """One office for all walks: each is on a platform of its own."""
    with social_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture
def walk(town: SocialTown, page: Page, look: Look, request: pytest.FixtureRequest) -> Walk:
    name, language = request.param
    return Walk(town, town.networks[name], page, language, look)


@pytest.mark.expects_noise("status of 422")
@pytest.mark.parametrize("walk", WALKS, indirect=True)
def test_a_public_comment_is_settled_in_private_and_nothing_personal_is_ever_public(
    walk: Walk, another: Another
) -> None:
    walk.begins()
    walk.is_opened()
    walk.is_greeted()
    walk.goes_on_in_private()
    walk.is_answered(another())
    walk.is_settled()
    assert walk.complaint.state == "resolved"
