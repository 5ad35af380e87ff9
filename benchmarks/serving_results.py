"""The results of one run of the serving benchmark, and what they had to reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from serving_measure import Big, Cell, Storm

OURS = "rolegraph (2 workers)"
NEAREST = "oxigraph serve"
STORM_P99 = 200.0
AT_LEAST = {
    "a role's description": 0.8,
    "the same description again": 0.8,
    "a query of 20 rows": 0.5,
    "the same query again": 1.0,
}
"""The least share of ``oxigraph serve``'s rate, by workload."""
BIG_AT_MOST = 1.1
"""The most that a large answer may take, in ``oxigraph serve``'s time."""


@dataclass(slots=True)
class Results:
    """By workload, number of clients and engine; ``seconds`` is what the run took."""

    engines: dict[str, str] = field(default_factory=dict)
    loads: dict[tuple[str, int], dict[str, Cell]] = field(default_factory=dict)
    big: dict[str, dict[str, Big]] = field(default_factory=dict)
    updates: dict[int, dict[str, Cell]] = field(default_factory=dict)
    storms: dict[str, Storm] = field(default_factory=dict)
    not_offered: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as fast ours is as a peer at one thing; ``least`` is what it has to be."""

    what: str
    peer: str
    value: float
    least: float | None

    @property
    def is_reached(self) -> bool:
        """Whether it is what it has to be."""
        if self.least is None:
            return True
        return self.value > self.least if self.least == 1 else self.value >= self.least


def ratios(results: Results) -> list[Ratio]:
    """Ours against every peer, for everything that both did."""
    return [
        Ratio(what, peer, own / other if own is not None and other else 0.0, _least(what, peer))
        for what, speeds in _speeds(results)
        for peer, other in speeds.items()
        if not peer.startswith("rolegraph") and OURS in speeds
        for own in [speeds[OURS]]
    ]


def _least(what: str, peer: str) -> float | None:
    if peer != NEAREST:
        return 1.0
    name = what.partition(",")[0]
    return AT_LEAST.get(name, 1 / BIG_AT_MOST if what.endswith("to the end") else None)


def _speeds(results: Results) -> Iterator[tuple[str, dict[str, float]]]:
    """What was done and how fast each did it: more is better."""
    for (name, clients), cells in results.loads.items():
        yield f"{name}, {_clients(clients)}", {engine: cell.rate for engine, cell in cells.items()}
    for kind, engines in results.big.items():
        yield (
            f"many rows as {kind.upper()}, to the first byte",
            {engine: 1 / median_of(big.first) for engine, big in engines.items()},
        )
        yield (
            f"many rows as {kind.upper()}, to the end",
            {engine: 1 / median_of(big.total) for engine, big in engines.items()},
        )
    for clients, cells in results.updates.items():
        yield f"updates, {_clients(clients)}", {engine: cell.rate for engine, cell in cells.items()}


def median_of(values: list[float]) -> float:
    """The middle one."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


def _clients(number: int) -> str:
    return f"{number} client{'s'[: number > 1]}"


def missed(results: Results) -> list[str]:
    """What had to be reached and was not, in words."""
    found = [
        f"{ratio.what}: {ratio.value:.2f} of {ratio.peer}, to reach {ratio.least:.2f}"
        for ratio in ratios(results)
        if not ratio.is_reached
    ]
    found += [f"{name}: {why}" for name, why in results.not_offered.items() if name.startswith("rolegraph")]
    storm = results.storms.get(OURS)
    if storm and (storm.load.p99 is None or storm.load.p99 >= STORM_P99):
        p99 = f"{storm.load.p99:.0f} ms" if storm.load.p99 else "none"
        found.append(f"descriptions beside runaways: p99 {p99}, to stay below {STORM_P99:g} ms")
    if storm and storm.load.faults:
        found.append(f"descriptions beside runaways: errors {storm.load.faults}")
    named = {f"{name}, {_clients(clients)}": cells for (name, clients), cells in results.loads.items()}
    named |= {f"updates, {_clients(clients)}": cells for clients, cells in results.updates.items()}
    found += [
        f"{what}: errors {dict(cells[OURS].faults)}"
        for what, cells in named.items()
        if OURS in cells and cells[OURS].faults
    ]
    return found
