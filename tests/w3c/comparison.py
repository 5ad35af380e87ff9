"""What an answer has that it should not have, or the other way round; nothing if it is right."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from w3c.isomorphism import same_bag, same_sequence, within
from w3c.results import Result
from w3c.terms import Row, Term
from w3c.values import by_value

_MOST_SHOWN = 3


def difference(actual: Result, expected: Result, *, lax: bool = False) -> str | None:
    """How two results differ; ``lax`` lets repetitions be left out, as REDUCED may."""
    if (actual.form, actual.boolean) != (expected.form, expected.boolean):
        return f"is {actual.form} {actual.boolean}, not {expected.form} {expected.boolean}"
    if actual.heads != expected.heads:
        return f"has the variables {actual.heads}, not {expected.heads}"
    same = within if lax else same_sequence if expected.ordered else same_bag
    have, want = list(map(by_value, actual.rows)), list(map(by_value, expected.rows))
    return None if same(have, want) else _described(actual.rows, expected.rows)


def data_set_difference(actual: Iterable[Row], expected: Iterable[Row]) -> str | None:
    """How two data sets differ, graph by graph; rows are subject, predicate, object, graph.

    Graphs are compared one by one because the suites give each as a file, so what is expected
    never shares a blank node between graphs.
    """
    have, want = _by_graph(actual), _by_graph(expected)
    for graph in have | want:
        if not same_bag(have.get(graph, ()), want.get(graph, ())):
            return f"graph {graph[1] if graph else 'default'}: " + _described(
                have.get(graph, set()), want.get(graph, set())
            )
    return None


def _by_graph(rows: Iterable[Row]) -> dict[Term | None, set[Row]]:
    graphs: defaultdict[Term | None, set[Row]] = defaultdict(set)
    for *triple, graph in rows:
        graphs[graph].add(by_value(tuple(triple)))
    return dict(graphs)


def _described(actual: Iterable[Row], expected: Iterable[Row]) -> str:
    have, want = Counter(actual), Counter(expected)
    return f"has {_some(have - want)} where {_some(want - have)} should be"


def _some(rows: Counter[Row]) -> str:
    shown = [" ".join(map(_word, row)) for row in list(rows)[:_MOST_SHOWN]]
    return f"{rows.total()} rows ({'; '.join(shown)})" if rows else "none other"


def _word(term: Term | None) -> str:
    return "-" if term is None else "|".join(str(part) for part in term[1:] if part)
