"""What comes of a message that WhatsApp does not simply take: each error in its one end."""

import traceback
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.whatsapp.channel import WhatsappChannel
from tests.adapters.fakes.graph import LOST, Fault, failing
from tests.adapters.fakes.site import Reply, serving
from tests.adapters.fakes.whatsapp import Whatsapp
from tests.adapters.shown import shows
from tests.adapters.terms import TOKEN
from tests.adapters.whatsapp_number import (
    ACCESS,
    MESSAGE,
    SECRET,
    SITI,
    all_in,
    new_service,
    opened,
)
from workflow.core.messages import Outcome, Receipt, Trouble, TryLater, Undeliverable, Unsure

CHANNEL = "whatsapp"


@pytest.mark.parametrize(
    ("fault", "end"),
    [
        (failing(131000, status=500), TryLater("broken")),
        (failing(131057), TryLater("maintenance", timedelta(minutes=15))),
        (failing(130429), TryLater("throttled")),
        (failing(131056), TryLater("throttled")),
        (failing(131048), TryLater("sending-limited", timedelta(hours=1))),
        (failing(131042), TryLater("payment-missing", timedelta(hours=1))),
        (failing(368), TryLater("account-blocked", timedelta(hours=1))),
        (failing(0, status=401), TryLater("login-refused", timedelta(hours=1))),
        (failing(10), TryLater("permission-missing", timedelta(hours=1))),
        (failing(131047), Undeliverable("window-closed")),
        (failing(131026), Undeliverable("unreachable-person")),
        (failing(131049), Undeliverable("withheld-by-meta")),
        (failing(131062), Undeliverable("needs-a-number")),
        (failing(132001), Undeliverable("template-refused")),
        (failing(132015), Undeliverable("template-paused")),
        (failing(137000), Undeliverable("identity-changed")),
        (failing(100), Undeliverable("rejected")),
        (failing(999999), Undeliverable("error-999999")),
        (Fault(instead=Reply(502, b"<html>")), Unsure("unreadable-answer")),
        (Fault(after=Reply(200, b'{"messages":[]}')), Unsure("unreadable-answer")),
    ],
)
@shows("T28", "T31", "T32", "T41")
def test_an_error_ends_as_the_table_says(
    whatsapp: WhatsappChannel, there: Whatsapp, fault: Fault, end: Trouble
) -> None:
    there.moods.faults.append(fault)
    with pytest.raises(type(end)) as ended:
        whatsapp.send(MESSAGE)
    assert vars(ended.value) == vars(end)
    assert bool(there.sent) is (fault.after is not None)


@shows("T34")
def test_a_status_tells_what_became_of_a_message_whose_answer_was_lost(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    there.moods.faults.append(LOST)
    with pytest.raises(Unsure, match="no-answer"):
        whatsapp.send(replace(MESSAGE, token=TOKEN))
    [posted] = there.sent
    status = {
        "id": posted.id,
        "status": "delivered",
        "timestamp": "1795000000",
        "recipient_user_id": SITI,
        "biz_opaque_callback_data": posted.document["biz_opaque_callback_data"],
    }
    [receipt] = all_in(whatsapp, there, statuses=[status])
    assert isinstance(receipt, Receipt)
    assert (receipt.outcome, receipt.key, receipt.tokens) == (
        Outcome.DELIVERED,
        MESSAGE.key,
        (TOKEN,),
    )


def test_a_part_that_is_lost_after_another_arrived_leaves_us_unsure(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    there.moods.faults.extend((Fault(), failing(130429)))
    with pytest.raises(Unsure, match="part-2-of-2"):
        whatsapp.send(replace(MESSAGE, text="Panjang sekali. " * 300))


@shows("T45")
def test_no_error_shows_a_secret_to_whoever_reads_the_log(there: Whatsapp) -> None:
    with serving(new_service()) as gone:
        address = gone.address
    channel = opened(there, api=address)
    with pytest.raises(TryLater) as away:
        channel.send(MESSAGE)
    told = "".join(traceback.format_exception(away.value)) + repr(vars(channel))
    assert not any(secret in told for secret in (ACCESS, SECRET))


def test_an_account_that_is_not_there_sends_and_fetches_nothing(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    with pytest.raises(Undeliverable, match="no-account"):
        whatsapp.send(replace(MESSAGE, account="nobody"))
    assert there.calls == []
