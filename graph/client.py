"""rolegraph from Python: ``open_store(DIR).query(...)``.

>>> from rolegraph.graph import open_store
>>> with open_store("rolegraph-store") as graph:                          # doctest: +SKIP
...     for row in graph.query("SELECT ?label { ?role a rg:Role ; skos:prefLabel ?label }"):
...         print(row.label)
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, overload

import rdflib
from rdflib.plugins.sparql.results.jsonresults import JSONResult
from rdflib.query import ResultRow

from rolegraph.graph.namespaces import PREFIXES, sparql_prologue
from rolegraph.graph.statistics import counts
from rolegraph.graph.store import Generation, current_generation, read_current
from rolegraph.graph.store.answer import Question
from rolegraph.graph.store.queries import Queries
from rolegraph.graph.store.reader_pool import PoolLimits

if TYPE_CHECKING:
    import pandas as pd

    from rolegraph.graph.derived.made import Made
    from rolegraph.graph.paths.questions import Questions

NO_HURRY = 24 * 3600.0
"""The deadline, in seconds, of a query that was given none."""


class Rows(Sequence[ResultRow]):
    """The solutions of a SELECT query, in order.

    A row is a tuple of rdflib terms (``None`` where unbound) with the variables as attributes and
    keys: ``row.label``, ``row["label"]``; ``row.label.toPython()`` is the Python value.
    """

    def __init__(self, variables: Sequence[str], rows: list[ResultRow]) -> None:
        self.variables = tuple(variables)
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> ResultRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[ResultRow]: ...
    def __getitem__(self, index: int | slice) -> ResultRow | list[ResultRow]:
        """A row, or a list of rows."""
        return self._rows[index]

    def __iter__(self) -> Iterator[ResultRow]:
        return iter(self._rows)

    def dataframe(self) -> pd.DataFrame:
        """The rows as a pandas data frame of Python values (``pip install rolegraph[pandas]``).

        Shape: rows by variables; IRIs become ``str``, decimals ``decimal.Decimal``, unbound ``None``.
        """
        import pandas as pd

        values = [[_python_value(term) for term in row] for row in self._rows]
        return pd.DataFrame(values, columns=list(self.variables))


class RoleGraph:
    """A store opened for asking; every query sees the generation that is current when it is asked.

    Queries run in a process of their own, so that none can take down yours. ``timeout`` is in
    seconds. Use it as a context manager, or ``close`` it.
    """

    def __init__(self, folder: Path, timeout: float | None = None) -> None:
        self._folder = folder
        self._queries = Queries(folder, PoolLimits(size=1, deadline=timeout or NO_HURRY, memory=0))
        self._space: tuple[Made, Questions] | None = None
        current_generation(folder)

    @property
    def generation(self) -> Generation:
        """The current generation: number, time, size, base IRI."""
        return current_generation(self._folder)

    def query(self, sparql: str) -> Rows | rdflib.Graph | bool:
        """Answer a SPARQL 1.1 query over the union of all graphs.

        The project's prefixes are known without being declared. SELECT gives :class:`Rows`,
        CONSTRUCT and DESCRIBE an ``rdflib.Graph``, ASK a ``bool``. Raises
        :class:`~rolegraph.graph.errors.QueryError` and its kinds.
        """
        form, content = self._ask(sparql)
        if form == "graph":
            graph = rdflib.Graph().parse(data=content, format="nt")
            for prefix, iri in PREFIXES.items():
                graph.bind(prefix, iri)
            return graph
        if form == "boolean":
            return bool(json.loads(content)["boolean"])
        return _rows(content)

    def select(self, sparql: str) -> Rows:
        """As :meth:`query`, for SELECT alone. Raises :class:`TypeError` for another form."""
        answer = self.query(sparql)
        if not isinstance(answer, Rows):
            raise TypeError("this is not a SELECT query: use query()")
        return answer

    def counts(self) -> dict[str, int]:
        """How many pages, profiles, roles, skills … the current generation holds."""
        with read_current(self._folder) as current:
            return counts(current.store)

    @property
    def questions(self) -> Questions:
        """Asks about paths: ``graph.questions.paths("Loan Officer", skills=["Negotiation"])``.

        Its methods are ``paths``, ``reachable``, ``gap`` and ``similar``. It is made from the data of the
        current generation; where nobody has built the skill space of that yet, it is built now, which may
        take some seconds and writes into the store's folder. Raises what
        :meth:`~rolegraph.graph.derived.derived.Derived.build` raises.
        """
        # What this needs is not imported by those who only ask SPARQL.
        from rolegraph.graph.derived.derived import Derived
        from rolegraph.graph.derived.table import SPACE
        from rolegraph.graph.paths.questions import Questions

        made = Derived(self._folder).current(SPACE)
        if self._space is None or self._space[0] != made:
            self._space = made, Questions.open(made.folder)
        return self._space[1]

    def _ask(self, sparql: str) -> tuple[str, bytes]:
        question = Question(sparql, "JSON", "N_TRIPLES", prologue=sparql_prologue())
        _, answer = self._queries.ask(question)
        return answer.form, answer.read()

    def close(self) -> None:
        """End the process that answers."""
        self._queries.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: Any) -> None:
        self.close()


def open_store(folder: str | PathLike[str], *, timeout: float | None = None) -> RoleGraph:
    """Open the store in ``folder`` for asking. Raises :class:`~rolegraph.graph.errors.StoreMissing`."""
    return RoleGraph(Path(folder), timeout)


def _python_value(term: object) -> object:
    """A literal's Python value; the text of an IRI or blank node; ``None`` where unbound."""
    if isinstance(term, rdflib.Literal):
        return term.toPython()
    return None if term is None else str(term)


def _rows(content: bytes) -> Rows:
    result = JSONResult(json.load(io.BytesIO(content)))
    variables = [str(name) for name in result.vars or ()]
    return Rows(variables, [row for row in result if isinstance(row, ResultRow)])
