"""Browsers by name: what somebody needs to tell their own sign-ins apart, and nothing more.

The header itself is not kept: with its versions it would single a person out.
"""

from web.i18n import translate

# The order counts: most browsers also call themselves Safari, and Chrome.
BROWSERS = (
    ("SamsungBrowser/", "Samsung Internet"),
    ("UCBrowser/", "UC Browser"),
    ("OPR/", "Opera"),
    ("Edg", "Edge"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_of(header: str) -> str:
    """`Firefox|Windows`, out of a User-Agent; a part that is not known stays empty."""
    return f"{_first(BROWSERS, header)}|{_first(SYSTEMS, header)}"


def in_words(device: str) -> str:
    """“Firefox on Windows”."""
    browser, _, system = device.partition("|")
    named = browser or translate("A browser")
    return translate("{browser} on {system}", browser=named, system=system) if system else named


def _first(table: tuple[tuple[str, str], ...], header: str) -> str:
    return next((name for mark, name in table if mark in header), "")
