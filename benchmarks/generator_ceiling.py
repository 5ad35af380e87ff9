"""The most that the load client can ask for: measured against a server that does nothing."""

from __future__ import annotations

import multiprocessing
import select
import socket
from dataclasses import dataclass

from load_client import Spec, run

_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\nContent-Length: 400\r\n"
    b"Date: Sat, 01 Jan 2000 00:00:00 GMT\r\nVary: Accept\r\n\r\n" + 400 * b"x"
)
_REQUEST = "GET /sparql?query=" + 300 * "q" + "@blanks@ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Ceiling:
    """``seen`` requests a second against the idle server; ``alone`` with a core for the client itself."""

    seen: float
    alone: float


def ceiling(clients: int, seconds: float) -> Ceiling:
    """Measure it."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    server = multiprocessing.get_context("fork").Process(target=_serve, args=(listener,), daemon=True)
    server.start()
    try:
        load = run(Spec(listener.getsockname()[1], [_REQUEST], clients, seconds))
    finally:
        server.kill()
        server.join()
        listener.close()
    return Ceiling(load.rate, load.answered / load.cpu)


def _serve(listener: socket.socket) -> None:
    poll = select.epoll()
    poll.register(listener, select.EPOLLIN)
    connections: dict[int, socket.socket] = {}
    while True:
        for number, _ in poll.poll():
            if number == listener.fileno():
                connection = listener.accept()[0]
                connections[connection.fileno()] = connection
                poll.register(connection, select.EPOLLIN)
            elif connections[number].recv(4096):
                connections[number].sendall(_ANSWER)
            else:
                poll.unregister(number)
                connections.pop(number).close()
