"""Clients that update at once lose nothing: two of them increment one number, 300 times each.

Run as ``python benchmarks/increments.py [CLIENTS] [TIMES]``: it makes a store in a temporary
folder, serves it, and ends with status 1 unless the number is what it must be.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rolegraph.graph.store.tokens import Tokens
from rolegraph.graph.store.writing import create_store

GRAPH = "http://127.0.0.1:8000/graphs/counter"
COUNTER = "<http://127.0.0.1:8000/graphs/counter#it> <http://127.0.0.1:8000/graphs/counter#is>"
INCREMENT = f"""WITH <{GRAPH}> DELETE {{ {COUNTER} ?n }} INSERT {{ {COUNTER} ?next }}
WHERE {{ {COUNTER} ?n BIND (?n + 1 AS ?next) }}"""


@contextmanager
def served(store: Path) -> Iterator[str]:
    """The URL of a server over a store, while it runs."""
    program = Path(sys.executable).with_name("rolegraph")
    command = [str(program), "serve", "--store", str(store), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+(?=/)", process.stdout.readline())
            assert found, "the server did not start"
            yield found[0]
        finally:
            process.terminate()


def update(url: str, token: str, text: str) -> float:
    """Carry out an update; the seconds it took. Raises ``urllib.error.HTTPError``."""
    headers = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {token}"}
    started = time.perf_counter()
    request = urllib.request.Request(f"{url}/update", text.encode(), headers)
    with urllib.request.urlopen(request, timeout=120) as response:
        response.read()
    return time.perf_counter() - started


def count(url: str) -> int:
    """What the counter says."""
    query = urllib.parse.quote(f"SELECT ?n {{ GRAPH <{GRAPH}> {{ {COUNTER} ?n }} }}")
    with urllib.request.urlopen(f"{url}/sparql?query={query}", timeout=60) as response:
        [row] = json.load(response)["results"]["bindings"]
    return int(row["n"]["value"])


def run(url: str, token: str, clients: int, times: int) -> list[float]:
    """Let the clients increment at once; the seconds of every update."""
    taken: list[float] = []

    def work() -> None:
        for _ in range(times):
            taken.append(update(url, token, INCREMENT))

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def main(clients: int = 2, times: int = 300) -> int:
    """Print the outcome; 0 if nothing was lost."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        create_store(store, "http://127.0.0.1:8000/")
        token = Tokens(store).create("write")[1]
        with served(store) as url:
            update(url, token, f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {COUNTER} 0 }} }}")
            started = time.perf_counter()
            taken = sorted(run(url, token, clients, times))
            seconds = time.perf_counter() - started
            found, wanted = count(url), clients * times
    median, last = taken[len(taken) // 2], taken[int(len(taken) * 0.99)]
    print(f"{found} of {wanted} increments by {clients} clients; {wanted / seconds:.1f} updates/s; ", end="")
    print(f"median {median * 1000:.0f} ms, p99 {last * 1000:.0f} ms")
    return 0 if found == wanted and len(taken) == wanted else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
