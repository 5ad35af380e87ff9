"""What is known of roles as sparse matrices: skills, groups of skills, names, texts.

Counts are dampened and what many roles have counts less (TF-IDF): a row of importances or of 1 + ln count is
brought to length 1, then each feature is multiplied by ln(1 + R/df), R roles, df of them having it. So the
length of a row is how rare its features are: a role says little by skills that nearly all roles ask for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from rolegraph.graph.alignment.normal import plain, telling_words
from rolegraph.graph.paths.similarity import Needs

Array = NDArray[Any]

LONGEST = 20_000
"""Characters of a role's names, and of its description, that are looked at."""
_GRAM = 4
_BITS = 16
_GAPS = re.compile(r"[\W_]+")
_FEWEST = 2
"""Roles that must share a feature of names and descriptions for it to count."""


@dataclass(frozen=True, slots=True)
class Described:
    """What is said of roles and skills beside their links, in the order of their numbers.

    ``names``: all labels of each role. ``texts``: its description, "" where there is none. ``languages``: of
    both (BCP 47), "" where not known. ``groups`` (S × groups): 1 where a skill stands right below a group, 0
    elsewhere (``skos:broader``). ``codes``: the groups of a classification of occupations that each role
    belongs to, as keys of any form, the same for the same group ("isco:265"); a role without code has none.
    """

    names: Sequence[Sequence[str]]
    texts: Sequence[str]
    languages: Sequence[str]
    groups: csr_array
    codes: Sequence[Sequence[str]]


def blocks(needs: Needs, importance: Array, described: Described) -> tuple[csr_array, ...]:
    """The matrices of all parts of ``vectors.PARTS``, R rows each.

    ``importance`` is i(r,s) of each link, in the order of ``needs.weights``.
    """
    size = len(needs.starts) - 1, len(needs.skill_starts) - 1
    asked = csr_array((importance, needs.skills, needs.starts), shape=size)
    return (
        _rare(asked, 1),
        _rare(_dampened(csr_array(asked @ described.groups)), 1),
        _rare(_grams(described.names), _FEWEST),
        _rare(_words(described.texts, described.languages), _FEWEST),
    )


def normalised(matrix: csr_array) -> csr_array:
    """The matrix with rows of length 1; those of length 0 stay."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros(len(lengths)), where=lengths > 0)
    return csr_array(diags_array(scale) @ matrix)


def _dampened(matrix: csr_array) -> csr_array:
    """Sums of importance, dampened."""
    return csr_array((np.log1p(matrix.data), matrix.indices, matrix.indptr), shape=matrix.shape)


def _rare(matrix: csr_array, fewest: int) -> csr_array:
    """Rows of length 1, columns weighed by how few rows have them; none of fewer rows than ``fewest``."""
    having = np.bincount(matrix.indices, minlength=matrix.shape[1])
    weights = np.where(having >= fewest, np.log1p(matrix.shape[0] / np.maximum(having, 1)), 0.0)
    found = csr_array(normalised(matrix) @ diags_array(weights))
    found.eliminate_zeros()
    return found


def _grams(names: Sequence[Sequence[str]]) -> csr_array:
    """How often each sequence of four characters stands in the names of each role, words kept apart."""
    return _counted([_grams_of(" ".join(some)[:LONGEST]) for some in names])


def _grams_of(text: str) -> Array:
    """The sequences of a text as numbers: the last 16 bits of each of four code points."""
    spaced = f" {_GAPS.sub(' ', plain(text)).strip()} "
    points = np.frombuffer(spaced.encode("utf-32-le", "replace"), dtype="<u4").astype(np.uint64)
    points &= np.uint64((1 << _BITS) - 1)
    count = max(len(points) - _GRAM + 1, 0)
    grams = np.zeros(count, dtype=np.uint64)
    for place in range(_GRAM):
        grams = (grams << np.uint64(_BITS)) | points[place : place + count]
    return grams


def _words(texts: Sequence[str], languages: Sequence[str]) -> csr_array:
    """How often each telling word stands in the text of each role."""
    numbers: dict[str, int] = {}
    rows = []
    for text, language in zip(texts, languages, strict=True):
        words = Counter(telling_words(text[:LONGEST], language or None))
        some = [[numbers.setdefault(word, len(numbers))] * count for word, count in words.items()]
        rows.append(np.fromiter(chain.from_iterable(some), dtype=np.uint64))
    return _counted(rows)


def _counted(rows: Sequence[Array]) -> csr_array:
    """1 + ln of how often each row has each number, a column for each different number."""
    roles = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    values = np.concatenate([np.zeros(0, dtype=np.uint64), *rows])
    kinds, columns = np.unique(values, return_inverse=True)
    shape = (len(rows), max(len(kinds), 1))
    counts = csr_array((np.ones(len(roles)), (roles, columns)), shape=shape)
    counts.sum_duplicates()
    return csr_array((1.0 + np.log(counts.data), counts.indices, counts.indptr), shape=shape)
