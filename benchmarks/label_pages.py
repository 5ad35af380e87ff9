"""Keeps labels of held-out pages in the project, without a sentence of the pages.

::

    python benchmarks/label_pages.py ooh FOLDER      # one JSON file a page, as an annotator wrote it

writes ``benchmarks/labels/ooh.json``. Figures, codes and names are kept as they are; of each duty, which
is a sentence, the SHA-256 of its words (``accuracy_labels.sentence_key``). ``corrected`` of a label lists
what was put right after the first comparison: field, the old and the new value, and what on the page
shows it. Labels that are kept already stay as they are, unless ``--again`` is given.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from accuracy_labels import sentence_key
from accuracy_pages import DATA, KINDS, held_out

LABELS = Path(__file__).resolve().parent / "labels"
KEYS = ("title", "alternative_titles", "country", "bands", "pay", "duties", "skills", "alternative_roles",
        "codes", "outlook", "qualifications", "corrected")  # fmt: skip
_LISTS = ("alternative_titles", "bands", "pay", "duties", "skills", "alternative_roles", "codes", "corrected")


def kept(label: Mapping[str, Any]) -> dict[str, Any]:
    """A label as it is kept: its own keys alone, sentences as their keys. Raises ``SystemExit``."""
    missing = [key for key in KEYS if key not in label and key != "corrected"]
    if missing:
        raise SystemExit(f"the label of {label.get('title')} lacks {', '.join(missing)}")
    chosen = {key: label.get(key) or ([] if key in _LISTS else None) for key in KEYS}
    return {**chosen, "duties": [sentence_key(duty) for duty in label["duties"]]}


def page_name(stem: str, names: Sequence[str]) -> str:
    """The page that a file of a label is about, named with or without its ending. Raises ``SystemExit``."""
    for name in (stem, f"{stem}.html", f"{stem}.htm"):
        if name in names and held_out(name):
            return name
    raise SystemExit(f"{stem}: no page of this name was held out")


def read_labels(kind: str, folder: Path = LABELS) -> dict[str, dict[str, Any]]:
    """The kept labels of a kind by page; none where there is no file."""
    path = folder / f"{kind}.json"
    if not path.exists():
        return {}
    found: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return found


def write_labels(kind: str, labels: Mapping[str, Mapping[str, Any]], folder: Path = LABELS) -> None:
    """Keep the labels of a kind, a line each, by the names of their pages."""
    folder.mkdir(exist_ok=True)
    lines = [f"{json.dumps(name)}: {json.dumps(labels[name], ensure_ascii=False)}" for name in sorted(labels)]
    (folder / f"{kind}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def main(given: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("kind", choices=[kind.name for kind in KINDS])
    parser.add_argument("folder", type=Path, help="files NAME.json, one a page")
    parser.add_argument("--data", type=Path, default=DATA, help="the shared data, for the names of its pages")
    parser.add_argument("--labels", type=Path, default=LABELS, help="where labels are kept")
    parser.add_argument("--again", action="store_true", help="also labels that are kept already")
    options = parser.parse_args(given)
    names = list(next(kind for kind in KINDS if kind.name == options.kind).pages(options.data))
    labels: dict[str, Any] = read_labels(options.kind, options.labels)
    for path in sorted(options.folder.glob("*.json")):
        name = page_name(path.stem, names)
        if options.again or name not in labels:
            labels[name] = kept(json.loads(path.read_text("utf-8")))
    write_labels(options.kind, labels, options.labels)
    print(f"{len(labels)} labels of {options.kind}")


if __name__ == "__main__":
    main()
