"""What a reply to our answer says of it, as far as plain and short words can tell.

A guess only where it is safe to guess; everything else is read by people.
"""

import re

_NOT = re.compile(
    r"\b(?:belum|blm|blum|tidak|tdk|ndak|nggak|gak|ga|bukan|durung|kurang|masih|msh|not|never|"
    r"still|isn't|hasn't)\b",
    re.IGNORECASE,
)
_SOLVED = re.compile(
    r"\b(?:sudah|sdh|udah|wis|sampun|it is|it's)?\s*(?:selesai|tuntas|beres|teratasi|rampung|"
    r"solved|resolved|fixed)\b|^\W*(?:sudah|sampun|yes)\W*$",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\b(?:terima\s?kasih|trims|makasih|mksh|tks|thanks?|thank you|matur\s?nuwun|suwun|sama-sama|"
    r"baik|ok|oke|siap|amin|sae)\b",
    re.IGNORECASE,
)
_PLEASANTRY = re.compile(
    r"\b(?:pak|bu|ibu|bapak|min|admin|kak|mas|mbak|banyak|atas|jawabannya|bantuannya|infonya|"
    r"informasinya|penjelasannya|nggih|sekali|very|much|for|the|your|you|help|answer|so|"
    r"dan|semoga|sehat|selalu|sukses|salam|wassalam|hormat|kami|saya|dear|regards)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
SHORT = 12
"""Words; a longer message is always read by a person."""


def reading_of(text: str) -> str:
    """What a reply to our answer says of it: `solved`, `not_solved`, `thanks`, or empty.

    Only the plain and short is read by rule; whatever is unclear goes back to people.
    """
    words = _WORD.findall(text)
    if _NOT.search(text):
        return "not_solved"
    if len(words) > SHORT or "?" in text:
        return ""
    rest = _PLEASANTRY.sub("", _THANKS.sub("", text))
    if not _WORD.search(rest):
        return "thanks"
    if _SOLVED.search(rest) and not _WORD.search(_SOLVED.sub("", rest)):
        return "solved"
    return ""
