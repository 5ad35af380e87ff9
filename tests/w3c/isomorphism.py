"""Whether two bags of rows are the same up to the names of their blank nodes.

A graph is a bag of triples, a data set one of quads, a result one of solutions. Blank nodes are
told apart by colour refinement; where that leaves a choice, each is tried. A match counts only
when the rows, renamed, are equal, so a collision of colours can't make two things the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from w3c.terms import Row, Term

Colours: TypeAlias = dict[Term, int]


def same_bag(first: Iterable[Row], second: Iterable[Row]) -> bool:
    """Whether a renaming of blank nodes, one to one, makes the two bags equal."""
    left, right = list(first), list(second)
    if len(left) != len(right):
        return False
    return _matches(left, right, _uniform(left), _uniform(right))


def same_sequence(first: Iterable[Row], second: Iterable[Row]) -> bool:
    """The same with the order of the rows kept."""
    return same_bag(_numbered(first), _numbered(second))


def within(some: Iterable[Row], every: Iterable[Row]) -> bool:
    """Whether ``some`` is ``every`` with none lost but repetitions (REDUCED); blank nodes by name."""
    kept, given = Counter(some), Counter(every)
    return set(kept) == set(given) and kept <= given


def _numbered(rows: Iterable[Row]) -> list[Row]:
    return [(("index", number), *row) for number, row in enumerate(rows)]


def _blanks(term: Term | None) -> Iterator[Term]:
    if term is None or term[0] not in ("blank", "triple"):
        return
    if term[0] == "blank":
        yield term
    else:
        for part in term[1:]:
            yield from _blanks(part)


def _uniform(rows: list[Row]) -> Colours:
    return {node: 0 for row in rows for term in row for node in _blanks(term)}


def _painted(term: Term | None, colours: Colours, marked: Term | None = None) -> Term | None:
    """A term with colours for blank nodes, and a mark for one of them."""
    if term is None or term[0] not in ("blank", "triple"):
        return term
    if term[0] == "blank":
        return ("marked",) if term == marked else ("blank", colours[term])
    return ("triple", *(_painted(part, colours, marked) for part in term[1:]))


def _refined(rows: list[Row], colours: Colours) -> Colours:
    """Colours by what stands around each blank node, until there are no more of them."""
    while True:
        seen: defaultdict[Term, list[int]] = defaultdict(list)
        for row in rows:
            for node in {node for term in row for node in _blanks(term)}:
                seen[node].append(hash(tuple(_painted(term, colours, node) for term in row)))
        finer = {node: hash((colours[node], tuple(sorted(around)))) for node, around in seen.items()}
        if len(set(finer.values())) == len(set(colours.values())):
            return finer
        colours = finer


def _matches(left: list[Row], right: list[Row], left_colours: Colours, right_colours: Colours) -> bool:
    left_colours, right_colours = _refined(left, left_colours), _refined(right, right_colours)
    if Counter(left_colours.values()) != Counter(right_colours.values()):
        return False
    choice = _ambiguous(left_colours)
    if choice is None:
        return _coloured(left, left_colours) == _coloured(right, right_colours)
    single = {**left_colours, choice: 1}
    return any(
        _matches(left, right, single, {**right_colours, other: 1})
        for other, colour in right_colours.items()
        if colour == left_colours[choice]
    )


def _ambiguous(colours: Colours) -> Term | None:
    """A blank node that shares its colour."""
    sizes = Counter(colours.values())
    return next((node for node, colour in colours.items() if sizes[colour] > 1), None)


def _coloured(rows: list[Row], colours: Colours) -> Counter[Row]:
    return Counter(tuple(_painted(term, colours) for term in row) for row in rows)
