"""A supervisor's morning in a real browser: five are about to be late; none of them will be."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Another
from tests.browser.looking import Look
from tests.browser.serving import serving, sign_in
from tests.browser.views import PHONE, seen
from tests.story import Story, tell
from tests.web.conftest import CHEAP, hire
from web.app import make_app
from workflow.core.facts import Facts
from workflow.core.folding import fold
from workflow.core.roles import Role
from workflow.store import complaints
from workflow.store.models import ComplaintRow

MATTERS = ("Atap bocor", "Kamar mandi licin", "Lampu mati", "Air keruh", "Pagar roboh")


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    """Five complaints at PSTW Jember, four working days old; a sixth is a day old."""
    told = tell(tmp_path)
    told.tick()
    for number, matter in enumerate(MATTERS):
        told.files(f"{matter} di panti.", email=f"warga{number}@warga.example")
        told.assign()
    told.wait("4 working days")
    told.tick()
    told.files("Kipas angin mati.", email="warga9@warga.example")
    told.assign("rsbn-malang")
    told.tick()
    yield told
    told.office.close()


@pytest.fixture
def desk(story: Story) -> Iterator[str]:
    """The address of an office with a supervisor."""
    app = make_app(story.office, passwords=CHEAP)
    hire(app, "sari", Role.SUPERVISOR)
    hire(app, "joko", Role.ADMINISTRATOR)
    with serving(app) as address:
        yield address


def facts_of(story: Story, reference: str) -> Facts:
    """What a complaint's history amounts to."""
    with story.office.sessions.reading() as db:
        row = complaints.by_reference(db, reference)
        assert isinstance(row, ComplaintRow)
        return fold(complaints.history(db, row.id).events)


def picked(page: Page, count: int) -> list[str]:
    """The first rows that are still there, picked."""
    boxes = page.locator("input[name=which]")
    found = []
    for nth in range(count):
        boxes.nth(nth).check()
        found.append((boxes.nth(nth).get_attribute("value") or "").partition("~")[0])
    return found


def test_five_about_to_be_late_are_found_extended_and_given_to_others(
    story: Story, desk: str, page: Page
) -> None:
    sign_in(page, desk, "sari")
    page.locator(".side-bar a[href='/ikhtisar']").click()
    page.locator(".tile-soon a").click()
    rows = page.locator(".work-row")
    expect(rows).to_have_count(len(MATTERS))

    [extended] = picked(page, 1)
    page.locator("button[formaction*='/extend']").click()
    page.locator("[name=count]").fill("10")
    page.locator("[name=ground]").select_option(index=1)
    page.locator("[name=letter]").fill("Kami menunggu tukang; jawaban menyusul.")
    page.locator("main form.many button[type=submit]").first.click()
    expect(page.locator(".letter-text")).to_contain_text("Kami menunggu tukang")
    story.office.second_thoughts.wait = timedelta(seconds=10)
    page.locator("button[value=send]").click()
    expect(page.locator(".many-waits")).to_have_count(1)
    page.locator(".waiting-act button").press("Enter")  # thinks again: all is as it was
    expect(page.locator("[name=letter]")).to_have_value(re.compile("Kami menunggu tukang"))
    expect(page.locator("[name=which]")).to_have_value(re.compile(extended))
    page.locator("main form.many button[type=submit]").first.click()
    story.office.second_thoughts.wait = timedelta(0)
    page.locator("button[value=send]").click()
    expect(page.locator(".many-done")).to_have_count(1)

    page.goto(f"{desk}/ikhtisar")
    page.locator(".tile-soon a").click()
    expect(rows).to_have_count(len(MATTERS) - 1)
    moved = picked(page, 2)
    page.locator("button[formaction*='/assign']").click()
    page.locator("[name=unit]").select_option("pstw-magetan")
    page.locator("main form.many button[type=submit]").first.click()
    page.locator("button[value=send]").click()
    expect(page.locator(".many-done")).to_have_count(2)

    clock = facts_of(story, extended).clocks["first_response"]
    assert str(clock.extended_by) == "10 working days"
    assert all(facts_of(story, reference).unit == "pstw-magetan" for reference in moved)

    page.goto(f"{desk}/ikhtisar")
    assert page.locator(".tile-late .tile-count").inner_text() == "0"
    page.goto(f"{desk}/ikhtisar/daftar?unit=pstw-magetan")
    expect(rows).to_have_count(2)


def test_the_figures_of_the_office_are_for_everybody(
    desk: str, page: Page, another: Another, look: Look
) -> None:
    look(page, "figures", f"{desk}/angka")
    sign_in(page, desk, "sari")
    look(page, "overview", f"{desk}/ikhtisar")
    look(page, "overview-rows", f"{desk}/ikhtisar/daftar")
    keeper = another()
    sign_in(keeper, desk, "joko")
    look(keeper, "overview-numbers", f"{desk}/ikhtisar")
    expect(keeper.locator("main a[href*='/ikhtisar/daftar']")).to_have_count(0)


@seen(PHONE, script=False)
def test_figures_and_tables_open_without_a_script(desk: str, page: Page) -> None:
    sign_in(page, desk, "sari")
    page.goto(f"{desk}/ikhtisar")
    weeks = page.locator(".part-weeks")
    weeks.locator("summary").click()
    weeks.locator("td a").first.click()
    expect(page.locator(".work-row").first).to_be_visible()
