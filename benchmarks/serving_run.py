"""rolegraph beside other SPARQL servers, in one run: rates, times, large answers, updates, runaways.

See README.md in this folder. Every server listens on 127.0.0.1, in a folder that is removed at the
end. A peer that is not installed ends the run before it starts, with how to get it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import serving_data
from generator_ceiling import Ceiling, ceiling
from peers.engine import Data, Engine, PeerMissing, Running, tree_cpu
from peers.fuseki import Fuseki
from peers.ours import Rolegraph
from peers.oxigraph_server import Oxigraph
from peers.rdflib_server import RdflibEndpoint
from peers.virtuoso import Virtuoso
from result_sections import write
from serving_measure import KINDS, Measurer, Plan
from serving_report import report
from serving_requests import ROWS, Workload, workloads
from serving_results import Results, missed

TOOLS = Path(__file__).resolve().parent.parent / ".peers"
ENGINES: dict[str, Callable[[Path], Engine]] = {
    "rolegraph": lambda tools: Rolegraph(tools, 2),
    "rolegraph-1": lambda tools: Rolegraph(tools, 1),
    "oxigraph": Oxigraph,
    "virtuoso": Virtuoso,
    "fuseki": Fuseki,
    "rdflib-endpoint": RdflibEndpoint,
}
_UPDATE_CLIENTS = (1, 8, 64)


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    plan = Plan()
    parser.add_argument("--quads", type=int, default=200_000, help="about how many (default 200000)")
    parser.add_argument("--rounds", type=int, default=plan.rounds)
    parser.add_argument("--seconds", type=float, default=plan.seconds, help="of each measurement")
    parser.add_argument("--clients", type=_numbers, default=plan.clients, help="default 1,8,64")
    parser.add_argument("--rows", type=int, default=plan.rows, help="of the large answers")
    parser.add_argument("--runaways", type=int, default=plan.runaways)
    parser.add_argument("--storm", type=float, default=plan.storm, help="seconds beside runaways")
    parser.add_argument("--only", nargs="+", choices=ENGINES, help="engines; a partial run, for debugging")
    parser.add_argument("--skip", nargs="+", default=[], choices=("loads", "big", "updates", "storm"))
    parser.add_argument("--tools", type=Path, default=TOOLS, help="where `make peers` installed")
    parser.add_argument("--folder", type=Path, help="where the temporary folder is made")
    parser.add_argument("--report", type=Path, help="a Markdown file whose section is written anew")
    parser.add_argument("--check", action="store_true", help="exit status 1 where a target is missed")
    return parser.parse_args(given)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(sorted(map(int, text.split(","))))


def engines(names: Sequence[str], tools: Path) -> dict[str, Engine]:
    """The engines by their names in reports. Raises ``SystemExit`` that names all that are missing."""
    made = [ENGINES[name](tools) for name in names]
    lacking = []
    for engine in made:
        try:
            engine.version()
        except PeerMissing as error:
            lacking.append(f"{engine.name}: {error}")
    if lacking:
        raise SystemExit("the benchmark needs every peer:\n" + "\n".join(lacking))
    return {engine.name: engine for engine in made}


def say(words: str) -> None:
    """Progress, with the time."""
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


@contextmanager
def started(chosen: Sequence[Engine], data: Data, place: Path) -> Iterator[list[Running]]:
    """All servers with the data, running; stopped in the end."""
    with ExitStack() as stack:
        servers = []
        for number, engine in enumerate(chosen):
            say(f"loading {engine.name}")
            folder = place / f"engine-{number}"
            folder.mkdir()
            engine.prepare(data, folder)
            server = Running(engine, folder)
            stack.callback(server.stop)
            servers.append(server)
        yield servers


class Run:
    """One run, its results growing."""

    def __init__(self, plan: Plan, data: Data, asked: Sequence[Workload], skip: Sequence[str]) -> None:
        self.plan = plan
        self.data = data
        self.results = Results()
        self._asked = asked
        self._skip = skip
        self._measurer = Measurer(plan, data)

    def beside(self, servers: list[Running]) -> None:
        """What is measured with all servers running."""
        say("comparing the answers")
        self._measurer.agree(servers, self._asked)
        if "loads" not in self._skip:
            self._loads(servers)
        if "big" not in self._skip:
            for kind in KINDS:
                say(f"{self.plan.rows} rows as {kind}")
                self.results.big[kind] = self._measurer.big(servers, kind)
        if "updates" not in self._skip:
            for clients in _UPDATE_CLIENTS:
                say(f"updates, {clients} clients")
                self.results.updates[clients] = self._measurer.updates(servers, clients)

    def _loads(self, servers: list[Running]) -> None:
        for workload in self._asked:
            for clients in self.plan.clients:
                say(f"{workload.name}, {clients} clients")
                cells = self._measurer.load(servers, workload, clients)
                self.results.loads[workload.name, clients] = cells
                say(
                    ", ".join(
                        f"{name} {cell.rate:.0f}/s {dict(cell.faults) or ''}" for name, cell in cells.items()
                    )
                )

    def alone(self, server: Running) -> None:
        """What is measured with one server running, and leaves it in ruins."""
        say(f"{server.engine.name} beside {self.plan.runaways} runaways")
        storm = self._measurer.storm(server, self._asked[0])
        self.results.storms[server.engine.name] = storm
        say(json.dumps(asdict(storm)))


def measure(run: Run, chosen: dict[str, Engine], place: Path, skip: Sequence[str]) -> float:
    """Everything; gives the share of the machine's time that others used meanwhile."""
    with started(list(chosen.values()), run.data, place) as servers:
        busy, own = busy_seconds(), tree_cpu(os.getpid())
        run.beside(servers)
        others = busy_seconds() - busy - (tree_cpu(os.getpid()) - own)
        ours = tree_cpu(os.getpid()) - own
    if "storm" not in skip:
        for stopped in servers:
            server = Running(stopped.engine, stopped.folder)
            try:
                run.alone(server)
            finally:
                server.stop(0)
    return max(0.0, others) / max(0.01, others + ours)


def busy_seconds() -> float:
    """Seconds that the machine's processors have worked, for whomever."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    user, nice, system, _, _, irq, softirq, *_ = map(int, fields)
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def main(given: Sequence[str] | None = None) -> Results:
    """Run it; prints the report."""
    options = arguments(given)
    chosen = engines(options.only or list(ENGINES), options.tools)
    plan = Plan(
        options.clients, options.rounds, options.seconds, options.rows, options.runaways, options.storm
    )
    with TemporaryDirectory(prefix="serving-", dir=options.folder) as name:
        place = Path(name)
        say("making the data")
        data = serving_data.make(place, options.quads)
        asked = workloads(serving_data.roles(data, ROWS))
        ceilings: dict[int, Ceiling] = {number: ceiling(number, plan.seconds) for number in plan.clients}
        run = Run(plan, data, asked, options.skip)
        run.results.engines = {name: engine.version() for name, engine in chosen.items()}
        share = measure(run, chosen, place, options.skip)
    about = [f"others used {100 * share:.0f} % of the processor time that was used while it ran"]
    if options.only or options.skip:
        about.append("a partial run")
    text = report(run.results, plan, data.count, about, ceilings)
    print(text)
    if options.report:
        write(options.report, "serving", text)
    if options.check and missed(run.results):
        raise SystemExit(1)
    return run.results
