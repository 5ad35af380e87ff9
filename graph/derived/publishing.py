"""Publishing the derived graphs: a generation with the same content, or none where nothing differs."""

from __future__ import annotations

import secrets
import time
from pathlib import Path

from rolegraph.graph.derived.artefact import Tell
from rolegraph.graph.derived.process import Builder, Stopped
from rolegraph.graph.errors import StoreBusy
from rolegraph.graph.store import Generation, writing
from rolegraph.graph.writes.repeats import count_repeats

_PATIENCE = 60.0
_MOMENT = 0.5


class Overtaken(Exception):
    """The derived graphs that stand are not those that were compared with: a backup was restored."""


def publish_difference(
    store: Path, compared: Generation, folder: Path, builder: Builder, tell: Tell
) -> Generation:
    """Carry out what ``work_out`` left in ``folder`` on what is current by now; gives the new generation.

    ``compared`` is the generation that it was compared with. Others may have published since: only
    this changes derived graphs, so what differs is the same. Raises :class:`Overtaken` where it is
    not, :class:`StoreBusy`, :class:`Stopped` and :class:`WriteFailed`; nothing is changed then.
    """
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return _publish(store, compared, folder, builder, tell)
        except StoreBusy:
            if builder.is_stopped:
                raise Stopped("the building was stopped") from None
            if time.monotonic() >= until:
                raise


def _publish(store: Path, compared: Generation, folder: Path, builder: Builder, tell: Tell) -> Generation:
    with writing(store, patience=_MOMENT) as candidate:
        if candidate.parent.meta.derived != compared.meta.derived:
            raise Overtaken
        order = {"kind": "apply", "name": "graphs", "data": str(candidate.path), "folder": str(folder)}
        answer = builder.carry_out(order, tell)
        return candidate.publish(
            quads=candidate.parent.quads + answer["quads"],
            repeats=count_repeats(candidate.path, candidate.parent.base) if answer["repeats"] else None,
            same_content=True,
            derived=secrets.token_hex(8),
        )
