"""What a generation says of roles and skills beside their links, for the likeness of roles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from scipy.sparse import csr_array

from rolegraph.graph.mapping import terms
from rolegraph.graph.paths.features import LONGEST, Described
from rolegraph.graph.paths.reading.nodes import Found
from rolegraph.graph.paths.reading.source import Source
from rolegraph.graph.taxonomies import terms as tax

_SAID = (tax.DESCRIPTION, terms.DESCRIPTION, terms.RESPONSIBILITIES)
_ONET_SOC = re.compile(r"(?P<minor>\d\d-\d)(?P<broad>\d\d)\d\.\d\d")


def read_described(source: Source, roles: Found, skills: Found, profiles: Mapping[str, int]) -> Described:
    """Names, texts, codes and groups, in the order of the nodes.

    ``profiles`` are the roles of those who speak of roles, by IRI: their prose is about the role.
    """
    return Described(
        names=[[text for _, text, _ in node.labels] for node in roles.nodes],
        texts=_texts(source, {**roles.numbers, **profiles}, len(roles.nodes)),
        languages=[node.language for node in roles.nodes],
        groups=_groups(source, skills),
        codes=_codes(source, roles),
    )


def _texts(source: Source, owners: Mapping[str, int], count: int) -> list[str]:
    """The different texts about each role, in code-point order, as far as anybody looks at them."""
    found: list[set[str]] = [set() for _ in range(count)]
    for predicate in _SAID:
        for subject, literal in source.literals(predicate):
            if subject in owners:
                found[owners[subject]].add(literal.value)
    return ["\n".join(sorted(texts))[:LONGEST] for texts in found]


def _groups(source: Source, skills: Found) -> csr_array:
    """Skills × groups: 1 where a skill stands right below a group."""
    pairs = sorted(
        {
            (skills.numbers[skill], group)
            for skill, group, _ in source.links(tax.BROADER)
            if skill in skills.numbers
        }
    )
    numbers = {group: place for place, group in enumerate(sorted({group for _, group in pairs}))}
    rows = np.array([skill for skill, _ in pairs], dtype=np.int64)
    columns = np.array([numbers[group] for _, group in pairs], dtype=np.int64)
    return csr_array((np.ones(len(pairs)), (rows, columns)), shape=(len(skills.nodes), len(numbers)))


def _codes(source: Source, roles: Found) -> Sequence[Sequence[str]]:
    """The minor and unit groups of ISCO, the minor groups and broad occupations of the SOC, of each role."""
    found: dict[int, set[str]] = defaultdict(set)
    for iri, code in (*_isco(source), *_soc(source)):
        if iri in roles.numbers:
            found[roles.numbers[iri]].add(code)
    return [sorted(found[role]) for role in range(len(roles.nodes))]


def _isco(source: Source) -> Iterator[tuple[str, str]]:
    notations = {one: value.value for one, value in source.literals(terms.NOTATION)}
    for occupation, group, _ in source.links(tax.MEMBER_OF_ISCO_GROUP):
        code = notations.get(group, "")
        if code:
            yield occupation, f"isco:{code[:3]}"
            yield occupation, f"isco:{code}"


def _soc(source: Source) -> Iterator[tuple[str, str]]:
    for occupation, value in source.literals(terms.NOTATION, source.iris.taxonomy_graph("onet")):
        if match := _ONET_SOC.fullmatch(value.value):
            yield occupation, f"soc:{match['minor']}"
            yield occupation, f"soc:{match['minor']}{match['broad']}"
