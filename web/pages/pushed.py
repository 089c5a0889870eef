"""Where platforms push what people wrote: one address for each account of each channel.

Believes nothing that the account's own secret did not sign, keeps the bytes before anybody
reads them, and answers. Must not parse, look anything up, or wait for what comes after.
"""

import hmac
import json
import logging
import secrets
from datetime import timedelta

from flask import Blueprint, Response, abort, jsonify, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from web.access import public
from web.here import installation, now, shell
from workflow.core.messages import (
    BadSignature,
    Channel,
    Forgets,
    RawMessage,
    WebhookCall,
    Withdraws,
)
from workflow.limits import Limit, TooOften
from workflow.store import erasures, inbox

blueprint = Blueprint("pushed", __name__)

LARGEST_WISH = 20_000
LARGEST = 3_000_000
"""Bytes of one delivery; the platforms' own limits are below it."""

WRONG = Limit(action="push.refused", within=timedelta(minutes=15), by_network=300)
"""Wrong ones only: what is signed is never slowed down by whoever else is behind that network."""

ADDRESS = "/kanal/<channel>/<account>"
CLEARED = b""
"""The bytes of what was cleared away since: nobody can compare with them."""

_NOBODYS = secrets.token_bytes(32)

log = logging.getLogger(__name__)


def exempt(state: BlueprintSetupState) -> None:
    """A platform has no form token; its signature says more."""
    state.app.extensions["csrf"].exempt(state.blueprint)


blueprint.record_once(exempt)


@blueprint.post(ADDRESS)
@public
def receive(channel: str, account: str) -> ResponseReturnValue:
    """200 once the bytes are kept, for then the platform forgets them; 503 if they are not."""
    return take(channel, account, fresh=200)


def take(channel: str, account: str, *, fresh: int) -> ResponseReturnValue:
    """Keep what is pushed, if it is signed; `fresh` is the status for what is new."""
    request.max_content_length = LARGEST
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        return _answer("too-large", 413)
    call = WebhookCall(
        account=account, body=body, headers=dict(request.headers), query=request.args.to_dict()
    )
    found = _find(channel, account)
    if found is None:
        hmac.digest(_NOBODYS, body, "sha256")  # nobody learns from our haste what is there
        return refused("unknown", 404)
    try:
        raw = found.verify(call)
    except BadSignature as bad:
        log.warning("push refused", extra={"action": "push.refused", "channel": channel})
        return refused(bad.code, 401)
    return _kept(raw, fresh)


@blueprint.post(f"{ADDRESS}/hapus-data")
@public
def forget(channel: str, account: str) -> ResponseReturnValue:
    """A platform asks that somebody be forgotten: done at once, and said under which code."""
    found, call = _wish(channel, account)
    if found is None or not isinstance(found, Forgets):
        return refused("unknown", 404)
    try:
        address = found.to_forget(call)
    except BadSignature as bad:
        return _not_theirs(bad, channel)
    code = installation().erasing.asked((channel, account), address, now())
    url = f"{installation().settings.address}{url_for('.forgotten', code=code)}"
    return jsonify(url=url, confirmation_code=code), 200


@blueprint.post(f"{ADDRESS}/izin-dicabut")
@public
def withdrawn(channel: str, account: str) -> ResponseReturnValue:
    """A platform tells that somebody took our access away: an alarm at once, and a new trial."""
    found, call = _wish(channel, account)
    if found is None or not isinstance(found, Withdraws):
        return refused("unknown", 404)
    try:
        names = found.withdrawn(call)
    except BadSignature as bad:
        return _not_theirs(bad, channel)
    installation().checkups.withdrawn(channel, names, now())
    return _answer("accepted", 200)


@blueprint.get("/hapus-data/<code>")
@public
def forgotten(code: str) -> str:
    """What became of such a wish; says nothing of whom it was about."""
    with installation().sessions.reading() as db:
        wish = erasures.of(db, code)
    if wish is None:
        abort(404)
    return render_template("public/forgotten.html", wish=wish)


@blueprint.get(ADDRESS)
@public
def answer_challenge(channel: str, account: str) -> ResponseReturnValue:
    """What a platform asks once, when this address is entered over there."""
    call = WebhookCall(
        account=account, body=b"", headers=dict(request.headers), query=request.args.to_dict()
    )
    found = _find(channel, account)
    if found is None:
        return refused("unknown", 404)
    try:
        words = found.challenge(call)
    except BadSignature as bad:
        return refused(bad.code, 403)
    return Response(words, content_type="text/plain; charset=utf-8")


def _wish(channel: str, account: str) -> tuple[Channel | None, WebhookCall]:
    """What a platform asks or tells as a signed form, and the channel that can check it."""
    request.max_content_length = LARGEST_WISH
    body = request.get_data(cache=False)
    call = WebhookCall(account=account, body=body, headers=dict(request.headers))
    return _find(channel, account), call


def _not_theirs(bad: BadSignature, channel: str) -> ResponseReturnValue:
    """A wish that the platform did not sign."""
    log.warning("wish refused", extra={"action": "wish.refused", "channel": channel})
    return refused(bad.code, 401)


def _find(name: str, account: str) -> Channel | None:
    channels = installation().channels
    found = channels.get(name) if name in channels else None
    return found if found and found.can.push and account in found.accounts else None


def _kept(raw: RawMessage, fresh: int) -> ResponseReturnValue:
    office = installation()
    if office.intake.keep(raw, now()):
        return _answer("accepted", fresh)
    with office.sessions.reading() as db:
        before = inbox.find(db, raw)
    # The same id with other words is a mistake over there, and they should hear of it.
    same = before is None or before.body in (raw.body, CLEARED)
    return _answer("accepted", 200) if same else _answer("id-used", 409)


@blueprint.errorhandler(Exception)
def not_kept(failure: Exception) -> ResponseReturnValue:
    """Whatever broke on our side: the platform keeps it, and comes again."""
    if isinstance(failure, HTTPException):
        return _answer("refused", failure.code or 400)
    log.error("push not kept", exc_info=failure, extra={"action": "push.failed"})
    answer, status = _answer("not-kept", 503)
    answer.headers["Retry-After"] = "30"
    return answer, status


def refused(code: str, status: int) -> ResponseReturnValue:
    """Nothing is kept of it but that it happened, as long as that is not too often."""
    limits, network = shell().limits, request.remote_addr or ""
    try:
        limits.check(WRONG, network, "", now())
    except TooOften as often:
        answer, status = _answer("too-often", 429)
        answer.headers["Retry-After"] = str(often.retry_after)
        return answer, status
    limits.count(WRONG, network, "", now())
    return _answer(code, status)


def _answer(code: str, status: int) -> tuple[Response, int]:
    said = json.dumps({"accepted": code == "accepted", "code": code})
    return Response(said, mimetype="application/json"), status
