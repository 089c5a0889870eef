"""Where other systems of the office hand in events, and fetch what they cannot be sent.

The address of the generic webhook, the same for every installation. Pushes go the way of all
pushes (`pushed.py`). Whoever fetches signs the address that they ask, and confirms with each
question what they have.
"""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from web.access import public
from web.here import installation, now
from web.numbers import whole
from web.pages.pushed import exempt, not_kept, refused, take
from workflow.collecting import MOST
from workflow.core.collecting import Collected
from workflow.core.messages import BadSignature, Channel, WebhookCall

blueprint = Blueprint("hooks", __name__, url_prefix="/hooks/v1")
blueprint.record_once(exempt)
blueprint.register_error_handler(Exception, not_kept)

UNKNOWN = ""
"""No channel has this name: such an account is answered like any other that is not there."""

LONGEST_MARK = 40


@blueprint.post("/<account>")
@public
def receive(account: str) -> ResponseReturnValue:
    """202 for an event that is new, 200 for one that came before."""
    channel = _of(account)
    return take(channel.name if channel else UNKNOWN, account, fresh=202)


@blueprint.get("/<account>/events")
@public
def fetch(account: str) -> ResponseReturnValue:
    """What was not pushed to an account, and the mark with which it is confirmed."""
    channel = _of(account)
    if channel is None or not isinstance(channel, Collected):
        return refused("unknown", 404)
    asked = b"?".join(filter(None, (request.path.encode(), request.query_string)))
    call = WebhookCall(account=account, body=asked, headers=dict(request.headers))
    try:
        channel.check_collector(call)
    except BadSignature as bad:
        return refused(bad.code, 401)
    limit = whole(request.args.get("limit", "")) or MOST
    mark = request.args.get("after", "")[:LONGEST_MARK]
    found = installation().collecting.hand_out(
        channel, (channel.name, account), mark, (limit, now())
    )
    body = b'{"events":[%s],"next":"%s"}' % (b",".join(found.events), found.mark.encode())
    return Response(body, mimetype="application/json", headers={"Cache-Control": "no-store"})


def _of(account: str) -> Channel | None:
    """The channel of other systems, if it has such an account."""
    there = (one for one in installation().channels if isinstance(one, Collected))
    return next((one for one in there if account in one.accounts), None)
