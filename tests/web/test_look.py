"""What a style sheet can promise: readable colours, the same in the dark, targets to touch."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from web.assets import STATIC
from web.sources import ROOT

TOKEN = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6});")
TEMPLATES = ROOT / "web" / "templates"

TEXT_ON = [
    *((text, ground) for text in ("ink", "ink-2", "accent") for ground in ("desk", "paper")),
    ("on-accent", "accent"), ("on-accent", "accent-strong"), ("accent", "accent-soft"),
    ("on-time", "on-time-soft"), ("due-soon", "due-soon-soft"), ("late", "late-soft"),
    ("paused", "paused-soft"), ("ink", "internal"), ("ink-2", "internal"), ("ink-2", "paused-soft"),
    ("ink", "on-time-soft"), ("ink", "due-soon-soft"), ("ink", "late-soft"), ("late", "paper"),
    ("ink-2", "accent-soft"), ("on-time", "paper"), ("due-soon", "paper"),
]  # fmt: skip
EDGES_ON = [("edge", "paper"), ("edge", "desk"), ("accent", "paper"), ("accent", "desk")]


def _blocks() -> dict[str, dict[str, str]]:
    """The colours by selector."""
    css = (STATIC / "tokens.css").read_text("utf-8")
    found = re.findall(r"(:root[^{]*)\{([^{}]*--desk:[^{}]*)\}", css)
    return {selector.strip(): dict(TOKEN.findall(body)) for selector, body in found}


def _light(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, 0 to 1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_light(one), _light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _sides() -> Iterator[tuple[str, dict[str, str]]]:
    blocks = _blocks()
    yield "light", blocks[":root"]
    yield "dark", blocks[':root[data-theme="dark"]']
    yield "paper", dict(TOKEN.findall((STATIC / "print.css").read_text("utf-8")))


@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_reaches_four_and_a_half_to_one(text: str, ground: str) -> None:
    for side, colours in _sides():
        reached = _contrast(colours[text], colours[ground])
        assert reached >= 4.5, f"{side}: {text} on {ground} is {reached:.2f} to 1"


@pytest.mark.parametrize(("edge", "ground"), EDGES_ON)
def test_edges_of_controls_reach_three_to_one(edge: str, ground: str) -> None:
    for side, colours in _sides():
        reached = _contrast(colours[edge], colours[ground])
        assert reached >= 3, f"{side}: {edge} on {ground} is {reached:.2f} to 1"


def test_a_dark_device_and_a_dark_choice_look_the_same_and_paper_has_no_dark() -> None:
    blocks = _blocks()
    assert dict(_sides())["paper"].keys() == blocks[":root"].keys()
    chosen = blocks[':root[data-theme="dark"]']
    assert chosen == blocks[':root:not([data-theme="light"])']
    assert chosen.keys() == blocks[":root"].keys()


def test_colours_are_named_in_the_tokens_only() -> None:
    css = (STATIC / "app.css").read_text("utf-8")
    css = css.replace("background: #fff;", "", 1)  # a QR code is read on white, in the dark too
    assert not re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(", css)


def test_letters_grow_with_what_the_reader_has_set_and_the_layout_with_them() -> None:
    """WCAG 2.2, 1.4.4. Letters in a drawing grow with it; paper has no reader's setting."""
    fixed = re.compile(r"([^{}]+)\{[^{}]*font(?:-size)?: [^;{}]*\d(?:px|pt)\b")
    for sheet in sorted(STATIC.glob("*.css")):
        css = sheet.read_text("utf-8")
        assert not re.findall(r"@media[^{]*width: [\d.]+px", css), sheet.name
        if sheet.name != "print.css":
            selectors = {found.strip().splitlines()[-1].strip() for found in fixed.findall(css)}
            assert selectors <= {".wordmark-word", ".drawn-words"}, sheet.name


def test_every_word_on_a_citizens_button_stands_on_a_target_to_touch() -> None:
    css = (STATIC / "app.css").read_text("utf-8")
    for selector in (".open .btn", ".switch", ".choice", ".btn-link-plain", ".file", ".brand"):
        body = re.search(rf"(?:^|\n){re.escape(selector)} {{([^}}]*)}}", css)
        assert body, selector
        height = re.search(r"min-height: (\d+)px", body[1])
        assert height, selector
        assert int(height[1]) >= 44, selector


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: p.relative_to(TEMPLATES).as_posix()
)
def test_a_template_holds_no_inline_style_or_script_and_marks_nothing_safe(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape", text)
    html = re.sub(r"\{[{%#].*?[#%}]\}", "", text, flags=re.DOTALL)
    assert not re.search(r'\sstyle="|<style|\son[a-z]+="', html)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))
