"""What ``/metrics`` tells Prometheus: summed over all web processes by files that they share.

prometheus-client decides when it is imported whether it shares, by an environment variable that
the server sets; so it is imported no earlier than a web process makes its :class:`Metrics`.
"""

from __future__ import annotations

import os
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rolegraph.graph.derived.derived import Derived, Status
from rolegraph.graph.errors import StoreError
from rolegraph.graph.store.generations import current_generation, generations
from rolegraph.graph.store.sizes import size_on_disk
from rolegraph.service.logs import Record

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics_core import Metric

SHARED = "PROMETHEUS_MULTIPROC_DIR"
_PULSE = 1.0
_MOST_PENDING = 100_000
_SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)
COUNTERS = {
    "readers_started": "Reader processes that were started.",
    "cache_hits": "Queries answered from the cache.",
    "cache_misses": "Queries that the cache could have answered and did not hold.",
}
REASONED = {
    "readers_killed": "Reader processes that were killed, by why.",
    "refused": "Queries that got no reader, by why.",
}
GAUGES = {
    "queue_length": "Queries that wait for a reader.",
    "readers_busy": "Readers that evaluate a query.",
    "readers_idle": "Readers that wait for a query.",
    "cache_bytes": "Bytes of finished answers that are kept.",
    "cache_answers": "Finished answers that are kept.",
}
"""All by the names that :meth:`Queries.statistics` has; those of ``REASONED`` end in the reason there."""

DERIVED = {
    "content": "The content generation that it was made from, 0 before the first.",
    "behind": "1 where it was not made from the current content generation.",
    "bytes": "Its bytes on disk, of the derived graphs as N-Quads.",
    "seconds": "How long it took to build.",
    "failures": "How often that was tried in vain since.",
}
"""What is told of each thing that is derived, by its ``name``."""


class _Ended(NamedTuple):
    """What is counted of a request."""

    endpoint: str
    status: str
    size: int
    seconds: float
    operation: str
    outcome: str


class Metrics:
    """The metrics of one web process. ``state`` gives what :meth:`Queries.statistics` does."""

    def __init__(self, store: Path, state: Callable[[], dict[str, float]]) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self._registry = CollectorRegistry()
        self._store = store
        self._state = state
        self._published: dict[str, float] = {}
        self._publishing = threading.Lock()
        self._ended: deque[_Ended] = deque(maxlen=_MOST_PENDING)
        own: dict[str, Any] = {"namespace": "rolegraph", "registry": self._registry}
        self._requests = Counter("requests", "Requests.", ["endpoint", "status"], **own)
        self._bytes = Counter("response_bytes", "Bytes of answers.", ["endpoint"], **own)
        self._operations = Counter("operations", "Queries and updates.", ["operation", "outcome"], **own)
        self._seconds = Histogram(
            "request_seconds", "Seconds that requests took.", ["endpoint"], buckets=_SECONDS, **own
        )
        self._counters = {name: Counter(name, text, **own) for name, text in COUNTERS.items()}
        self._reasoned = {name: Counter(name, text, ["reason"], **own) for name, text in REASONED.items()}
        self._gauges = {
            name: Gauge(name, text, multiprocess_mode="livesum", **own) for name, text in GAUGES.items()
        }

    def observe(self, record: Record, seconds: float) -> None:
        """Note a request that ended; :meth:`publish` counts it, beside the requests."""
        operation = record.facts.get("operation", "")
        self._ended.append(
            _Ended(record.endpoint, str(record.status), record.size, seconds, operation, record.outcome)
        )

    def publish(self) -> None:
        """Bring what this process knows to where every process can read it."""
        with self._publishing:
            self._count_ended()
            state = self._state()
            for name, value in state.items():
                self._bring(name, value, value - self._published.get(name, 0))
            self._published = state

    def _count_ended(self) -> None:
        """Count what was noted, equal labels at once: the shared files are slow to write."""
        requests: dict[tuple[str, str], int] = defaultdict(int)
        sizes: dict[str, int] = defaultdict(int)
        operations: dict[tuple[str, str], int] = defaultdict(int)
        while self._ended:
            one = self._ended.popleft()
            requests[one.endpoint, one.status] += 1
            sizes[one.endpoint] += one.size
            self._seconds.labels(one.endpoint).observe(one.seconds)
            if one.operation:
                operations[one.operation, one.outcome] += 1
        for counter, counted in ((self._requests, requests), (self._operations, operations)):
            for labels, number in counted.items():
                counter.labels(*labels).inc(number)
        for endpoint, size in sizes.items():
            self._bytes.labels(endpoint).inc(size)

    def _bring(self, name: str, value: float, grown: float) -> None:
        if name in self._gauges:
            self._gauges[name].set(value)
        elif name in self._counters:
            self._counters[name].inc(max(0, grown))
        else:
            for kind, counter in self._reasoned.items():
                if reason := name.removeprefix(f"{kind}_") if name.startswith(f"{kind}_") else "":
                    counter.labels(reason).inc(max(0, grown))

    def keep_publishing(self) -> None:
        """Publish every second, from a thread that ends with the process."""
        threading.Thread(target=self._pulse, name="metrics", daemon=True).start()

    def _pulse(self) -> None:
        pause = threading.Event()
        while not pause.wait(_PULSE):
            self.publish()

    def exposition(self) -> tuple[bytes, str]:
        """The text of all web processes' metrics, and its Content-Type."""
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        self.publish()
        return generate_latest(self._everything()), CONTENT_TYPE_LATEST

    def _everything(self) -> CollectorRegistry:
        from prometheus_client import CollectorRegistry
        from prometheus_client.multiprocess import MultiProcessCollector

        every = CollectorRegistry()
        if os.environ.get(SHARED):
            MultiProcessCollector(every)  # type: ignore[no-untyped-call]
        else:
            every.register(self._registry)
        every.register(_StoreState(self._store))
        return every


class _StoreState:
    """What the store's folder tells, read when it is asked for."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._derived = Derived(store)

    def collect(self) -> Iterator[Metric]:
        """Part of prometheus-client's interface; says nothing of a store that can't be read."""
        from prometheus_client.metrics_core import GaugeMetricFamily

        try:
            current = current_generation(self._store)
            kept = len(generations(self._store))
            derived = self._derived.state()
        except (StoreError, OSError):
            return
        for name, text, value in (
            ("generation", "The number of the current generation.", current.number),
            ("content_generation", "The last one that changed more than derived graphs.", current.content),
            ("quads", "Quads of the current generation.", current.quads),
            ("repeats", "How often its triples stand in another graph too.", current.meta.repeats),
            ("union_merged", "1, or 0 where its repeats are too many to merge all graphs.", current.merges),
            ("generations_kept", "Generations on disk.", kept),
            ("store_bytes", "Bytes on disk of the store.", size_on_disk(self._store)),
        ):
            yield GaugeMetricFamily(f"rolegraph_{name}", text, value=value)
        for name, text in DERIVED.items():
            family = GaugeMetricFamily(f"rolegraph_derived_{name}", text, labels=["name"])
            for status in derived:
                family.add_metric([status.name], _figures(status)[name])
            yield family


def _figures(status: Status) -> dict[str, float]:
    """By the names of ``DERIVED``."""
    made, failure = status.made, status.failure
    return {
        "content": made.content if made else 0,
        "behind": status.behind,
        "bytes": made.bytes if made else 0,
        "seconds": made.seconds if made else 0,
        "failures": failure.tries if failure else 0,
    }


def forget_process(pid: int) -> None:
    """A web process ended: what it had in hand counts no more; call it in the process above."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(pid)  # type: ignore[no-untyped-call]
