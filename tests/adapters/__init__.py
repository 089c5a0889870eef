"""Tests of the channels. What all of them must keep is written once, in `contract.py`."""

import pytest

pytest.register_assert_rewrite(
    *(
        f"{__name__}.{part}"
        for part in ("expected", "reading", "arriving", "sending", "manners", "terms")
    )
)
