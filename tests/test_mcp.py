"""``rolegraph mcp``, asked by the official client over the standard streams of a real process."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import path_service
import pytest
import rdflib
from jsonschema import Draft202012Validator
from mcp import Client, MCPError, StdioServerParameters, stdio_client, types

from rolegraph.graph.client import open_store
from rolegraph.graph.ingest.load import load
from rolegraph.graph.namespaces import RG
from rolegraph.graph.paths.formats.as_json import as_data
from rolegraph.service.mcp.brief import CUT

T = TypeVar("T")
ROLEGRAPH = str(Path(sys.executable).parent / "rolegraph")
OFFICER = "Collections Officer"
SKILLS = ["Retail Sales", "Microsoft Excel", "Problem Solving"]
WHOLE = {"listed": 1000, "evidence": 100}
"""Arguments with which nothing of these small answers is cut."""


@dataclass
class Session:
    """A client of one server process, used by tests that are not asynchronous."""

    loop: asyncio.Runner
    client: Client
    store: Path

    def run(self, what: Coroutine[Any, Any, T]) -> T:
        return self.loop.run(asyncio.wait_for(what, 60))

    def call(self, tool: str, **arguments: Any) -> types.CallToolResult:
        return self.run(self.client.call_tool(tool, arguments))

    def data(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The structured content of a call that succeeds; the client checks it by the tool's schema."""
        called = self.call(tool, **arguments)
        assert not called.is_error, called.content
        assert isinstance(called.structured_content, dict)
        return called.structured_content


def texts(called: types.CallToolResult) -> list[str]:
    return [one.text for one in called.content if isinstance(one, types.TextContent)]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("mcp")
    store = path_service.made_store(folder / "store")
    server = StdioServerParameters(command=ROLEGRAPH, args=["mcp", "--store", str(store)])
    with (folder / "errors").open("w+") as errors, asyncio.Runner() as loop:
        context = Client(stdio_client(server, errlog=errors))
        # One task enters and leaves, as the client wants it: a queue tells it when.
        leave, entered = asyncio.Event(), loop.get_loop().create_future()

        async def hold() -> None:
            async with context as client:
                entered.set_result(client)
                await leave.wait()

        task = loop.get_loop().create_task(hold())
        yield Session(loop, loop.run(asyncio.wait_for(entered, 60)), store)
        leave.set()
        loop.run(asyncio.wait_for(task, 60))
        errors.seek(0)
        assert errors.read() == ""


class TestTools:
    def test_they_are_described_and_typed(self, session: Session) -> None:
        listed = session.run(session.client.list_tools()).tools
        assert [tool.name for tool in listed] == ["paths", "reachable", "gap", "similar", "search"]
        for tool in listed:
            assert tool.description
            assert tool.output_schema
            Draft202012Validator.check_schema(tool.input_schema)
            Draft202012Validator.check_schema(tool.output_schema)
            assert all(one["description"] for one in tool.input_schema["properties"].values())

    @pytest.mark.parametrize(
        ("tool", "asked", "answer"),
        [
            ("paths", {"skill": SKILLS, "target": OFFICER}, lambda q: q.paths(OFFICER, skills=SKILLS, k=3)),
            ("reachable", {"role": OFFICER, "gap": 0.9}, lambda q: q.reachable(role=OFFICER, gap=0.9, limit=10)),
            ("gap", {"role": "Bookkeeper", "target": OFFICER}, lambda q: q.gap(OFFICER, role="Bookkeeper")),
            ("similar", {"role": OFFICER}, lambda q: q.similar(OFFICER, limit=10)),
        ],
        ids=["paths", "reachable", "gap", "similar"],
    )  # fmt: skip
    def test_they_answer_what_python_answers(
        self, session: Session, tool: str, asked: dict[str, Any], answer: Callable[[Any], Any]
    ) -> None:
        with open_store(session.store) as graph:
            expected = as_data(answer(graph.questions), 100)
        assert session.data(tool, **asked, **WHOLE) == expected

    def test_long_lists_are_cut_and_counted(self, session: Session) -> None:
        whole = session.data("gap", skill=SKILLS, target=OFFICER, **WHOLE)["step"]
        brief = session.data("gap", skill=SKILLS, target=OFFICER, listed=2)["step"]
        assert brief["missing"] == whole["missing"][:2]
        assert brief["left_out"]["missing"] == len(whole["missing"]) - 2 > 0
        assert brief["evidence"]["statements"] == []
        assert "query" not in brief["evidence"]
        assert set(brief["left_out"]) <= CUT

    def test_the_text_is_for_reading(self, session: Session) -> None:
        [text] = texts(session.call("paths", skill=SKILLS, target=OFFICER))
        assert text.startswith("From Microsoft Excel, Problem Solving, Retail Sales to Collections Officer")

    def test_a_misspelt_name_is_found(self, session: Session) -> None:
        found = session.data("search", text="colections oficer", limit=1)
        assert [(one["label"], one["kind"]) for one in found["results"]] == [(OFFICER, "role")]

    def test_nothing_is_found(self, session: Session) -> None:
        assert session.data("search", text="zzzzqqq")["results"] == []

    def test_calls_at_once(self, session: Session) -> None:
        async def all_at_once() -> list[types.CallToolResult]:
            calls = [session.client.call_tool("similar", {"role": OFFICER, "limit": n}) for n in (4, 1, 3, 2)]
            return await asyncio.gather(*calls)

        done = session.run(all_at_once())
        assert [len(one.structured_content["roles"]) for one in done] == [4, 1, 3, 2]


class TestErrors:
    @pytest.mark.parametrize(
        ("tool", "asked", "said"),
        [
            ("paths", {"target": "Colections Oficer", "role": "Bookkeeper"}, "did you mean 'Collections Officer' <http"),
            ("paths", {"target": OFFICER}, "nothing to start from"),
            ("paths", {"role": OFFICER}, "the parameter 'target' is missing"),
            ("paths", {"target": OFFICER, "role": OFFICER, "k": 10**9}, "k: input should be less than or equal to 100"),
            ("paths", {"target": OFFICER, "role": OFFICER, "k": "3"}, "k: input should be a valid integer"),
            ("gap", {"target": OFFICER, "skill": ["x"] * 10_000}, "skill: list should have at most 200 items"),
            ("similar", {"role": OFFICER, "listed": 0}, "listed: input should be greater than or equal to 1"),
            ("similar", {"role": OFFICER, "hops": 2}, "there is no parameter 'hops'"),
            ("search", {"text": " "}, "text: "),
            ("search", {"text": "x", "kind": ["animal"]}, "there is no kind 'animal': the kinds are"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )  # fmt: skip
    def test_what_is_wrong_is_for_the_model_to_see(
        self, session: Session, tool: str, asked: dict[str, Any], said: str
    ) -> None:
        called = session.call(tool, **asked)
        assert called.is_error
        first = texts(called)[0]
        assert said in first
        assert len(first.splitlines()) == 1

    def test_suggestions_come_as_data_too(self, session: Session) -> None:
        told = texts(session.call("gap", target=OFFICER, skill=["Microsoft Exel"]))[1]
        [unknown] = json.loads(told)["unknown"]
        assert unknown["suggestions"][0]["thing"]["label"] == "Microsoft Excel"

    def test_no_such_tool_or_resource(self, session: Session) -> None:
        with pytest.raises(MCPError, match="there is no tool 'drop': the tools are paths"):
            session.call("drop")
        with pytest.raises(MCPError, match="there is no resource"):
            session.run(session.client.read_resource("file:///etc/passwd"))


class TestServer:
    def test_the_vocabulary_is_a_resource(self, session: Session) -> None:
        [resource] = session.run(session.client.list_resources()).resources
        [content] = session.run(session.client.read_resource(resource.uri)).contents
        assert isinstance(content, types.TextResourceContents)
        graph = rdflib.Graph().parse(data=content.text, format="turtle")
        assert (rdflib.URIRef(RG + "Role"), rdflib.RDF.type, rdflib.OWL.Class) in graph

    def test_what_is_loaded_meanwhile_is_answered_from(self, session: Session, tmp_path: Path) -> None:
        page = tmp_path / "knitter.txt"
        page.write_text(
            "Knitter\n£30K\n/ year\n0-3 years experience\nA Knitter is a person with a job in Ireland.\n"
            "For a Knitter job role, the following qualifications are required:\n1\nKnitting\n2\nPatience\n"
        )
        load(session.store, [str(page)])
        found = session.data("reachable", skill=["Knitting"])
        assert (found["generation"], found["roles"][0]["role"]["label"]) == (3, "Knitter")

    @pytest.mark.parametrize("signum", [None, signal.SIGINT, signal.SIGTERM])
    def test_it_ends_and_has_said_nothing(self, session: Session, signum: int | None) -> None:
        command = [ROLEGRAPH, "mcp", "--store", str(session.store)]
        initialize = {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "initialize",
            "params": {
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": {"name": "test", "version": "1"},
            },
        }
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as server:
            assert server.stdin is not None
            assert server.stdout is not None
            server.stdin.write(json.dumps(initialize) + "\n")
            server.stdin.flush()
            assert json.loads(server.stdout.readline())["result"]["serverInfo"]["name"] == "rolegraph"
            if signum is None:
                server.stdin.close()
            else:
                server.send_signal(signum)
            assert server.wait(30) == (-signum if signum else 0)
            assert (server.stdout.read(), server.stderr and server.stderr.read()) == ("", "")


class TestNotInstalled:
    def test_one_line_says_what_to_install(self, session: Session, tmp_path: Path) -> None:
        """A folder in front of all others hides the package."""
        hidden = tmp_path / "mcp"
        hidden.mkdir()
        text = "raise ModuleNotFoundError(\"No module named 'mcp'\", name='mcp')"
        (hidden / "__init__.py").write_text(text)
        done = subprocess.run(
            [ROLEGRAPH, "mcp", "--store", str(session.store)],
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == "Error: this needs the package mcp: pip install 'rolegraph[mcp]'\n"

    def test_there_is_no_store(self, tmp_path: Path) -> None:
        command = [ROLEGRAPH, "mcp", "--store", str(tmp_path / "none")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
        assert "no rolegraph store in" in done.stderr
