"""Which unit is proposed, and what is said for it."""

from collections import Counter

from workflow.core.owners import ABOVE, BEFORE, NAMED, PLACE, USUAL, Given, Matter, owners
from workflow.core.policy import Category, Policy, Unit


def unit(id: str, kind: str, place: str = "Surabaya", superior: str = "") -> Unit:
    return Unit(id=id, name=id, kind=kind, place=place, superior=superior, handles=kind != "DESK")


UNITS = (
    unit("house", "HOUSE", superior="top"),
    unit("top", "TOP"),
    unit("home-jember", "HOME", "Jember", "house"),
    unit("home-blitar", "HOME", "Blitar", "house"),
    unit("home-malang", "HOME", "Malang", "house"),
    unit("home-tuban", "HOME", "Tuban", "house"),
    unit("desk", "DESK"),
)
CARE = Category(id="care", name_id="", name_en="", units=("HOME", "HOUSE"))
OURS = Category(id="ours", name_id="", name_en="", units=("DESK", "TOP"))
POLICY = Policy(
    version="owners",
    office="",
    office_en="",
    timezone="Asia/Jakarta",
    units={one.id: one for one in UNITS},
    classes={},
    categories={"care": CARE, "ours": OURS},
    agencies={},
    reasons={},
    rules=(),
)
NOTHING = Given()


def first(matter: Matter, given: Given = NOTHING) -> tuple[str, tuple[str, ...]]:
    best = owners(POLICY, matter, given)[0]
    return best.unit, best.reasons


def test_the_only_unit_of_a_usual_kind_is_proposed() -> None:
    assert first(Matter(category="care")) == ("house", (USUAL,))


def test_one_of_many_alike_is_no_suggestion() -> None:
    proposed = [one.unit for one in owners(POLICY, Matter(category="care"), NOTHING)]
    assert proposed == ["house"]


def test_its_town_singles_one_out() -> None:
    found = first(Matter(category="care", places=("malang",)))
    assert found == ("home-malang", (PLACE, USUAL))


def test_a_named_unit_goes_before_a_named_town() -> None:
    matter = Matter(category="care", places=("malang",), named=("home-tuban",))
    assert first(matter) == ("home-tuban", (NAMED, USUAL))


def test_a_town_says_nothing_for_units_that_have_nothing_to_do_with_it() -> None:
    assert owners(POLICY, Matter(category="ours", places=("malang",)), NOTHING)[0].unit == "top"


def test_where_such_complaints_went_before_counts() -> None:
    given = Given({"care": Counter({"home-blitar": 9, "house": 1})})
    assert first(Matter(category="care"), given) == ("home-blitar", (BEFORE, USUAL))


def test_words_that_went_to_a_kind_before_make_it_usual() -> None:
    found = owners(POLICY, Matter(category="care", kinds=("TOP", "HOUSE")), NOTHING)
    assert (
        found[0].points
        < owners(POLICY, Matter(category="care", kinds=("HOUSE",)), NOTHING)[0].points
    )


def test_a_unit_that_it_is_about_never_owns_it_and_the_one_above_hears_it() -> None:
    matter = Matter(category="care", named=("home-jember",), about="home-jember")
    found = owners(POLICY, matter, NOTHING)
    assert (found[0].unit, found[0].reasons[0]) == ("house", ABOVE)
    assert "home-jember" not in [one.unit for one in found]


def test_a_desk_that_handles_nothing_is_not_proposed() -> None:
    assert [one.unit for one in owners(POLICY, Matter(category="ours"), NOTHING)] == ["top"]


def test_where_nothing_is_known_nothing_is_proposed() -> None:
    assert owners(POLICY, Matter(category=""), NOTHING) == ()
    assert owners(POLICY, Matter(category="retired"), NOTHING) == ()
