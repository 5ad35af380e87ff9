"""What builders leave each other: which builds fail, and how long to rest.

Small files that are replaced whole, written with the lock held; one that can't be read counts as not
there.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MOST_TRIES = 5
"""How often one thing is tried for one content generation; the next one begins anew."""
_FIRST_PAUSE = 10.0
_LEAST_REST = 2.0
_REST = 3.0
"""A builder rests this many times as long as it computed: it takes a quarter of a processor at most."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A build that failed ``tries`` times for one content generation; ``at`` is seconds since 1970."""

    name: str
    content: int
    tries: int
    error: str
    at: float

    @property
    def is_given_up(self) -> bool:
        """Whether it is not tried again for that content generation, but by ``rolegraph derive``."""
        return self.tries >= MOST_TRIES

    @property
    def is_due(self) -> bool:
        """Whether it may be tried again: after 10 seconds, then after twice as long each time."""
        return not self.is_given_up and _is_over(self.at, _FIRST_PAUSE * 2 ** (self.tries - 1))


class Failures:
    """The builds that fail, by name, in ``failed.json``."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "failed.json"

    def all(self) -> dict[str, Failure]:
        """Those whose last try failed."""
        try:
            return {name: Failure(**one) for name, one in _read(self._file).items()}
        except TypeError:
            return {}

    def note(self, name: str, content: int, error: str) -> None:
        """A build failed."""
        failures = self.all()
        before = failures.get(name)
        tries = before.tries + 1 if before and before.content == content else 1
        self._write({**failures, name: Failure(name, content, tries, error, time.time())})

    def forget(self, name: str) -> None:
        """It was built."""
        failures = self.all()
        if failures.pop(name, None):
            self._write(failures)

    def _write(self, failures: dict[str, Failure]) -> None:
        _replace(self._file, {name: asdict(one) for name, one in failures.items()})


class Rest:
    """When the last round of building ended and its processor time, in ``rest.json``."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "rest.json"

    def begin(self, seconds: float) -> None:
        """A round ended that took so much processor time."""
        _replace(self._file, {"ended": time.time(), "seconds": seconds})

    @property
    def is_over(self) -> bool:
        """Whether the next round may begin."""
        last = _read(self._file)
        try:
            return _is_over(float(last["ended"]), max(_LEAST_REST, _REST * float(last["seconds"])))
        except (KeyError, TypeError, ValueError):
            return True


def _is_over(began: float, seconds: float) -> bool:
    """Whether a pause is over; a clock that was put back ends it."""
    return not 0 <= time.time() - began < seconds


def _read(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _replace(file: Path, content: dict[str, Any]) -> None:
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(content), "utf-8")
    fresh.replace(file)
