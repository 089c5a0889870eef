"""What the complaint's page shows of the words of others below it, and one press on them."""

from adapters.memory.inbound import File
from tests.web.desk_story import JEMBER, Desk, DeskOffice, words
from workflow import branches
from workflow.core.roles import Role

BELOW = "c:post-1"


def test_words_of_others_stand_apart_and_become_a_complaint_by_one_press(
    office: DeskOffice, ani: Desk
) -> None:
    reference = office.hears("Water is out", id="m-1", public=True, conversation=f"{BELOW}:sari")
    for number, text in enumerate(("Mine too, since Monday", "Call 081234567890 for help")):
        author = f"stranger.{number}"
        office.hears(text, author, id=f"s-{number}", public=True, reply_to="m-1",
                     conversation=f"{BELOW}:{author}")  # fmt: skip
    office.assigned(reference, JEMBER)
    sri = office.desk("sri", Role.UNIT_STAFF, JEMBER)
    theirs = sri.opens(f"/aduan/{reference}")
    assert "Not words of the complainant" in words(theirs)
    assert "Mine too, since Monday" in words(theirs)
    assert "081234567890" not in theirs
    assert "Make it a complaint of its own" not in theirs
    page = ani.opens(f"/aduan/{reference}")
    assert page.count("Make it a complaint of its own") == 2
    with office.installation.sessions.reading() as db:
        first, second = [row.id for row in branches.remarks(db, office.id(reference))]
    opened = ani.sends(f"/kotak-masuk/{first}/buka")
    assert "Mine too, since Monday" in words(ani.follows(opened))
    assert opened.location != f"/aduan/{reference}"
    ani.opens(f"/aduan/{reference}")
    left = words(ani.follows(ani.sends(f"/kotak-masuk/{second}/biarkan")))
    assert f"Left beside {reference}." in left
    assert "Call [hidden] for help" in left
    assert "Mine too, since Monday" not in left
    assert "Leave it here" not in left
    ani.reads_in("id")
    assert "Ditulis orang lain di bawahnya" in words(ani.opens(f"/aduan/{reference}"))


def test_words_that_somebody_changed_over_there_are_shown_as_they_read_now(
    office: DeskOffice, ani: Desk
) -> None:
    reference = office.hears("Water is out", id="m-1", public=True, conversation=f"{BELOW}:sari")
    office.hears("My name is Tini Wulandari", "tini", id="s-1", public=True, reply_to="m-1",
                 conversation=f"{BELOW}:tini")  # fmt: skip
    platform = office.story.memory.platform
    for event in (
        {"type": "edit", "target": "s-1", "author": "tini", "text": "Mine too", "public": True},
        {"type": "edit", "target": "m-9", "author": "tini", "text": "Not this", "public": True},
    ):
        platform.happens(event)
        for raw in platform.hand_over():
            office.installation.intake.take(raw, office.story.clock.at)
    page = words(ani.opens(f"/aduan/{reference}"))
    assert "Mine too" in page
    assert "Tini Wulandari" not in page


def test_a_complaint_that_is_a_picture_alone_does_not_look_like_nothing(
    office: DeskOffice, ani: Desk
) -> None:
    photo = File(name="roof.pdf", media_type="application/pdf", content="JVBERi0xLjQ=")
    reference = office.hears("", id="m-1", files=[photo])
    for at in ("/aduan", f"/aduan/{reference}"):
        page = words(ani.opens(at))
        assert "No words" in page, at
        assert "confidential" not in page.partition(reference)[2][:40], at
