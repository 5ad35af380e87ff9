"""Precision and recall by field and kind of page, and what was missed or wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from accuracy_labels import FIELDS, LISTS, Items

ALL = "all"
_FOR_LISTS, _FOR_OTHERS = 0.97, 0.99


def target(name: str) -> float:
    """What precision and recall of a field have to reach."""
    return _FOR_LISTS if name in LISTS else _FOR_OTHERS


@dataclass(frozen=True, slots=True)
class Count:
    """Items that labels have, that were read, and that are both."""

    labelled: int = 0
    found: int = 0
    right: int = 0

    def __add__(self, other: Count) -> Count:
        """The two together."""
        return Count(self.labelled + other.labelled, self.found + other.found, self.right + other.right)

    @property
    def precision(self) -> float | None:
        """The share of what was read that is right; ``None`` where nothing was read."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """The share of what the labels have that was read; ``None`` where they have nothing."""
        return self.right / self.labelled if self.labelled else None

    def reaches(self, share: float) -> bool:
        """Whether both are that high; what could not be measured misses nothing."""
        return all(each is None or each >= share for each in (self.precision, self.recall))


@dataclass(frozen=True, slots=True)
class Miss:
    """An item that labels have and the reader has not, or the other way round."""

    kind: str
    page: str
    field: str
    what: str
    item: str


@dataclass
class Score:
    """Counts by kind and field; a kind is ``all`` for all together."""

    counts: dict[tuple[str, str], Count] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)
    pages: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, page: str, labelled: Items, found: Items) -> None:
        """Compare the label of a page with its reading."""
        for group in (kind, ALL):
            self.pages[group] = self.pages.get(group, 0) + 1
        for name in FIELDS:
            both = labelled[name] & found[name]
            count = Count(labelled[name].total(), found[name].total(), both.total())
            for group in (kind, ALL):
                self.counts[group, name] = self.counts.get((group, name), Count()) + count
            missed, wrong = labelled[name] - both, found[name] - both
            self.misses += [Miss(kind, page, name, "not read", item) for item in missed.elements()]
            self.misses += [Miss(kind, page, name, "wrong", item) for item in wrong.elements()]

    def kinds(self) -> list[str]:
        """The kinds of page, all together last."""
        return [*(kind for kind in self.pages if kind != ALL), ALL]

    def missed_targets(self) -> Iterator[str]:
        """Each field of each kind whose precision or recall is too low."""
        for (kind, name), count in self.counts.items():
            if not count.reaches(target(name)):
                yield f"{kind}: {name}: precision {share(count.precision)}, recall {share(count.recall)}"


def share(value: float | None) -> str:
    """Cut, not rounded: 0.9899 is not 0.99."""
    return "–" if value is None else f"{int(value * 1000) / 1000:.3f}"


def as_json(score: Score) -> dict[str, dict[str, list[int]]]:
    """The counts, for a later run to report beside its own."""
    kinds: dict[str, dict[str, list[int]]] = {}
    for (kind, name), count in score.counts.items():
        kinds.setdefault(kind, {})[name] = [count.labelled, count.found, count.right]
    return kinds


def from_json(kinds: Mapping[str, Mapping[str, list[int]]]) -> dict[tuple[str, str], Count]:
    """What :func:`as_json` wrote."""
    return {(kind, name): Count(*each) for kind, fields in kinds.items() for name, each in fields.items()}
