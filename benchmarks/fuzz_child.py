"""The child of the fuzzer: reads and maps one page after the other, and tells of each on a line.

``python benchmarks/fuzz_child.py SEED START MEBIBYTES`` ends when its standard output is closed. Its address
space is limited, so that what takes too much memory fails here.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import traceback
from dataclasses import asdict, dataclass

from fuzz_damage import damaged

from rolegraph.graph.errors import InputError
from rolegraph.graph.identity import Iris
from rolegraph.graph.mapping import page_quads
from rolegraph.graph.model import Reading, Record
from rolegraph.graph.sources.readers import READERS, Reader, read_record

_IRIS = Iris("http://127.0.0.1:8000/")


@dataclass(frozen=True)
class Told:
    """What came of a page. ``own``: the readers that recognise it; ``seconds`` of processor time.

    ``faults`` are (reader, kind of error, traceback); ``peak`` is the most memory so far, in KiB.
    """

    number: int
    size: int
    own: list[str]
    read: list[str]
    refused: list[str]
    seconds: float
    peak: int
    faults: list[tuple[str, str, str]]


def tell(seed: int, number: int) -> Told:
    """Every reader on the page of this number, whether it recognises it or not."""
    data = damaged(seed, number)
    began = time.process_time()
    own: list[str] = []
    read: list[str] = []
    refused: list[str] = []
    faults: list[tuple[str, str, str]] = []
    for reader in READERS:
        try:
            if reader.recognises(data):
                own.append(reader.name)
            _check(_map(reader, Record("page", "page", data)))
            read.append(reader.name)
        except InputError as refusal:
            refused.append(reader.name)
            if "\n" in str(refusal):
                faults.append((reader.name, "message of several lines", str(refusal)))
        except Exception as error:
            faults.append((reader.name, type(error).__name__, traceback.format_exc(limit=-6)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Told(number, len(data), own, read, refused, time.process_time() - began, peak, faults)


def _map(reader: Reader, record: Record) -> Reading:
    """Raises what reading and mapping raise."""
    source, reading = read_record(record, reader.name)
    page_quads(source, reading, _IRIS)
    return reading


def _check(reading: Reading) -> None:
    """What holds of any reading. Raises :class:`AssertionError`."""
    for profile in reading.profiles:
        assert profile.title.strip(), "a profile without a title"
        for salary in profile.salaries:
            low, high = salary.money.minimum, salary.money.maximum
            assert low is None or high is None or 0 <= low <= high, f"pay {low} to {high}"
        for spread in profile.pay_distributions:
            figures = [figure for _, figure in spread.percentiles]
            assert figures == sorted(figures), f"percentiles {figures}"
    assert all("\n" not in notice.message for notice in reading.notices), "a notice of several lines"


def main() -> None:
    """The command."""
    seed, start, mebibytes = map(int, sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20, mebibytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    number = start
    while True:
        sys.stdout.write(json.dumps(asdict(tell(seed, number))) + "\n")
        sys.stdout.flush()
        number += 1


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        sys.stderr.close()
