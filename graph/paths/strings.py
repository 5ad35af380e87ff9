"""Texts and IRIs by number, in two arrays that can be memory-mapped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Strings:
    """n texts: text i is the UTF-8 in ``text[starts[i]:starts[i + 1]]``; ``starts`` has n + 1 entries."""

    starts: NDArray[Any]
    text: NDArray[Any]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> str:
        """The text of a number from 0 on; negative ones do not count from the end."""
        if number < 0:
            raise IndexError(number)
        return bytes(self.text[self.starts[number] : self.starts[number + 1]]).decode("utf-8")


def strings(texts: Iterable[str]) -> Strings:
    """The texts, numbered from 0 in their order. Lone surrogates, which RDF has none of, are replaced."""
    encoded = [text.encode("utf-8", "replace") for text in texts]
    starts = np.zeros(len(encoded) + 1, dtype=np.int64)
    np.cumsum([len(one) for one in encoded], out=starts[1:])
    return Strings(starts, np.frombuffer(b"".join(encoded), dtype=np.uint8))


class Numbering:
    """Gives each different text a number, from 0 on, in the order in which they are first met."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def strings(self) -> Strings:
        """All texts so far, by number."""
        return strings(self._numbers)
