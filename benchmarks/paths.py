"""rolegraph's paths, reachable and similar roles beside other libraries, in one run; see README.md here.

The rivals run in the environment that `make peers` makes, one after the other, on the same questions, and
every answer is compared with ours. A rival that is not installed ends the run before it starts.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import paths_compare
from paths_data import ESCO, LARGE, Size
from paths_ours import Made, measure, prepare, questions
from paths_report import Part, missed, report
from paths_rivals import peak
from result_sections import write

TOOLS = Path(__file__).resolve().parent.parent / ".peers"
_SEED = 20_261_122


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--questions", type=int, default=500, help="at ESCO size (default 500)")
    parser.add_argument("--large-questions", type=int, default=60, help="at 100,000 roles; 0 leaves that out")
    parser.add_argument("--rivals-questions", type=int, default=20, help="of these, asked of rivals")
    parser.add_argument("--large-rivals-questions", type=int, default=2)
    parser.add_argument("--tools", type=Path, default=TOOLS, help="where `make peers` installed")
    parser.add_argument("--folder", type=Path, help="where temporary folders are made")
    parser.add_argument("--report", type=Path, help="a Markdown file whose section is written anew")
    parser.add_argument("--check", action="store_true", help="exit status 1 where a target is missed")
    return parser.parse_args(given)


def say(words: str) -> None:
    """Progress, with the time."""
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


def rivals(
    space: Made, options: argparse.Namespace, count: int, folder: Path, is_large: bool
) -> list[paths_compare.Rival]:
    """All rivals on the first questions."""
    asked = list(questions(space, count, _SEED))
    with TemporaryDirectory(dir=folder) as name:
        place = Path(name)
        paths_compare.hand_over(space, asked, place, ["networkx"] if is_large else [], not is_large)
        found = []
        for rival in paths_compare.NAMES:
            say(f"{space.size.name}: {rival}")
            found.append(paths_compare.run(rival, options.tools, place, space, asked))
    return found


def part(size: Size, count: int, rival_count: int, options: argparse.Namespace, folder: Path) -> Part:
    """Everything at one size."""
    say(f"{size.name}: building")
    space = prepare(size, _SEED, folder)
    say(f"{size.name}: {len(space.steps.ends):,} steps; asking {count} questions")
    times, readings = measure(space, list(questions(space, count, _SEED)))
    return Part(space, times, readings, peak(), rivals(space, options, rival_count, folder, size is LARGE))


def main(given: Sequence[str] | None = None) -> None:
    """Run it; prints the report."""
    options = arguments(given)
    lacking = paths_compare.missing(options.tools)
    if lacking:
        raise SystemExit(f"the benchmark needs {', '.join(lacking)}: run `make peers`")
    with TemporaryDirectory(prefix="paths-", dir=options.folder) as name:
        place = Path(name)
        parts = [part(ESCO, options.questions, options.rivals_questions, options, place)]
        if options.large_questions:
            few = options.large_rivals_questions
            parts.append(part(LARGE, options.large_questions, few, options, place))
    text = report(parts)
    print(text)
    if options.report:
        write(options.report, "paths", text)
    wrong = [fault for one in parts for rival in one.rivals for fault in rival.wrong]
    wrong += missed(parts) if options.check else []
    if wrong:
        raise SystemExit("\n".join(wrong))


if __name__ == "__main__":
    main()
