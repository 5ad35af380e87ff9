"""The report of the serving benchmark, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator_ceiling import Ceiling
from result_sections import machine, table, today
from serving_measure import Cell, Plan
from serving_results import Results, median_of, missed, ratios


def report(
    results: Results, plan: Plan, quads: int, about: Iterable[str], ceilings: dict[int, Ceiling]
) -> str:
    """All of it."""
    sections = [
        _head(results, plan, quads, about),
        _ceiling(ceilings),
        *_loads(results),
        *_big(results, plan),
        *_updates(results),
        *_storms(results, plan),
        *_ratios(results),
        _verdict(results),
    ]
    return "\n\n".join(sections) + "\n"


def _head(results: Results, plan: Plan, quads: int, about: Iterable[str]) -> str:
    lines = [
        f"- {today()}, {machine()}",
        f"- {quads:,} quads; medians of {plan.rounds} rounds of {plan.seconds:g} s, engines in turn",
        *(f"- {name}: {version}" for name, version in results.engines.items()),
        *(f"- {line}" for line in about),
    ]
    return "\n".join(lines)


def _ceiling(ceilings: dict[int, Ceiling]) -> str:
    words = "; ".join(
        f"{clients}: {found.seen:,.0f} ({found.alone:,.0f} a core)" for clients, found in ceilings.items()
    )
    return (
        "The load generator's own ceiling against a server that does nothing, "
        f"in requests a second by number of clients: {words}."
    )


def _loads(results: Results) -> Iterator[str]:
    for (name, clients), cells in results.loads.items():
        yield f"**{name[0].upper()}{name[1:]}, {clients} at a time**"
        yield _cells(cells)


def _cells(cells: dict[str, Cell]) -> str:
    heads = ["engine", "a second", "p50 ms", "p99 ms", "CPU ms each", "errors"]
    return table(heads, ([name, *_cell(cell)] for name, cell in cells.items()))


def _cell(cell: Cell) -> list[str]:
    return [
        f"{cell.rate:,.0f}" if cell.rate >= 10 else f"{cell.rate:.1f}",
        _ms(cell.time("p50")),
        _ms(cell.time("p99")),
        f"{cell.cost:.2f}",
        _faults(cell.faults),
    ]


def _ms(value: float | None) -> str:
    if value is None:
        return "none came"
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}" if value < 1 else f"{value:.1f}"


def _faults(faults: dict[str, int]) -> str:
    return ", ".join(f"{number:,} × {kind}" for kind, number in sorted(faults.items())) or "0"


def _big(results: Results, plan: Plan) -> Iterator[str]:
    for kind, engines in results.big.items():
        yield f"**{plan.rows:,} rows as {kind.upper()}, one client**"
        yield table(
            ["engine", "first byte ms", "end ms"],
            ([name, _ms(median_of(big.first)), _ms(median_of(big.total))] for name, big in engines.items()),
        )


def _updates(results: Results) -> Iterator[str]:
    for clients, cells in results.updates.items():
        yield f"**Updates of one triple, {clients} at a time**"
        yield _cells(cells)
    if results.not_offered:
        yield "\n".join(f"- {name}: {why}" for name, why in results.not_offered.items())


def _storms(results: Results, plan: Plan) -> Iterator[str]:
    if not results.storms:
        return
    yield f"**Descriptions at {plan.clients[-1]} clients while {plan.runaways} others ask runaway queries**"
    yield table(
        ["engine", "a second", "p50 ms", "p99 ms", "slowest ms", "errors", "runaways", "answers after"],
        (
            [
                name,
                f"{storm.load.rate:,.0f}",
                *map(_ms, (storm.load.p50, storm.load.p99, storm.load.slowest)),
                _faults(storm.load.faults),
                _faults(storm.runaways) if storm.runaways else "none ended",
                "yes" if storm.alive else "no",
            ]
            for name, storm in results.storms.items()
        ),
    )


def _ratios(results: Results) -> Iterator[str]:
    found = ratios(results)
    if not found:
        return
    peers = list(dict.fromkeys(ratio.peer for ratio in found))
    values = {(r.what, r.peer): f"{r.value:.2f}{'' if r.is_reached else ' ✗'}" for r in found}
    yield (
        "**How many times as fast rolegraph with two workers is** "
        "(by rates, or by times the other way round; ✗: less than it has to be)"
    )
    yield table(
        ["", *peers],
        (
            [what, *(values.get((what, peer), "") for peer in peers)]
            for what in dict.fromkeys(r.what for r in found)
        ),
    )


def _verdict(results: Results) -> str:
    if not (lacking := missed(results)):
        return "Everything that was to be reached was reached."
    return "Not reached:\n\n" + "\n".join(f"- {line}" for line in lacking)
