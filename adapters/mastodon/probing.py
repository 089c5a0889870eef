"""The test button: whether the token is good, for our account, with the right permissions.

Asks only what changes nothing; never raises.
"""

from adapters.documents import BadDocument
from adapters.fields import Fields
from adapters.mastodon.inbound import Office
from adapters.mastodon.wire import Line
from workflow.core.messages import Probe, Trouble

NEEDED = ("read:notifications", "read:statuses", "write:statuses")


def probe_of(line: Line, office: Office, limit: int) -> tuple[Probe, ...]:
    """What was tried: `sign_in`, then `permissions` and `limit` if that went well."""
    code, who = _asked(line, "/api/v1/accounts/verify_credentials")
    name = _line(who, "acct")
    if not code and name.casefold() != office.name.casefold():
        code = "other-account" if name else "strange-answer"
    if code:
        return (Probe(what="sign_in", code=code, detail=name),)
    return (Probe(what="sign_in", detail=name), _permissions(line), _limit(line, limit))


def _permissions(line: Line) -> Probe:
    """What the token may do; servers before Mastodon 4.3 do not tell."""
    code, app = _asked(line, "/api/v1/apps/verify_credentials")
    given = _scopes(app)
    missing = [one for one in NEEDED if one not in given and one.partition(":")[0] not in given]
    if code or not given:
        return Probe(what="permissions", detail="not told")
    trouble = "no-permission" if missing else ""
    return Probe(what="permissions", code=trouble, detail=" ".join(missing))


def _limit(line: Line, limit: int) -> Probe:
    """Whether the server takes posts as long as we think."""
    code, server = _asked(line, "/api/v2/instance")
    try:
        posts = server.inner("configuration").inner("statuses")
        longest = posts.number("max_characters")
    except BadDocument:
        longest = None
    if code or longest is None:
        return Probe(what="limit", detail="not told")
    trouble = "limit-too-high" if limit > longest else ""
    return Probe(what="limit", code=trouble, detail=f"{longest:.0f}")


def _asked(line: Line, path: str) -> tuple[str, Fields]:
    try:
        return "", line.ask(path)
    except Trouble as trouble:
        return trouble.code, Fields({}, "")


def _line(found: Fields, key: str) -> str:
    try:
        return found.line(key)
    except BadDocument:
        return ""


def _scopes(app: Fields) -> tuple[str, ...]:
    try:
        return app.lines("scopes")
    except BadDocument:
        return ()
