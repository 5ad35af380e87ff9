"""The soak in a short form, and that its verdict can fail."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from soak import soak
from soak_watch import Sample, verdict

STEADY = [Sample(float(n), 200.0, 150, 9, 5, 2, 10.0, n) for n in range(24)]


def test_nothing_grows_in_twenty_seconds(tmp_path: Path) -> None:
    assert soak(tmp_path, 20.0, 30) == []


def test_what_does_not_grow_is_no_fault() -> None:
    assert verdict(STEADY) == []


@pytest.mark.parametrize(
    ("name", "step"),
    [("memory", 10.0), ("files", 5), ("processes", 1), ("disk", 10.0), ("generations", 1), ("heads", 1)],
)
def test_what_grows_is_named(name: str, step: float) -> None:
    growing = [replace(one, **{name: getattr(one, name) + n * step}) for n, one in enumerate(STEADY)]
    [fault] = verdict(growing)
    assert name in fault
