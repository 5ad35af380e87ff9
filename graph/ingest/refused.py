"""The list of refused pages, kept beside the generations: one small file a page."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from rolegraph.graph.ingest.report import Entry, Refusal
from rolegraph.graph.store.writing import now


class RefusedPages:
    """The refused pages of one store, by record name."""

    def __init__(self, store: Path) -> None:
        self._folder = store / "refused"

    def keep(self, refusal: Refusal) -> None:
        """Remember a refusal; a later one of the same name takes its place."""
        self._folder.mkdir(exist_ok=True)
        fresh = self._file(refusal.name).with_suffix(".new")
        fresh.write_text(json.dumps({**asdict(refusal), "time": now()}, ensure_ascii=False), "utf-8")
        fresh.replace(self._file(refusal.name))

    def forget(self, name: str) -> None:
        """The page was read and is in the graph: it is refused no more."""
        self._file(name).unlink(missing_ok=True)

    def clear(self) -> int:
        """Forget all of them, such as pages that are gone; gives how many they were."""
        kept = self.all()
        for _, refusal in kept:
            self.forget(refusal.name)
        return len(kept)

    def all(self) -> list[tuple[str, Refusal]]:
        """Each refusal with its time, by name."""
        paths = self._folder.glob("*.json") if self._folder.is_dir() else []
        found = [self._read(path) for path in paths]
        return sorted(found, key=lambda pair: pair[1].name)

    @staticmethod
    def _read(path: Path) -> tuple[str, Refusal]:
        stored = json.loads(path.read_text("utf-8"))
        time = stored.pop("time")
        reasons = tuple(Entry(**entry) for entry in stored.pop("reasons"))
        return time, Refusal(**stored, reasons=reasons)

    def _file(self, name: str) -> Path:
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        return self._folder / f"{digest}.json"
