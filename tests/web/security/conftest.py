"""An office that is looked at from all sides, and whose people nobody's question may change."""

from collections.abc import Iterator

import pytest

from tests.web.access_office import AccessOffice, accused_office


@pytest.fixture(scope="package")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessOffice]:
    """Somebody of every kind, signed in, and a complaint that accuses a unit."""
    with accused_office(tmp_path_factory.mktemp("sides")) as everybody:
        yield everybody
