"""Whose turn it is to write, to have RDF checked, or to ask about paths: few at a time.

Both may take long, and whoever waits holds a thread of the web process: so the queues are bounded,
and fair to clients. A body is read before its turn comes, so that a slow client holds up nobody.
Writes are made one at a time, and those whose turn it is together are published together.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import request

from rolegraph.graph.store.admission import Gate
from rolegraph.service.auth import client
from rolegraph.service.delivery import departure
from rolegraph.service.settings import Settings

_TOGETHER = 32
_CHECKS_WAITING = 8
_CHECKS_OF_ONE = 4
_QUESTIONS = 2


def writes(settings: Settings) -> Gate:
    """For writes: only who has a token comes here, and may wait as long as a write may take."""
    together = max(1, min(_TOGETHER, settings.queue + 1, settings.threads // 2))
    return Gate(together, settings.queue + 1 - together, 0, settings.deadline)


def checks(settings: Settings) -> Gate:
    """For checks, which anyone may ask for."""
    return Gate(1, _CHECKS_WAITING, _CHECKS_OF_ONE, settings.queue_wait)


def questions(settings: Settings) -> Gate:
    """For questions about paths: worked out in the web process, whose other threads must get on, too."""
    return Gate(_QUESTIONS, settings.queue, settings.per_client, settings.queue_wait)


@contextmanager
def turn(gate: Gate) -> Iterator[None]:
    """Wait until it is the turn of the client that sent the request.

    Raises :class:`PoolFull`, :class:`ClientBusy`.
    """
    place = gate.enter(client(), departure(request.environ))
    try:
        yield
    finally:
        gate.leave(place)
