"""HTML mail made safe for the page, and its text.

Everything goes through nh3 first: what is shown and what is read is well-formed and of
known tags. No scripts, styles, images or anything remote comes out of here.
"""

import re
from dataclasses import dataclass
from html import unescape

import nh3

from adapters.email.charset import clean
from adapters.email.page_text import BLOCKS, VOID, words_in

LONGEST_HTML = 500_000
"""Characters of markup that are read."""

LONGEST_SHOWN = 200_000
"""Characters of clean markup kept for the page; above it the page shows the text."""

LONGEST_TAG = 8_192
DEEPEST = 500
"""Open elements: the time of an HTML parser grows with their square."""

_INLINE = frozenset(
    {"a", "abbr", "b", "big", "br", "code", "del", "em", "font", "i", "img", "ins", "kbd", "q", "s",
     "small", "span", "strike", "strong", "sub", "sup", "td", "th", "tt", "u", "wbr"}
)  # fmt: skip
_SHOWN = (BLOCKS | _INLINE) - {"body", "html", "img", "font", "form", "fieldset", "span", "nav"}
_UNSEEN = frozenset(
    {"head", "iframe", "math", "noscript", "object", "script", "style", "svg", "template",
     "textarea", "title", "xml"}
)  # fmt: skip
_NEVER_DEEP = VOID | {"p", "li", "td", "th", "tr", "meta", "link", "input", "dd", "dt"}
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_SPANS = frozenset({"colspan", "rowspan"})

_SHOW = nh3.Cleaner(
    tags=_SHOWN,
    clean_content_tags=_UNSEEN,
    attributes={"a": {"href", "title"}, "td": _SPANS, "th": _SPANS},
    url_schemes=_SCHEMES,
    link_rel="noopener noreferrer nofollow ugc",
)
_READ = nh3.Cleaner(
    tags=BLOCKS | _INLINE,
    clean_content_tags=_UNSEEN,
    attributes={"*": {"class", "hidden", "id", "style", "type"}, "a": {"href"}, "img": {"alt"}},
    url_schemes=_SCHEMES,
    link_rel=None,
)
_LONG_TAG = re.compile(rf"<[a-zA-Z/!?][^<>]{{{LONGEST_TAG},}}>?")
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_FOR_OUTLOOK = re.compile(
    r"<!--\[if(?![^\]]{0,200}\]><!-)(?:(?!<!\[endif\]).){0,20000}<!\[endif\]-->", re.DOTALL
)
"""What only Outlook shows; the same words are there for all others."""

_CONDITION = re.compile(r"<!(?:--)?\[(?:if|endif)[^>]*>|<!\[endif\](?:--)?>")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Markup:
    """`shown` is safe on a page, empty where the mail is too large or too deep for that.

    `text` holds marks of `quote_marks`; `is_cut` tells that not all of it was read.
    """

    shown: str
    text: str
    is_cut: bool = False


def read_markup(written: str, *, wants_text: bool = True) -> Markup:
    """HTML as it came, read within bounds."""
    bounded = _CONDITION.sub("", _FOR_OUTLOOK.sub("", written[:LONGEST_HTML]))
    bounded = _LONG_TAG.sub("", bounded)
    is_cut = len(written) > LONGEST_HTML
    if _is_bottomless(bounded):
        text = _SPACE.sub(" ", unescape(_TAG.sub(" ", bounded))).strip() if wants_text else ""
        return Markup("", text, is_cut=True)
    shown = clean(_SHOW.clean(bounded)).strip()
    text = words_in(clean(_READ.clean(bounded))) if wants_text else ""
    return Markup(shown if len(shown) <= LONGEST_SHOWN else "", text, is_cut)


def charset_in(data: bytes) -> str:
    """The charset that markup names for itself."""
    found = _CHARSET.search(data[:4096])
    return found[1].decode("ascii", "replace") if found else ""


def _is_bottomless(markup: str) -> bool:
    """Whether so many elements are left open that parsing would take too long."""
    depth = deepest = 0
    for closes, name in _TAG_NAME.findall(markup):
        if name.lower() not in _NEVER_DEEP:
            depth += -1 if closes else 1
            deepest = max(deepest, depth)
    return deepest > DEEPEST
