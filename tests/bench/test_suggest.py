"""How often suggestions are right: what is printed, and that it does not get worse unseen."""

from pathlib import Path

import pytest

from web.bench.figures import Figure
from web.bench.stage import Stage
from web.bench.suggest import measure

LEAST = {
    "category, first, held-back third": 0.8,
    "category, first three, held-back third": 0.93,
    "unit, first, held-back third": 0.75,
    "unit, first three, held-back third": 0.85,
    "unit that it is about, held-back third": 0.9,
    "category, first, first day, rules alone": 0.35,
    "category, first three, first day, rules alone": 0.65,
    "unit, first, first day, rules alone": 0.4,
    "unit, first three, first day, rules alone": 0.55,
    "unit that it is about, first day, rules alone": 0.9,
    "category, first, new wordings": 0.4,
    "told again, in the first five": 0.7,
    "told in other words, in the first five": 0.9,
}


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figure]:
    folder: Path = tmp_path_factory.mktemp("bench")
    return {figure.name: figure for figure in measure(Stage(600, folder))}


def test_every_figure_is_a_share_of_what_was_asked(figures: dict[str, Figure]) -> None:
    assert set(figures) == set(LEAST)
    for figure in figures.values():
        assert 0 < figure.ours <= figure.limit == 1.0
        assert figure.size > 0


@pytest.mark.parametrize(("name", "share"), LEAST.items())
def test_suggestions_stay_as_good_as_they_were(
    figures: dict[str, Figure], name: str, share: float
) -> None:
    assert figures[name].ours >= share
