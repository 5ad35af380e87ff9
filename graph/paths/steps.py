"""The steps between roles, worked out once for a space and kept in files.

A step a→b is there where role a covers at least the floor of what role b asks for: cov(a→b) = Σ w(b,s)
over the skills that both ask for / Σ w(b,s) over all that b asks for. A step that a page asserts (an
"alternative role") is there whatever its coverage. Both kinds are facts about two roles, whoever asks: what a
question starts from may make a step cheaper (``k_best``), never create one.

Made by ``Steps.build(needs, asserted)``, written by ``.save(folder)``, opened by ``Steps.load(folder)``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from rolegraph.graph.errors import BadValue
from rolegraph.graph.paths.similarity import Needs

FLOOR = 0.15
SLACK = 1e-9
"""How much a coverage may lie below the floor by rounding and still reach it."""
MOST_STEPS = 20_000_000
"""About how many steps are kept in all; a role keeps at least ``LEAST_OF_A_ROLE``, if it has as many."""
LEAST_OF_A_ROLE = 256
_PRODUCTS = 20_000_000
_DESCRIPTION = "steps.json"

Tell = Callable[[str, int, int | None], None]
Array = NDArray[Any]


def _silent(what: str, done: int, of: int | None) -> None:
    pass


@dataclass(frozen=True)
class Steps:
    """The steps of R roles, E in all, both by where they begin and by where they end.

    By beginning: those of role a end at ``ends[first[a]:first[a + 1]]`` (ascending), with ``coverage``
    (float64, in [0, 1], the true one also of asserted steps) and ``asserted`` (bool) at the same places.
    By end: those into role b begin at ``begins[last[b]:last[b + 1]]``; ``places`` says where each stands
    among the former. ``first`` and ``last`` have R + 1 entries. ``floor`` is the least coverage of a step
    that is not asserted; ``left_out`` counts the steps beyond the most that are kept, the weakest of a role.
    """

    first: Array
    ends: Array
    coverage: Array
    asserted: Array
    last: Array
    begins: Array
    places: Array
    floor: float = FLOOR
    left_out: int = 0

    @property
    def roles(self) -> int:
        """How many roles."""
        return len(self.first) - 1

    @classmethod
    def build(
        cls, needs: Needs, asserted: Array, floor: float = FLOOR, tell: Tell = _silent, most: int = MOST_STEPS
    ) -> Steps:
        """Work out the steps.

        ``asserted`` is an integer array of shape (n, 2): from role, to role; repeats and loops are passed
        over. ``floor`` is in (0, 1]. ``most`` bounds the steps kept, see ``MOST_STEPS``. ``tell(what, done,
        of)`` is told of each block of roles. Takes memory for one block (about 20 million products) and the
        steps. Raises ``BadValue`` for another floor.
        """
        if not 0 < floor <= 1:
            raise BadValue("paths-floor", f"the floor is {floor}: give a number above 0, at most 1")
        size = len(needs.starts) - 1
        each = max(LEAST_OF_A_ROLE, most // max(1, size))
        stated = _by_beginning(asserted, size)
        blocks, left_out = [], 0
        for begin, end, covered in _blocks(needs):
            block, dropped = _kept(covered, begin, stated[begin:end], floor, each)
            blocks.append(block)
            left_out += dropped
            tell("steps between roles", end, size)
        return _both_ways(sp.vstack(blocks, format="csr") if blocks else stated, stated, floor, left_out)

    def save(self, folder: Path) -> None:
        """Write the arrays (``steps-*.npy``) and ``steps.json`` into a folder that is there."""
        for name in _ARRAYS:
            np.save(folder / f"steps-{name}.npy", getattr(self, name))
        facts = {"floor": self.floor, "left_out": self.left_out}
        (folder / _DESCRIPTION).write_text(json.dumps(facts), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Steps:
        """Open what ``save`` wrote; the arrays are mapped. Raises ``OSError`` where it is not there."""
        facts = json.loads((folder / _DESCRIPTION).read_text(encoding="utf-8"))
        parts: dict[str, Any] = {
            name: np.asarray(np.load(folder / f"steps-{name}.npy", mmap_mode="r")) for name in _ARRAYS
        }
        return cls(**parts, **facts)


_ARRAYS = [field.name for field in fields(Steps) if field.name not in {"floor", "left_out"}]


def _by_beginning(asserted: Array, size: int) -> sp.csr_array:
    """Asserted steps as a matrix of ones, R × R."""
    pairs = np.asarray(asserted, dtype=np.int64).reshape(-1, 2)
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    return sp.csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))


def _blocks(needs: Needs) -> Iterator[tuple[int, int, sp.csr_array]]:
    """Blocks of roles: begin, end, and their coverage of all roles (end − begin × R)."""
    size, skills = len(needs.starts) - 1, len(needs.skill_starts) - 1
    held = sp.csr_array((np.ones(len(needs.skills)), needs.skills, needs.starts), shape=(size, skills))
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = needs.role_weights / needs.totals[needs.roles]
    asked = sp.csr_array((shares, needs.roles, needs.skill_starts), shape=(skills, size))
    work = np.concatenate(([0], np.cumsum(np.diff(needs.skill_starts)[needs.skills], dtype=np.int64)))
    work = work[needs.starts]
    begin = 0
    while begin < size:
        end = max(begin + 1, int(np.searchsorted(work, work[begin] + _PRODUCTS, side="right")) - 1)
        yield begin, end, held[begin:end] @ asked
        begin = end


def _kept(
    covered: sp.csr_array, begin: int, stated: sp.csr_array, floor: float, each: int
) -> tuple[sp.csr_array, int]:
    """The steps of a block: coverage + 1 (so that 0 can be stored), and how many were left out."""
    places = np.flatnonzero(covered.data >= floor - SLACK)
    rows = np.searchsorted(covered.indptr, places, side="right") - 1
    others = covered.indices[places] != rows + begin
    places, rows = places[others], rows[others]
    ends, values = covered.indices[places], np.minimum(covered.data[places], 1.0)
    kept = _strongest(rows, ends, values, covered.shape[0], each)
    steps = sp.csr_array((values[kept] + 1.0, (rows[kept], ends[kept])), shape=covered.shape)
    if stated.nnz:
        steps = sp.csr_array(steps + _lacking(covered, steps, stated))
    steps.sort_indices()
    return steps, len(rows) - len(kept)


def _lacking(covered: sp.csr_array, steps: sp.csr_array, stated: sp.csr_array) -> sp.csr_array:
    """What is asserted and not among the steps yet, in the same form; looks at the rows with any only."""
    lacking = sp.csr_array(stated - stated.multiply(steps.astype(bool)))
    has = sp.diags_array((np.diff(lacking.indptr) > 0).astype(float))
    return sp.csr_array((has @ covered).multiply(lacking) + lacking)


def _strongest(rows: Array, ends: Array, values: Array, size: int, each: int) -> Array:
    """Which places to keep of a block: all, where they come to no more than ``each`` a role.

    Else of each role the ``each`` highest values, of equal ones the lowest ends.
    """
    if len(rows) <= each * size:
        return np.arange(len(rows))
    counts = np.bincount(rows, minlength=size)
    order = np.lexsort((ends, -np.round(values, 9), rows))
    within = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.asarray(order[within < each])


def _both_ways(steps: sp.csr_array, stated: sp.csr_array, floor: float, left_out: int) -> Steps:
    """The arrays of a matrix of coverage + 1 and of what is asserted."""
    size = steps.shape[0]
    begins = np.repeat(np.arange(size, dtype=np.int32), np.diff(steps.indptr))
    places = np.argsort(steps.indices, kind="stable")
    counts = np.bincount(steps.indices, minlength=size)
    return Steps(
        first=steps.indptr.astype(np.int64),
        ends=steps.indices.astype(np.int32),
        coverage=np.clip(steps.data - 1.0, 0.0, 1.0),
        asserted=_is_stated(steps, begins, stated),
        last=np.concatenate(([0], np.cumsum(counts))),
        begins=begins[places],
        places=places,
        floor=floor,
        left_out=left_out,
    )


def _is_stated(steps: sp.csr_array, begins: Array, stated: sp.csr_array) -> Array:
    """For each step whether a page asserts it."""
    size = np.int64(steps.shape[0])
    rows = np.repeat(np.arange(stated.shape[0]), np.diff(stated.indptr))
    return np.isin(begins * size + steps.indices, rows * size + stated.indices)
