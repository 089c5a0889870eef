"""What the office's own mail server found out about a mail: sender, network and spam.

Only headers that our server writes are believed for the sender check (RFC 8601 5: the
topmost ones with its own name); anybody can write such a header into a mail. A spam mark
is believed from anyone, since claiming it helps nobody.
"""

import re
from datetime import datetime
from ipaddress import ip_address, ip_network

from adapters.email.charset import decode
from adapters.email.dates import date_of
from adapters.email.headers import Headers
from workflow.core.messages import Check

LONGEST = 8_192
_COMMENT = re.compile(r"\([^()]*\)")
_MOST_NESTED = 5
_STRING = re.compile(r'"(?:\\.|[^"\\])*"?')
_RESULT = re.compile(
    r"\s*([a-z0-9-]+)\s*(?:/\s*\d+)?\s*=\s*([a-z]+)(.*)", re.IGNORECASE | re.DOTALL
)
_PROPERTY = re.compile(r"([a-z0-9-]+\.[a-z0-9_-]+)\s*=\s*(\S+)", re.IGNORECASE)
_SERVER = re.compile(r"\s*([^\s;]+)")

_HANDED = re.compile(r"\s*from\s(.*?)\sby\s+([^\s;()]+)", re.IGNORECASE | re.DOTALL)
_IN_BRACKETS = re.compile(r"\[([0-9a-f:.]{2,45}|ipv6:[0-9a-f:.]{2,45})\]", re.IGNORECASE)
_V4 = 4
_V4_BITS, _V6_BITS = 24, 48
"""Bits of an address that name whoever rents it: a small provider, an office, a house."""

_YES = re.compile(r"\s*(?:yes|true|spam|1|\*{5,})\b", re.IGNORECASE)
_SPAM_FLAGS = (
    "x-spam-flag", "x-spam-status", "x-spam", "x-bogosity", "x-dspam-result", "x-gm-spam",
    "x-barracuda-spam-flag", "x-rspamd-action-spam", "x-is-spam", "x-mdspam-flag", "x-zoho-spam",
)  # fmt: skip
_SPAM_WORDS = {
    "x-forefront-antispam-report": re.compile(r"\bSFV:SPM\b|\bSCL:[5-9]\b", re.IGNORECASE),
    "x-ms-exchange-organization-scl": re.compile(r"\s*[5-9]\b"),
    "x-spamd-result": re.compile(r"default:\s*True\b", re.IGNORECASE),
    "x-spamd-bar": re.compile(r"\s*\+{6,}"),
    "x-microsoft-antispam-mailbox-delivery": re.compile(r"\bdest:J\b"),
}


def sender_check(headers: Headers, server: str, domain: str) -> Check:
    """Whether the address in From, of `domain`, is really its sender's.

    `server` is the authserv-id that our receiving server writes; empty if there is none.
    """
    if not server or not domain or len(headers.every("from")) != 1:
        return Check.UNKNOWN
    results = [result for field in _trusted(headers, server) for result in _results(field)]
    dmarc = [verdict for method, verdict, found in results
             if method == "dmarc" and found.get("header.from", domain) == domain]  # fmt: skip
    if dmarc:
        return {"pass": Check.PASSED, "fail": Check.FAILED}.get(dmarc[0], _aligned(results, domain))
    return _aligned(results, domain)


def network_of(headers: Headers, server: str) -> str:
    """Who handed the mail to our server: its network as `192.0.2.0/24` (or a /48), else empty."""
    handed = _handed(headers, server)
    for written in reversed(_IN_BRACKETS.findall(handed[1])) if handed else ():
        try:
            address = ip_address(written.lower().removeprefix("ipv6:"))
        except ValueError:
            continue
        bits = _V4_BITS if address.version == _V4 else _V6_BITS
        return str(ip_network(f"{address}/{bits}", strict=False))
    return ""


def reached_at(headers: Headers, server: str) -> datetime | None:
    """When the mail reached our server, by its own word; none where it says nothing."""
    handed = _handed(headers, server)
    _, parted, written = handed.string.rpartition(";") if handed else ("", "", "")
    return date_of(written.strip()) if parted else None


def _handed(headers: Headers, server: str) -> re.Match[str] | None:
    """From whom our server took the mail, and when.

    Only the topmost Received counts, and only if it says that `server` wrote it: those
    below are the sender's to invent (RFC 5321 4.4).
    """
    top = decode(headers.raw("received")[:LONGEST]).replace("\n", " ")
    handed = _HANDED.match(top)
    ours = handed and server and handed[2].lower() == server.lower()
    return handed if ours else None


def is_spam(headers: Headers) -> bool:
    """Whether a filter on the way has called the mail spam."""
    return any(_YES.match(headers.text(name)) for name in _SPAM_FLAGS if name in headers) or any(
        pattern.search(headers.text(name))
        for name, pattern in _SPAM_WORDS.items()
        if name in headers
    )


_Result = tuple[str, str, dict[str, str]]


def _trusted(headers: Headers, server: str) -> list[str]:
    """The run of our server's results above everything that came from outside."""
    out: list[str] = []
    for name, value in headers.fields:
        if name == "authentication-results":
            text = _plain(decode(value[:LONGEST]))
            written = _SERVER.match(text)
            if not written or written[1].lower() != server.lower():
                break
            out.append(text[written.end() :])
        elif name == "received" and out:
            break
    return out


def _plain(text: str) -> str:
    """Without comments and quoted strings, in which a sender may hide a result."""
    text = _STRING.sub("quoted", text.replace("\n", " "))
    for _ in range(_MOST_NESTED):
        text = _COMMENT.sub(" ", text)
    return text.partition("(")[0]


def _results(text: str) -> list[_Result]:
    out: list[_Result] = []
    for part in text.split(";")[1:]:
        found = _RESULT.match(part)
        if found:
            properties = {
                name.lower(): value.lower() for name, value in _PROPERTY.findall(found[3])
            }
            out.append((found[1].lower(), found[2].lower(), properties))
    return out


def _aligned(results: list[_Result], domain: str) -> Check:
    """Without a DMARC verdict: a signature or a permitted server of the same domain."""
    passed = any(
        verdict == "pass" and _same(domain, _domain(method, found))
        for method, verdict, found in results
    )
    if passed:
        return Check.PASSED
    failed = {method for method, verdict, _ in results if verdict == "fail"}
    return Check.FAILED if "spf" in failed and "dkim" not in _passed(results) else Check.UNKNOWN


def _passed(results: list[_Result]) -> set[str]:
    return {method for method, verdict, _ in results if verdict == "pass"}


def _domain(method: str, found: dict[str, str]) -> str:
    """The domain that a result is about; empty for a method that proves no domain."""
    if method == "dkim":
        return found.get("header.d") or found.get("header.i", "").rpartition("@")[2]
    return found.get("smtp.mailfrom", "").rpartition("@")[2] if method == "spf" else ""


def _same(domain: str, other: str) -> bool:
    """Relaxed alignment: one is the other or stands below it, and both have a dot."""
    if "." not in other or "." not in domain:
        return False
    return domain == other or domain.endswith(f".{other}") or other.endswith(f".{domain}")
