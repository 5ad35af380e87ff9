"""Gathers what the owner of a page should know of its reading."""

from __future__ import annotations

from rolegraph.graph.model import Notice, Place

_SHOWN = 160


class Notes:
    """Notices in the order in which they came, each once."""

    def __init__(self) -> None:
        self._notices: dict[Notice, None] = {}

    @property
    def notices(self) -> tuple[Notice, ...]:
        """All of them."""
        return tuple(self._notices)

    def add(self, code: str, field: str, place: Place, why: str, remedy: str = "") -> None:
        """One notice on the words at ``place``; ``why`` continues a sentence that begins with them."""
        words = place.words if len(place.words) <= _SHOWN else f"{place.words[:_SHOWN]}…"
        self.take(Notice(code, f"'{words}' {why}", str(place), remedy, field, place.words))

    def take(self, *notices: Notice) -> None:
        """Notices that others made."""
        self._notices.update(dict.fromkeys(notices))
