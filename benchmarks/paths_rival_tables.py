"""Rivals of benchmarks/paths.py that know tables and triples: scipy.sparse and pyoxigraph.

Both run in the environment of the peers, see ``paths_rivals``; ``space`` is a mapping of arrays.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

import numpy as np

Answer = dict[str, Any]
_LINK = "http://example.org/"


class Sparql:
    """A store in memory with the steps, and where ``links`` the links, as triples."""

    def __init__(self, space: Any, links: bool) -> None:
        engine = import_module("pyoxigraph")
        self.store = engine.Store()
        pairs = zip(space["begins"].tolist(), space["ends"].tolist(), strict=True)
        lines = "".join(f"<{_LINK}r{a}> <{_LINK}step> <{_LINK}r{b}> .\n" for a, b in pairs)
        self.store.bulk_load(lines.encode(), engine.RdfFormat.N_TRIPLES)
        if links:
            lines = "".join(self._links(space))
            self.store.bulk_load(lines.encode(), engine.RdfFormat.N_TRIPLES)

    @staticmethod
    def _links(space: Any) -> Iterable[str]:
        roles = np.repeat(np.arange(len(space["starts"]) - 1), np.diff(space["starts"]))
        rows = zip(roles.tolist(), space["skills"].tolist(), space["weights"].tolist(), strict=True)
        number, double = f"<{_LINK}weight>", "<http://www.w3.org/2001/XMLSchema#double>"
        for place, (role, skill, weight) in enumerate(rows):
            link = f"<{_LINK}l{place}>"
            yield f"{link} <{_LINK}role> <{_LINK}r{role}> . \n{link} <{_LINK}skill> <{_LINK}s{skill}> .\n"
            yield f'{link} {number} "{weight!r}"^^{double} .\n'
        for role, total in enumerate(space["totals"].tolist()):
            yield f'<{_LINK}r{role}> <{_LINK}total> "{total!r}"^^{double} .\n'

    def is_reached(self, question: Any, hops: int) -> Answer:
        """Whether there is any path: a property path can say no more."""
        target = int(question["target"])
        first = np.flatnonzero(np.isfinite(question["first"])).tolist()
        begins = " ".join(f"<{_LINK}r{role}>" for role in first)
        path = "/".join([f"<{_LINK}step>?"] * (hops - 1))
        query = f"ASK {{ VALUES ?v {{ {begins} }} ?v {path} <{_LINK}r{target}> }}"
        started = time.perf_counter()
        reached = bool(self.store.query(query))
        return {"seconds": time.perf_counter() - started, "reached": reached}

    def within(self, skills: Sequence[int], gap: float) -> Answer:
        """Roles within a gap, by a query that groups."""
        held = " ".join(f"<{_LINK}s{skill}>" for skill in skills)
        query = f"""SELECT ?r WHERE {{ {{ SELECT ?r (SUM(?w) AS ?sum) {{ VALUES ?s {{ {held} }}
          ?l <{_LINK}skill> ?s ; <{_LINK}role> ?r ; <{_LINK}weight> ?w }} GROUP BY ?r }}
          ?r <{_LINK}total> ?total FILTER(?sum / ?total >= {1 - gap - 1e-9}) }}"""
        started = time.perf_counter()
        found = [int(row[0].value[len(_LINK) + 1 :]) for row in self.store.query(query)]
        return {"seconds": time.perf_counter() - started, "roles": sorted(found)}

    def similar(self, role: int) -> Answer:
        """The 20 roles most like one, by a query that groups."""
        query = f"""SELECT ?r ((2 * ?f * ?b / (?f + ?b)) AS ?score) WHERE {{
          {{ SELECT ?r (SUM(?w) AS ?theirs) (SUM(?v) AS ?ours) {{
            ?k <{_LINK}role> <{_LINK}r{role}> ; <{_LINK}skill> ?s ; <{_LINK}weight> ?v .
            ?l <{_LINK}skill> ?s ; <{_LINK}role> ?r ; <{_LINK}weight> ?w
            FILTER(?r != <{_LINK}r{role}>) }} GROUP BY ?r }}
          ?r <{_LINK}total> ?total . <{_LINK}r{role}> <{_LINK}total> ?own
          BIND(?theirs / ?total AS ?f) BIND(?ours / ?own AS ?b) }} ORDER BY DESC(?score) LIMIT 20"""
        started = time.perf_counter()
        found = [float(row[1].value) for row in self.store.query(query)]
        return {"seconds": time.perf_counter() - started, "scores": found}


class Matrix:
    """scipy.sparse alone: products of the whole matrix."""

    def __init__(self, space: Any) -> None:
        sparse = import_module("scipy.sparse")
        shape = (len(space["starts"]) - 1, int(space["skill_count"]))
        self.weights = sparse.csr_matrix((space["weights"], space["skills"], space["starts"]), shape=shape)
        self.has = self.weights.sign()
        self.totals = np.maximum(space["totals"], 1e-300)

    def within(self, skills: Sequence[int], gap: float) -> Answer:
        """Roles within a gap, by a product with a vector."""
        started = time.perf_counter()
        held = np.zeros(self.weights.shape[1])
        held[skills] = 1.0
        found = np.flatnonzero(self.weights @ held / self.totals >= 1 - gap - 1e-9)
        return {"seconds": time.perf_counter() - started, "roles": found.tolist()}

    def similar(self, role: int) -> Answer:
        """The 20 roles most like one, by two products."""
        started = time.perf_counter()
        own = self.weights[role].toarray().ravel()
        forth = self.weights @ (own > 0).astype(float) / self.totals
        back = self.has @ own / self.totals[role]
        score = np.divide(2 * forth * back, forth + back, out=np.zeros_like(forth), where=forth > 0)
        score[role] = 0.0
        best = np.argsort(-score, kind="stable")[:20]
        best = best[score[best] > 0]
        return {"seconds": time.perf_counter() - started, "scores": score[best].tolist()}
