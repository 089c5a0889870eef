"""Two officers at one complaint, each in a browser of their own: one wins, nobody loses words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Another
from tests.browser.served_desk import ServedDesk, served_desk
from workflow.core.commands import Classify
from workflow.core.roles import Role

TYPED = "Apakah keran di dapur juga mati?\nMohon fotonya."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ServedDesk]:
    """An office with one complaint that is screened and waits at intake."""
    with served_desk(tmp_path) as served:
        screened = Classify(
            complaint=served.story.complaint,
            klass="complaint",
            category="fasilitas_panti",
            safety="none",
        )
        served.story.does(screened)
        yield served


@pytest.mark.expects_noise("status of 409")
def test_the_second_of_two_officers_keeps_the_words_and_reads_what_changed(
    desk: ServedDesk, page: Page, another: Another
) -> None:
    other = another()
    desk.comes(page, "ani", Role.INTAKE_OFFICER)
    desk.comes(other, "budi", Role.INTAKE_OFFICER)
    form = f"{desk.address}/aduan/{desk.reference}/langkah"
    page.goto(f"{form}/ask")
    page.locator("textarea[name=question]").fill(TYPED)
    other.goto(f"{form}/assign")
    other.locator("select[name=unit]").select_option("pstw-jember")
    other.locator("main form button.btn-primary").first.click()
    other.wait_for_url(f"**/aduan/{desk.reference}")
    assert desk.facts.unit == "pstw-jember"

    page.locator("main form button.btn-primary").first.click()
    again = page.locator("button[name=step][value=send]")
    if again.count():
        again.click()
    expect(page.locator("textarea[name=question]")).to_have_value(TYPED)
    expect(page.locator("main")).to_contain_text("PSTW Jember")
    assert desk.facts.state == "assigned"
    assert not desk.story.memory.platform.taken
