"""Addresses and Message-IDs out of header fields, however they are written.

Reads what RFC 5322 allows and what is in use beside it: names without quotes that hold
commas or an address, missing brackets, unclosed quotes, encoded words everywhere.
"""

import re
from dataclasses import dataclass

from adapters.email.charset import clean, decode
from adapters.email.words import LONGEST_VALUE, words_of

MOST_ADDRESSES = 500
MOST_IDS = 100
LONGEST_ADDRESS = 320
"""RFC 5321: 64 octets before the @, 255 after it."""

LONGEST_ID = 998

_TOKEN = re.compile(
    r"""(?P<quoted>"(?:\\(?:.|\Z)|[^"\\])*(?:"|\Z))
       |(?P<comment>\((?:\\(?:.|\Z)|[^()\\])*(?:\)|\Z))
       |(?P<angle><[^<>]*>?)
       |(?P<mark>[,;:])
       |(?P<text>[^,;:<>"()]+|.)""",
    re.VERBOSE | re.DOTALL,
)
_PLAIN = re.compile(r"[^\s<>\"(),;:\[\]\\@]{1,64}@(?:\w[\w.-]{0,254}(?<![.-])|\[[^\s\]]{1,50}\])")
_QUOTED_LOCAL = re.compile(r'"(?:\\.|[^"\\]){1,64}"@[^\s<>"(),;:\\@]+')
_ID = re.compile(r"<([^<>]{1,998})>")
_BARE_ID = re.compile(r"[^\s<>,;\"()@]{1,250}@[^\s<>,;\"()@]{1,250}")
_ESCAPED = re.compile(r"\\(.)")
_ROUTE = re.compile(r"@[^:@]{1,255}(?:,@[^:@]{1,255})*:(?=.*@)")
"""Servers to go through, before the address (RFC 5322 4.4); nobody goes that way."""

_NO_QUOTES_NEEDED = re.compile(r'"([\w!#$%&*+/=?^`{|}~.\x27-]+)"@')
_EMPTY_BRACKETS = re.compile(r"\[\s*\]|\(\s*\)|<\s*>")
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that write the next letters backwards: no name needs them, and they hide one."""
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Address:
    """`address` in lower case (empty where none could be read), `name` as people read it."""

    address: str
    name: str = ""

    @property
    def local(self) -> str:
        return self.address.rpartition("@")[0]

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def addresses_of(raw: bytes) -> list[Address]:
    """Every address of one field, without groups' names and without empty entries."""
    text = decode(raw[:LONGEST_VALUE]).replace("\n", "")
    found = _found_in(text)
    if "=?" in text and not any(one.address for one in found):
        text = words_of(text)  # the address is encoded with the name
        found = _found_in(text)
    if not any(one.address for one in found):
        # An unclosed quote or bracket has swallowed it: take what looks like an address.
        loose = _PLAIN.search(text)
        return [Address(_tidy(loose[0]), _name(text[: loose.start()]))] if loose else found
    return found


def _found_in(text: str) -> list[Address]:
    found: list[Address] = []
    for entry in _entries(text):
        if len(found) == MOST_ADDRESSES:
            break
        if one := _address(entry):
            found.append(one)
    return found


def plain_addresses(text: str) -> list[str]:
    """Everything in running text that looks like an address, in order, each once."""
    return list(dict.fromkeys(_tidy(found[0]) for found in _PLAIN.finditer(text)))


def ids_of(raw: bytes) -> tuple[str, ...]:
    """Message-IDs with their brackets, unfolded, each once, the first and last of many."""
    text = decode(raw[:LONGEST_VALUE])
    if "=?" in text:
        # Decoded here, where what is hidden in it loses its line breaks: whoever writes an
        # answer puts these ids into a header.
        text = words_of(text)
    found = [f"<{clean(_SPACE.sub('', one))}>" for one in _ID.findall(text) if one.strip()]
    if not any("@" in one for one in found):
        found = [f"<{one}>" for one in _BARE_ID.findall(text)] or found
    if not found and text.strip() and " " not in text.strip():
        found = [f"<{text.strip()[:LONGEST_ID]}>"]
    unique = list(dict.fromkeys(found))
    return tuple(unique if len(unique) <= MOST_IDS else unique[:1] + unique[1 - MOST_IDS :])


def _entries(text: str) -> list[list[tuple[str, str]]]:
    """The tokens of each address: fields are split at commas, groups lose their name."""
    entries: list[list[tuple[str, str]]] = [[]]
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup or "text"
        if kind != "mark":
            entries[-1].append((kind, token[0]))
        elif token[0] != ":":
            entries.append([])
        elif "@" not in "".join(value for _, value in entries[-1]):
            entries[-1] = []  # the name of a group, or "mailto"
        else:
            entries[-1].append(("text", ":"))
    return _with_names(entries)


def _with_names(entries: list[list[tuple[str, str]]]) -> list[list[tuple[str, str]]]:
    """`Santoso, Budi <b@example.org>` without quotes is one address, not two."""
    out: list[list[tuple[str, str]]] = []
    waiting: list[tuple[str, str]] = []
    for entry in entries:
        written = "".join(value for _, value in entry)
        if written.strip() and "@" not in written:
            waiting += [*entry, ("text", ", ")]
        elif any(kind == "angle" for kind, _ in entry):
            out.append(waiting + entry)
            waiting = []
        else:
            out += [waiting, entry] if waiting else [entry]
            waiting = []
    return [*out, waiting] if waiting else out


def _address(entry: list[tuple[str, str]]) -> Address | None:
    """Brackets hold the address and the rest the name; without brackets a comment may."""
    angles = [value.strip("<>") for kind, value in entry if kind == "angle"]
    written = next((angle for angle in reversed(angles) if "@" in angle), None)
    rest = "".join(value for kind, value in entry if kind in {"quoted", "text"})
    words = "".join(map(_unquoted, entry))
    comments = " ".join(value.strip("()") for kind, value in entry if kind == "comment")
    if written is not None:
        return Address(_tidy(written), _name(words) or _name(comments))
    quoted = _QUOTED_LOCAL.search(rest)
    plain = quoted or _PLAIN.search(rest)
    if plain:
        name = rest[: plain.start()] + rest[plain.end() :]
        return Address(_tidy(plain[0]), _name(name) or _name(comments))
    name = _name(words) or _name(" ".join(angles))
    return Address("", name) if name else None


def _unquoted(token: tuple[str, str]) -> str:
    kind, value = token
    if kind == "quoted":
        return _ESCAPED.sub(r"\1", value[1:].removesuffix('"'))
    return value if kind == "text" else ""


def _name(text: str) -> str:
    words = words_of(text.strip().rstrip(","))
    words = words if words.isascii() else _TURNED.sub("", words)
    words = _SPACE.sub(" ", _EMPTY_BRACKETS.sub("", words)).strip(' "\t<>')
    is_quoted = words.startswith("'") and words.endswith("'")
    return words.strip("'") if is_quoted or words.count("'") % 2 else words


def _tidy(address: str) -> str:
    """Lower case, no spaces, brackets, `mailto:` or trailing dot; empty if it is too long."""
    written = words_of(address).strip()
    if _QUOTED_LOCAL.fullmatch(written):
        bare = _NO_QUOTES_NEEDED.sub(r"\1@", written)
    else:
        bare = _SPACE.sub("", written).removeprefix("mailto:").strip("<>'\".,;")
    bare = _ROUTE.sub("", bare, count=1)
    return clean(bare.lower()) if len(bare) <= LONGEST_ADDRESS else ""
