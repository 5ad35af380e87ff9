"""Which statements of pages and classifications an answer rests on, and the query that shows them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice

import numpy as np

from rolegraph.graph.identity import Iris
from rolegraph.graph.mapping import terms
from rolegraph.graph.namespaces import PREFIXES
from rolegraph.graph.paths.answers import MOST_STATEMENTS, Evidence, Kind, Statement
from rolegraph.graph.paths.links import Array
from rolegraph.graph.paths.names import Names
from rolegraph.graph.paths.pay import Wanted
from rolegraph.graph.paths.space import SkillSpace
from rolegraph.graph.paths.versions import claims_of

_QUERY = """\
{prologue}
SELECT DISTINCT ?subject ?predicate ?object ?graph WHERE {{
  {blocks}
  FILTER(!STRSTARTS(STR(?graph), "{derived}"))
}}
ORDER BY ?graph ?subject ?predicate ?object
"""

_PAGES = """{{
    # lists of skills of pages{about}
    VALUES ?role {{ {roles} }}
    GRAPH ?graph {{ ?subject a rg:RoleProfile ; rg:role ?role ; {place}rg:skillRequirement ?object }}
    BIND(rg:skillRequirement AS ?predicate)
  }}"""

_CLASSIFICATIONS = """{{
    # essential skills of ESCO
    VALUES ?subject {{ {roles} }}
    GRAPH ?graph {{ ?subject esco:relatedEssentialSkill ?object }}
    BIND(esco:relatedEssentialSkill AS ?predicate)
  }} UNION {{
    # optional skills of ESCO
    VALUES ?subject {{ {roles} }}
    GRAPH ?graph {{ ?subject esco:relatedOptionalSkill ?object }}
    BIND(esco:relatedOptionalSkill AS ?predicate)
  }} UNION {{
    # ratings of O*NET
    VALUES ?subject {{ {roles} }}
    GRAPH <{onet}> {{ ?subject rg:skillRating ?object . ?object rg:importance ?importance }}
    FILTER NOT EXISTS {{ GRAPH <{onet}> {{ ?object rg:notRelevant true }} }}
    BIND(rg:skillRating AS ?predicate) BIND(<{onet}> AS ?graph)
  }} UNION {{
    # technologies of O*NET: what is not rated
    VALUES ?subject {{ {roles} }}
    GRAPH <{onet}> {{ ?subject schema:skills ?object }}
    FILTER NOT EXISTS {{ GRAPH <{onet}> {{ ?subject rg:skillRating ?rating . ?rating schema:item ?object }} }}
    BIND(schema:skills AS ?predicate) BIND(<{onet}> AS ?graph)
  }}"""

_ALTERNATIVES = """{{
    # alternative roles that pages name
    VALUES ?role {{ {start} }}
    VALUES ?other {{ {end} }}
    GRAPH ?graph {{
      ?subject a rg:RoleProfile ; rg:role ?role ; rg:alternative ?object . ?object schema:item ?other
    }}
    BIND(rg:alternative AS ?predicate)
  }}"""
_KEPT = 20_000


class Witnesses:
    """Tells who says what roles of one space ask for; for all threads."""

    def __init__(self, space: SkillSpace, names: Names) -> None:
        self._space, self._names = space, names
        # One answer rests on the same pages again and again.
        self._text = lru_cache(_KEPT)(space.strings.__getitem__)

    def evidence(self, start: int | None, end: int, most: int, wanted: Wanted | None = None) -> Evidence:
        """Who says what the role ``end`` asks for, and likewise ``start`` where that is a role.

        The first ``most`` statements are listed. With ``wanted``, of ``end`` only what the pages of that
        country and band say. Pages that name ``end`` as an alternative to ``start`` are evidence, too.
        """
        start = None if start == end else start
        rows = self._claims(end) if wanted is None else claims_of(self._space, wanted, end)
        if start is not None:
            rows = np.concatenate([rows, self._claims(start)])
        named = [] if start is None else list(self._alternatives(start, end))
        statements = islice(chain(named, self._statements(rows[:most])), most)
        return Evidence(
            tuple(statements),
            self._sources(rows, named),
            len(rows) + len(named),
            self._query(start, end, wanted, bool(named)),
        )

    def _claims(self, role: int) -> Array:
        """The places of what is claimed of a role, by skill and voice."""
        return np.arange(*self._space.of_roles.claims[role : role + 2])

    def _statements(self, rows: Array) -> Iterator[Statement]:
        text, claims, voices = self._text, self._space.claims, self._space.voices
        voice = claims.voice[rows]
        columns = voices.iri[voice], claims.predicate[rows], claims.object[rows], voices.graph[voice]
        for numbers in zip(*(column.tolist() for column in columns), strict=True):
            yield Statement(*map(text, numbers))

    def _sources(self, rows: Array, named: list[Statement]) -> tuple[str, ...]:
        voices = np.unique(self._space.claims.voice[rows])
        graphs = np.unique(self._space.voices.graph[voices]).tolist()
        return tuple(sorted({*map(self._text, graphs), *(one.graph for one in named)})[:MOST_STATEMENTS])

    def _alternatives(self, start: int, end: int) -> Iterator[Statement]:
        text, named, voices = self._text, self._space.alternatives, self._space.voices
        for row in range(*self._space.of_roles.alternatives[start : start + 2].tolist()):
            voice = int(named.voice[row])
            if named.other[row] == end and voice >= 0:
                yield Statement(
                    text(int(voices.iri[voice])),
                    terms.ALTERNATIVE.value,
                    text(int(named.object[row])),
                    text(int(voices.graph[voice])),
                )

    def _query(self, start: int | None, end: int, wanted: Wanted | None, with_alternatives: bool) -> str:
        iris = Iris(self._space.base)
        ends = self._iris(end)
        starts = "" if start is None else self._iris(start)
        blocks = []
        if wanted is not None:
            blocks.append(
                _PAGES.format(about=" of that country and band", roles=ends, place=self._place(wanted))
            )
        if whole := " ".join(one for one in (ends if wanted is None else "", starts) if one):
            blocks.append(_PAGES.format(about="", roles=whole, place=""))
            blocks.append(_CLASSIFICATIONS.format(roles=whole, onet=iris.taxonomy_graph("onet")))
        if with_alternatives:
            blocks.append(_ALTERNATIVES.format(start=starts, end=ends))
        return _QUERY.format(
            prologue="\n".join(
                f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in ("esco", "rg", "schema")
            ),
            blocks=" UNION ".join(blocks),
            derived=iris.derived_prefix,
        )

    def _place(self, wanted: Wanted) -> str:
        """The part of a pattern that says which country and band."""
        places = self._space.places
        country = "?country" if wanted.country is None else f"<{places[wanted.country].iri}>"
        band = "?band" if wanted.band is None else f"<{places[wanted.band].iri}>"
        return f"rg:country {country} ; rg:experienceBand {band} ; "

    def _iris(self, role: int) -> str:
        return " ".join(f"<{iri}>" for iri in self._names.thing(Kind.ROLE, role).iris)
