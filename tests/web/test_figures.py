"""The public figures: the page, the picture and the file say the same, and hide the few."""

import csv
import re
from datetime import timedelta
from io import BytesIO, StringIO

from flask import Flask
from openpyxl import load_workbook

from tests.story import HEAD, Story
from tests.web.conftest import Visitor
from tests.web.desk_story import words


def filed(story: Story, count: int, unit: str = "pstw-jember") -> None:
    """So many complaints, each assigned to a unit."""
    for _ in range(count):
        story.files("Lampu mati.")
        story.assign(unit)


def answered(story: Story, count: int) -> None:
    """So many complaints that PSTW Jember has answered."""
    for _ in range(count):
        filed(story, 1)
        story.act("respond", HEAD, answer="Sudah diganti.", evidence="foto")


def rows(text: str) -> list[list[str]]:
    """The rows of a CSV file."""
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))


def test_anybody_sees_what_was_received_and_answered_in_time(
    app: Flask, story: Story, visitor: Visitor
) -> None:
    answered(story, 6)
    filed(story, 7, "rsbn-malang")
    page = visitor.opens("/angka")
    assert "Received 13" in words(page)
    assert re.search(r"RSBN Malang 7 ", words(page))
    [header, *lines] = rows(visitor.client.get("/angka/tabel.csv?tahun=2026").text)
    assert header[0] == "Unit"
    assert [line[:2] for line in lines] == [
        ["RSBN Malang", "7"], ["PSTW Jember", "6"], ["All together", "13"]
    ]  # fmt: skip


def test_a_share_stands_with_its_n_and_lateness_lowers_it(
    app: Flask, story: Story, visitor: Visitor
) -> None:
    filed(story, 6)
    story.wait("30 days")
    story.tick()
    answered(story, 6)
    story.tick()
    page = words(visitor.opens("/angka"))
    assert "50% (n = 12)" in page
    saved = visitor.client.get("/angka/tabel.xlsx")
    sheet = load_workbook(BytesIO(saved.data)).active
    assert sheet is not None
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[1][:5] == ("PSTW Jember", 12, 12, 6, 50)


def test_figures_about_a_few_are_not_told(app: Flask, story: Story, visitor: Visitor) -> None:
    filed(story, 4)
    page = words(visitor.opens("/angka"))
    assert "too few complaints" in page
    assert "PSTW Jember" not in page
    filed(story, 6, "rsbn-malang")
    assert "too few complaints" in words(visitor.opens("/angka"))  # counted again in a while
    story.clock.at += timedelta(minutes=10)
    page = words(visitor.opens("/angka"))
    assert "As of 16 Nov 2026" in page
    assert "PSTW Jember" not in page
    assert "Others, 2 units with few each 10" in page


def test_a_year_that_is_not_there_is_this_one(story: Story, visitor: Visitor) -> None:
    filed(story, 5)
    assert rows(visitor.client.get("/angka/tabel.csv?tahun=1999").text) == rows(
        visitor.client.get("/angka/tabel.csv").text
    )
    visitor.opens("/angka/tabel.pdf", status=404)


def test_the_picture_has_words_for_who_cannot_see_it(story: Story, visitor: Visitor) -> None:
    answered(story, 6)
    story.wait("1 hour")
    story.tick()
    page = visitor.opens("/angka")
    drawn = re.search(r'<div class="drawn-bars".*?</div>', page, re.DOTALL)
    assert drawn
    for named in re.findall(r'aria-labelledby="(\S+) (\S+)"', drawn[0])[0]:
        assert f'id="{named}"' in drawn[0]
    assert "Answered within 14 days, by unit</span>" in drawn[0]
    assert "100% of 6" in drawn[0]
    assert " style=" not in page
