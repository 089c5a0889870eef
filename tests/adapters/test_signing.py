"""The office's own signature: a published vector, two secrets, and nothing believed too long."""

from datetime import UTC, datetime

import pytest

from adapters.signing import FRESH, check, sign
from workflow.core.messages import BadSignature

AT = datetime.fromtimestamp(1_795_200_000, UTC)
BODY = b'{"id":"evt_1"}'
GOOD = "t=1795200000,v1=79179831367580a6ea8b54274fd2b562451c4069d04193359202abe8a8ebd067"


def test_the_published_vector_is_ours() -> None:
    assert sign("rahasia-aplikasi", BODY, AT) == GOOD
    check(GOOD, BODY, ["rahasia-aplikasi"], AT)


def test_any_of_the_secrets_will_do() -> None:
    check(GOOD, BODY, ["", "yang-baru", "rahasia-aplikasi"], AT)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=,v1=",
        GOOD + " ",
        GOOD.replace("17", "18", 1),
        GOOD.upper(),
        f"{GOOD},{GOOD}",
        "é" * 64,
    ],
)
def test_anything_else_in_the_header_is_refused(header: str) -> None:
    with pytest.raises(BadSignature):
        check(header, BODY, ["rahasia-aplikasi"], AT)


def test_without_a_secret_nothing_is_right() -> None:
    for secrets in ([], [""]):
        with pytest.raises(BadSignature):
            check(sign("", BODY, AT), BODY, secrets, AT)


def test_a_signature_is_good_for_five_minutes_either_way() -> None:
    for late in (FRESH, -FRESH):
        check(GOOD, BODY, ["rahasia-aplikasi"], AT + late)
        with pytest.raises(BadSignature, match="stale"):
            check(GOOD, BODY, ["rahasia-aplikasi"], AT + late * 1.01)
