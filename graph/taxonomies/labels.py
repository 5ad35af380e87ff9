"""SKOS labels of one concept: a text is said once, as the most prominent of its labels.

SKOS S13: preferred, alternative and hidden labels are disjoint. Distributions repeat them.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from rolegraph.graph.mapping import terms
from rolegraph.graph.mapping.writer import GraphWriter

_KINDS = (terms.PREF_LABEL, terms.ALT_LABEL, terms.HIDDEN_LABEL)


def write_labels(
    write: GraphWriter,
    node: NamedNode,
    preferred: str,
    alternative: Iterable[str] = (),
    hidden: Iterable[str] = (),
) -> int:
    """Write them in the writer's language, without the blanks around; gives how many were left out."""
    seen: set[str] = set()
    repeated = 0
    for term, texts in zip(_KINDS, ((preferred,), alternative, hidden), strict=True):
        for text in filter(None, map(str.strip, texts)):
            if text in seen:
                repeated += 1
                continue
            seen.add(text)
            write.text(node, term, text)
    return repeated
