"""Who may have a reader: a bounded number of places, and a queue that is fair to clients.

A free place goes to the waiting client that holds the fewest, among equals to the one that was
served longest ago, so a client with fifty queries waits behind one with a single query. A full
queue refuses the newest query of whoever has most in it. Queries can't be interrupted and
resumed, so a client that keeps every place for long while another gets none loses the newest, in
time for the other.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable

from rolegraph.graph.errors import QueryError

_GLANCE = 0.25


class PoolFull(QueryError):
    """Every reader is busy, and the queue is full or moved too slowly."""


class ClientBusy(QueryError):
    """This client has as many queries running and waiting as one client may have."""


class Place:
    """The right to use a reader, until :meth:`Gate.leave`.

    ``on_eviction`` is called, from any thread, when others need the place.
    """

    def __init__(self, client: str) -> None:
        self.client = client
        self.since = time.monotonic()
        self.on_eviction: Callable[[], None] | None = None
        self.evicted = False


class _Ticket:
    """A place in the queue; ``decided`` is set when it was given a place or refused."""

    def __init__(self, client: str) -> None:
        self.client = client
        self.decided = threading.Event()
        self.place: Place | None = None


class Gate:
    """``size`` places, a queue of at most ``queue``, at most ``per_client`` (0: any) in both of one client.

    ``patience`` is how many seconds a query may wait. Thread-safe.
    """

    def __init__(self, size: int, queue: int, per_client: int, patience: float) -> None:
        self._size, self._most_waiting = size, queue
        self._per_client, self._patience = per_client, patience
        self._lock = threading.Lock()
        self._places: set[Place] = set()
        self._waiting: dict[str, deque[_Ticket]] = {}
        self._held: Counter[str] = Counter()
        self._closed = False
        self.refused: Counter[str] = Counter()

    @property
    def queue_length(self) -> int:
        """How many wait."""
        return sum(map(len, list(self._waiting.values())))

    @property
    def taken(self) -> int:
        """How many places are taken."""
        return len(self._places)

    def enter(
        self, client: str, is_gone: Callable[[], bool] | None = None, patience: float | None = None
    ) -> Place:
        """Wait for a place, which must be given to :meth:`leave`; ``patience`` can shorten the wait.

        Raises :class:`ClientBusy`, and :class:`PoolFull` where the queue is full or moves too
        slowly, or ``is_gone`` says that whoever asked has left.
        """
        ticket = self._enqueue(client)
        waited = self._patience if patience is None else min(patience, self._patience)
        try:
            self._await(ticket, time.monotonic() + waited, is_gone)
        except BaseException:
            self._withdraw(ticket)
            raise
        if ticket.place is None:
            raise self._refusal("every reader is busy, and others have fewer queries: try again later")
        return ticket.place

    def _enqueue(self, client: str) -> _Ticket:
        with self._lock:
            if self._closed:
                raise PoolFull("the service is stopping")
            ticket, own = _Ticket(client), self._waiting.get(client, ())
            if self._per_client and self._held[client] + len(own) >= self._per_client:
                self.refused["client"] += 1
                raise ClientBusy(
                    f"{self._per_client} of your queries run or wait already: let some of them end"
                )
            free = len(self._places) < self._size
            if not free and self.queue_length >= self._most_waiting and not self._make_room(client):
                raise self._refusal("too many queries are waiting: try again later")
            self._waiting.setdefault(client, deque()).append(ticket)
            self._serve()
            return ticket

    def _refusal(self, reason: str) -> PoolFull:
        self.refused["queue"] += 1
        return PoolFull(reason)

    def _make_room(self, client: str) -> bool:
        """Refuse the newest of the client with most waiting, if that leaves it no fewer than this one."""
        longest = max(self._waiting.values(), key=len, default=None)
        if longest is None or len(longest) < len(self._waiting.get(client, ())) + 2:
            return False
        longest.pop().decided.set()
        return True

    def _serve(self) -> None:
        """Give free places to those whose turn it is."""
        while len(self._places) < self._size and self._waiting and not self._closed:
            client = min(self._waiting, key=self._held.__getitem__)
            waiting = self._waiting.pop(client)
            ticket = waiting.popleft()
            if waiting:
                self._waiting[client] = waiting  # behind the others
            ticket.place = Place(client)
            self._places.add(ticket.place)
            self._held[client] += 1
            ticket.decided.set()

    def _await(self, ticket: _Ticket, until: float, is_gone: Callable[[], bool] | None) -> None:
        half = time.monotonic() + (until - time.monotonic()) / 2
        while not ticket.decided.wait(max(0.0, min(until - time.monotonic(), _GLANCE))):
            now = time.monotonic()
            if now >= until or self._closed:
                raise self._refusal("every reader is busy: try again later")
            if is_gone and is_gone():
                raise PoolFull("whoever asked has left")
            if now >= half:
                self._evict_for(ticket.client)

    def _evict_for(self, client: str) -> None:
        """Take the newest place of a client that keeps them all for long; not from oneself."""
        with self._lock:
            places = sorted(self._places, key=lambda place: place.since)
            if self._size == 1 or len({place.client for place in places}) != 1 or places[0].client == client:
                return
            newest = places[-1]
            if newest.evicted or time.monotonic() - newest.since < self._patience / 2:
                return
            newest.evicted = True
        if newest.on_eviction:
            newest.on_eviction()

    def _withdraw(self, ticket: _Ticket) -> None:
        with self._lock:
            waiting = self._waiting.get(ticket.client)
            if waiting and ticket in waiting:
                waiting.remove(ticket)
                if not waiting:
                    del self._waiting[ticket.client]
        if ticket.place:
            self.leave(ticket.place)

    def leave(self, place: Place) -> None:
        """Give a place back; a second time does nothing."""
        with self._lock:
            if place not in self._places:
                return
            self._places.discard(place)
            self._held[place.client] -= 1
            if not self._held[place.client]:
                del self._held[place.client]
            self._serve()

    def close(self) -> None:
        """Refuse whoever waits and whoever comes."""
        with self._lock:
            self._closed = True
            for ticket in (ticket for waiting in self._waiting.values() for ticket in waiting):
                ticket.decided.set()
            self._waiting.clear()
