"""Addresses of the staff: public ones, and those of an inner network that the office has listed."""

import pytest

from config.settings import Settings
from workflow.core.refusal import Refused
from workflow.staff_address import address_of


def test_an_inner_address_is_taken_only_where_the_office_has_listed_its_domain() -> None:
    listed = Settings(internal_domains=" Kantor.local  srv1 ").internal_domains.split()
    assert address_of(" Ani.W@KANTOR.local ", listed) == "Ani.W@kantor.local"
    assert address_of("ani@srv1", listed) == "ani@srv1"
    assert address_of("ani@dinsos.go.id", listed) == "ani@dinsos.go.id"
    assert address_of("  ", listed) == ""
    for wrong in ("ani@other.local", "ani@mail.kantor.local", "a ni@kantor.local", "@kantor.local",
                  "ani@", "ani@b@kantor.local", "kantor.local"):  # fmt: skip
        with pytest.raises(Refused, match="no e-mail address"):
            address_of(wrong, listed)
    assert Settings().internal_domains == ""
    with pytest.raises(Refused, match="no e-mail address"):
        address_of("ani@kantor.local")
