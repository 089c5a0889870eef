"""The mail inside an opaque S/MIME signature (RFC 8551, RFC 5652 5.2).

Only unwraps: the signature is not checked here, and encrypted content stays closed.
"""

_SIGNED = bytes.fromhex("06092a864886f70d010702")
_DATA = bytes.fromhex("06092a864886f70d010701")
_EXPLICIT, _OCTETS, _OCTETS_IN_PIECES = 0xA0, 0x04, 0x24
_INDEFINITE, _LONG, _DEEPEST = 0x80, 0x80, 4
_SEARCHED = 256
"""Bytes in which the two object ids must stand."""


def signed_content(data: bytes) -> bytes:
    """What was signed; empty if `data` is no signature that holds its text."""
    signed = data.find(_SIGNED, 0, _SEARCHED)
    inner = data.find(_DATA, signed, signed + _SEARCHED) if signed >= 0 else -1
    if inner < 0:
        return b""
    try:
        tag, _, start, _ = _element(data, inner + len(_DATA))
        return b"".join(_octets(data, start, 0)[0]) if tag == _EXPLICIT else b""
    except IndexError:
        return b""


def _element(data: bytes, place: int) -> tuple[int, bool, int, int]:
    """Tag, whether the length is open (BER), and where the content starts and ends."""
    tag, first = data[place], data[place + 1]
    start = place + 2
    if first < _LONG:
        return tag, False, start, start + first
    if first == _INDEFINITE:
        return tag, True, start, len(data)
    size = first & ~_LONG
    return (
        tag,
        False,
        start + size,
        start + size + int.from_bytes(data[start : start + size], "big"),
    )


def _octets(data: bytes, place: int, depth: int) -> tuple[list[bytes], int]:
    """The pieces of one octet string, and where it ends."""
    tag, is_open, start, end = _element(data, place)
    if tag == _OCTETS:
        return [data[start:end]], end
    if tag != _OCTETS_IN_PIECES or depth > _DEEPEST:
        return [], len(data)
    pieces: list[bytes] = []
    place = start
    while place < min(end, len(data) - 1) and data[place]:
        found, place = _octets(data, place, depth + 1)
        pieces += found
    return pieces, place + 2 if is_open else end
