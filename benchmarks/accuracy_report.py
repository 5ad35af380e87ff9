"""The report of accuracy, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from accuracy_labels import FIELDS
from accuracy_pages import KINDS
from accuracy_score import Count, Score, share, target
from accuracy_witness import Witness
from result_sections import table, today

_HEADS = (
    "field",
    "to reach",
    "labelled",
    "read",
    "right",
    "precision",
    "recall",
    "first precision",
    "first recall",
)
_LONGEST = 60
_SENTENCES = "duties"


def report(
    score: Score,
    first: Mapping[tuple[str, str], Count],
    corrected: Sequence[tuple[str, str, str]],
    witness: Witness,
) -> str:
    """All of it. ``first`` are the counts of the first run, ``corrected`` the labels put right since."""
    sections = [
        f"- {today()}; {_pages(score)}",
        *(part for kind in score.kinds() for part in (_title(score, kind), _table(score, kind, first))),
        _verdict(score),
        _misses(score),
        _corrections(corrected),
        _witness(witness),
    ]
    return "\n\n".join(sections) + "\n"


def _pages(score: Score) -> str:
    return "; ".join(f"{kind}: {number} pages" for kind, number in sorted(score.pages.items()))


def _title(score: Score, kind: str) -> str:
    note = next((each.note for each in KINDS if each.name == kind), "All together")
    return f"**{note}, {score.pages[kind]} pages**"


def _table(score: Score, kind: str, first: Mapping[tuple[str, str], Count]) -> str:
    return table(_HEADS, (_line(score.counts[kind, name], first.get((kind, name)), name) for name in FIELDS))


def _line(count: Count, first: Count | None, name: str) -> list[str]:
    numbers = [f"{each:,}" for each in (count.labelled, count.found, count.right)]
    shares = [share(count.precision), share(count.recall)]
    earlier = [share(first.precision), share(first.recall)] if first else ["–", "–"]
    mark = "" if count.reaches(target(name)) else " ✗"
    return [f"{name}{mark}", f"{target(name):.2f}", *numbers, *shares, *earlier]


def _verdict(score: Score) -> str:
    lacking = list(score.missed_targets())
    if not lacking:
        return "Everything that was to be reached was reached."
    return "Not reached (✗):\n\n" + "\n".join(f"- {line}" for line in lacking)


def _misses(score: Score) -> str:
    lines = [
        f"- {each.kind}, {each.page}, {each.field}: {_told(each.field, each.item)} {each.what}"
        for each in score.misses
    ]
    return (
        "\n".join(["Each difference between label and reading:\n", *lines])
        if lines
        else "Label and reading do not differ."
    )


def _told(field: str, item: str) -> str:
    """The item; of a sentence, the start of its key."""
    return f"`{item[:12]}`" if field == _SENTENCES else f"`{item[:_LONGEST]}`"


def _corrections(corrected: Sequence[tuple[str, str, str]]) -> str:
    if not corrected:
        return "No label was corrected."
    lines = [f"- {kind}, {page}, {field}" for kind, page, field in corrected]
    return "\n".join(
        ["Labels that were corrected, as the page plainly shows (the label says why):\n", *lines]
    )


def _witness(witness: Witness) -> str:
    return "\n".join(_witness_lines(witness))


def _witness_lines(witness: Witness) -> Iterator[str]:
    compared = witness.same + len(witness.other)
    yield (
        f"**Second witness, all pages of the handbook beside the wage tables (OEWS, May 2024):** "
        f"{witness.same:,} of {compared:,} figures of {witness.pages} pages agree; {witness.unpublished} "
        f"have no figure in the tables; {witness.without_row} pages have no row of their own there."
    )
    yield from (
        f"- {page}: {measure} {ours}, the table has {theirs}" for page, measure, ours, theirs in witness.other
    )
