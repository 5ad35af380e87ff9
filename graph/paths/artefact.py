"""The skill space as files that are made from a generation and kept beside it."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph

from rolegraph.graph.derived.artefact import Tell

NAME = "skill-space"


class SkillSpaceArtefact:
    """The space and the steps between its roles, see :class:`~rolegraph.graph.derived.artefact.Artefact`."""

    name = NAME
    layout = 1

    def build(self, store: pyoxigraph.Store, base: str, folder: Path, tell: Tell) -> None:
        """Fill the folder; :meth:`~rolegraph.graph.paths.questions.Questions.open` opens it."""
        from rolegraph.graph.paths.reading import read_space
        from rolegraph.graph.paths.steps import Steps

        space = read_space(store, base, tell)
        space.save(folder)
        Steps.build(space.needs, space.alternatives.pairs(), tell=tell).save(folder)


ARTEFACT = SkillSpaceArtefact()
