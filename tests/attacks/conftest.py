"""What the attacks share: one service for a module, and what must be left of it after each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from attacked import Listener, Target, listening, surviving, target_at


@pytest.fixture(scope="module")
def target(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The module's ``OPTIONS`` are its settings, ``BULK`` the size of its store."""
    options = getattr(request.module, "OPTIONS", ())
    store = tmp_path_factory.mktemp("attacked") / "store"
    with target_at(store, *options, bulk=getattr(request.module, "BULK", 0)) as running:
        yield running


@pytest.fixture
def alive(target: Target) -> Iterator[Target]:
    """The service; after the test it answers as before, by the same processes, and has lost nothing."""
    with surviving(target):
        yield target


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A port that nobody may connect to."""
    with listening() as found:
        yield found
        assert found.hits == []
