"""A closed loop of keep-alive HTTP clients: each sends its next request when its last one is answered.

Raw sockets and one epoll in a process of its own, so that the client costs little beside what it
measures; ``serving.py`` prints its ceiling. Every answer is read to its end and checked to be whole.

``python load_client.py SPEC`` prints the :class:`Load` of the JSON file SPEC, see :class:`Spec`.
"""

from __future__ import annotations

import json
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from statistics import quantiles

from http_answers import AnswerReader, BadAnswer

NUMBER = "@number@"
"""In a request, what is replaced by a number of eight digits that no other request has."""
BLANKS = "@blanks@"
"""The same in a URL, written as white space: a query stays the query that it is."""
HOST = "@host@"
"""The same in an IRI in a URL, as one of many spellings of its host: the IRI stays the IRI that it is."""
_HOST = "graph.example"

_LOOK = 0.1
_PIECE = 1 << 16
_HALF = 1 << 13


@dataclass(frozen=True, slots=True)
class Spec:
    """What to send: ``requests`` in turn, each with its marks replaced by numbers from ``start`` on.

    ``seconds`` is how long new requests are sent; answers that are then on their way may take
    ``patience`` seconds from when they were asked for. With ``addresses`` every client has an
    address of its own in 127.0.2.0/24.
    """

    port: int
    requests: list[str]
    clients: int
    seconds: float
    start: int = 0
    patience: float = 30.0
    addresses: bool = True


@dataclass(frozen=True, slots=True)
class Load:
    """What came back: times in milliseconds, ``faults`` by kind (an HTTP status, cut, timeout …)."""

    answered: int
    seconds: float
    p50: float | None
    p99: float | None
    slowest: float | None
    cpu: float
    faults: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return self.answered / self.seconds if self.seconds else 0.0


def run(spec: Spec) -> Load:
    """Send the load from a process of its own."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(asdict(spec), file)
        file.flush()
        command = [sys.executable, str(Path(__file__).resolve()), file.name]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return Load(**json.loads(done.stdout))


class Client:
    """One connection and the request that it waits for."""

    __slots__ = ("answer", "asked", "socket")

    def __init__(self, port: int, address: str | None) -> None:
        self.answer = AnswerReader()
        self.asked = 0.0
        self.socket = socket.create_connection(("127.0.0.1", port), 10, (address and (address, 0)) or None)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> None:
        """Send a request; it is small, so it fits into the socket's buffer."""
        self.answer.reset()
        self.asked = time.perf_counter()
        self.socket.sendall(request)


class ClosedLoop:
    """Runs a :class:`Spec`."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._requests = _requests(spec)
        self._poll = select.epoll()
        self._clients: dict[int, Client] = {}
        self._waiting: deque[str | None] = deque(_address(spec, n) for n in range(spec.clients))
        self._times: list[float] = []
        self._faults: Counter[str] = Counter()

    def run(self) -> Load:
        """Send until the time is over, then wait for what is on its way."""
        begin = time.perf_counter()
        end, last_look = begin + self._spec.seconds, begin
        while (now := time.perf_counter()) < end or self._clients:
            if now < end:
                self._connect()
            for number, _ in self._poll.poll(_LOOK):
                self._receive(number, time.perf_counter() < end)
            if now - last_look > _LOOK:
                self._give_up(now)
                last_look = now
        return self._load(time.perf_counter() - begin)

    def _connect(self) -> None:
        for _ in range(len(self._waiting)):
            address = self._waiting.popleft()
            try:
                client = Client(self._spec.port, address)
            except OSError:
                self._faults["no connection"] += 1
                self._waiting.append(address)
                time.sleep(_LOOK)
                return
            self._clients[client.socket.fileno()] = client
            self._poll.register(client.socket, select.EPOLLIN)
            self._ask(client)

    def _ask(self, client: Client) -> None:
        try:
            client.ask(next(self._requests))
        except OSError:
            self._leave(client, "connection lost")

    def _receive(self, number: int, goes_on: bool) -> None:
        client = self._clients[number]
        try:
            piece = client.socket.recv(_PIECE)
            if not client.answer.take(piece):
                return None
        except (OSError, BadAnswer):
            return self._leave(client, "cut")
        self._note(client)
        if not goes_on or client.answer.closes:
            return self._leave(client)
        return self._ask(client)

    def _note(self, client: Client) -> None:
        if 200 <= client.answer.status < 300:
            self._times.append(1000 * (time.perf_counter() - client.asked))
        else:
            self._faults[str(client.answer.status)] += 1

    def _leave(self, client: Client, fault: str | None = None) -> None:
        if fault:
            self._faults[fault] += 1
        del self._clients[client.socket.fileno()]
        self._waiting.append(client.socket.getsockname()[0] if self._spec.addresses else None)
        self._poll.unregister(client.socket)
        client.socket.close()

    def _give_up(self, now: float) -> None:
        for client in list(self._clients.values()):
            if now - client.asked > self._spec.patience:
                self._leave(client, "timeout")

    def _load(self, seconds: float) -> Load:
        times = sorted(self._times)
        cuts = quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
        return Load(
            answered=len(times),
            seconds=seconds,
            p50=cuts[49] if cuts else None,
            p99=cuts[98] if cuts else None,
            slowest=times[-1] if times else None,
            cpu=time.process_time(),
            faults=dict(self._faults),
        )


def _address(spec: Spec, number: int) -> str | None:
    return f"127.0.2.{number % 250 + 1}" if spec.addresses else None


def _requests(spec: Spec) -> Iterator[bytes]:
    digits, blanks, host = NUMBER.encode(), BLANKS.encode(), HOST.encode()
    spellings = [_spelling(number) for number in range(_HALF)]
    table = [_blanks(number) for number in range(_HALF)]
    texts = [text.encode() for text in spec.requests]
    for number in count(spec.start):
        text = texts[number % len(texts)]
        white = table[number // _HALF % _HALF] + table[number % _HALF]
        marked = text.replace(digits, b"%08d" % (number % 100_000_000)).replace(blanks, white)
        yield marked.replace(host, spellings[number // len(texts) % _HALF])


def _blanks(number: int) -> bytes:
    return f"{number:013b}".replace("0", "%20").replace("1", "%09").encode()


def _spelling(number: int) -> bytes:
    """The host with some of its 13 characters percent-encoded."""
    return "".join(f"%{ord(c):02X}" if number >> at & 1 else c for at, c in enumerate(_HOST)).encode()


def main() -> None:
    """Run the load that the named file describes."""
    spec = Spec(**json.loads(Path(sys.argv[1]).read_text()))
    print(json.dumps(asdict(ClosedLoop(spec).run())))


if __name__ == "__main__":
    main()
