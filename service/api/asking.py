"""The skill space of now, which a request asks."""

from __future__ import annotations

from rolegraph.graph.derived.made import Made
from rolegraph.graph.paths.questions import Questions
from rolegraph.service import logs
from rolegraph.service.parts import parts


def questions_of_now() -> tuple[Made, Questions]:
    """The newest skill space, and what it was made from. Raises :class:`NotBuilt` where there is none."""
    made, questions = parts().paths.get()
    logs.current().facts["generation"] = made.content
    return made, questions
