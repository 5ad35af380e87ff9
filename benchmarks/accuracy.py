"""How right the readers are: precision and recall by field on held-out pages that were labelled by hand.

::

    python benchmarks/accuracy.py                                    # prints the tables
    python benchmarks/accuracy.py --report benchmarks/RESULTS.md     # and writes them into their section

It reads the pages of the shared data beside the checkout and compares them with ``labels/``. The counts of
the first run are kept (``labels/first.json``) and stand beside those of every later run.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from accuracy_labels import items_of_label
from accuracy_pages import DATA, KINDS, held_out, items_of_page, read
from accuracy_report import report
from accuracy_score import Score, as_json, from_json
from accuracy_witness import Witness, rows_of
from label_pages import LABELS, read_labels
from result_sections import write

from rolegraph.graph.errors import InputError

FIRST = "first.json"


def measure(data: Path, labels: Path) -> Score:
    """Every labelled page. Raises ``SystemExit`` where a label is of a page that was not held out."""
    score = Score()
    for kind in KINDS:
        labelled = read_labels(kind.name, labels)
        pages = kind.pages(data) if labelled else {}
        for name, label in labelled.items():
            if not held_out(name) or name not in pages:
                raise SystemExit(f"{kind.name}: {name} is no page that was held out")
            stated = items_of_label(label, ranked=kind.ranked)
            score.add(kind.name, name, stated, items_of_page(name, pages[name]))
    return score


def witness(data: Path) -> Witness:
    """All pages of the handbook beside the tables of wages."""
    rows, found = rows_of(data), Witness()
    for name, page in KINDS[0].pages(data).items():
        try:
            found.add(name, read(name, page), rows)
        except InputError:
            found.without_row += 1
    return found


def corrections(labels: Path) -> list[tuple[str, str, str]]:
    """Kind, page and field of each label that was put right."""
    return [
        (kind.name, page, each["field"])
        for kind in KINDS
        for page, label in read_labels(kind.name, labels).items()
        for each in label["corrected"]
    ]


def main(given: Sequence[str] | None = None) -> Score:
    """The command; what it measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="the shared data")
    parser.add_argument("--labels", type=Path, default=LABELS, help="where labels are kept")
    parser.add_argument("--report", type=Path, help="a Markdown file whose section is written anew")
    parser.add_argument("--check", action="store_true", help="exit status 1 where a target is missed")
    options = parser.parse_args(given)
    score = measure(options.data, options.labels)
    if not score.pages:
        raise SystemExit(f"there are no labels in {options.labels}: label_pages.py keeps them there")
    first = options.labels / FIRST
    if not first.exists():
        first.write_text(json.dumps(as_json(score), indent=1) + "\n", encoding="utf-8")
    earlier = from_json(json.loads(first.read_text("utf-8")))
    text = report(score, earlier, corrections(options.labels), witness(options.data))
    print(text)
    if options.report:
        write(options.report, "accuracy", text)
    if options.check and any(score.missed_targets()):
        raise SystemExit(1)
    return score


if __name__ == "__main__":
    main()
