"""The server: tools and a resource over standard input and output, until the input ends."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mcp import types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from rolegraph.graph.errors import RolegraphError
from rolegraph.graph.namespaces import RG
from rolegraph.graph.packaged import packaged_files
from rolegraph.graph.paths.formats.as_json import as_members
from rolegraph.graph.paths.refusals import UnknownNames
from rolegraph.service.mcp.opened import Opened
from rolegraph.service.mcp.tools import Tool, tools

_INSTRUCTIONS = (
    "Questions about ways between job roles, answered from a graph of roles, skills and pay that was read"
    " from pages and classifications. Answers name their evidence, and the content generation that they were"
    " made from. Coverage and flags say how much a step rests on; the quality of whole paths is not known."
    " With a country or band, the role asked about is what the pages of that country and band say."
)
_VOCABULARY = RG.removesuffix("#")
_TURTLE = "text/turtle"
_INVALID = -32602
"""JSON-RPC 2.0, section 5.1: invalid parameters."""
_Context = ServerRequestContext[dict[str, Any]]


def run(store: Path) -> None:
    """Serve the store until standard input ends. Nothing but the protocol is written to standard output."""
    # A thread waits for input and can't be told to stop: Ctrl-C ends the process, there is nothing to lose.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    asyncio.run(_serve(Opened(store)))


async def _serve(opened: Opened) -> None:
    server = made_server(opened)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


def made_server(opened: Opened) -> Server[dict[str, Any]]:
    """The server over what is opened, not running yet."""
    known = tools()

    async def list_tools(_: _Context, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_shown(tool) for tool in known.values()])

    async def call_tool(_: _Context, call: types.CallToolRequestParams) -> types.CallToolResult:
        if call.name not in known:
            raise MCPError(_INVALID, f"there is no tool {call.name[:40]!r}: the tools are {', '.join(known)}")
        return await asyncio.to_thread(_called, known[call.name], opened, call.arguments or {})

    async def list_resources(
        _: _Context, __: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        return types.ListResourcesResult(resources=[_resource()])

    async def read_resource(_: _Context, asked: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        if asked.uri != _VOCABULARY:
            raise MCPError(_INVALID, f"there is no resource {asked.uri[:80]!r}: there is {_VOCABULARY}")
        text = "\n".join(file.read_text("utf-8") for file in packaged_files("rolegraph.ontology"))
        content = types.TextResourceContents(uri=_VOCABULARY, mime_type=_TURTLE, text=text)
        return types.ReadResourceResult(contents=[content])

    return Server(
        "rolegraph",
        version=version("rolegraph"),
        title="rolegraph: ways between job roles",
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_read_resource=read_resource,
    )


def _shown(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        description=tool.description,
        input_schema=tool.takes,
        output_schema=tool.gives,
        annotations=types.ToolAnnotations(read_only_hint=True, open_world_hint=False),
    )


def _resource() -> types.Resource:
    about = "The terms that the graph, its queries and the RDF of answers use, with their definitions."
    return types.Resource(uri=_VOCABULARY, name="vocabulary", description=about, mime_type=_TURTLE)


def _called(tool: Tool, opened: Opened, arguments: Mapping[str, Any]) -> types.CallToolResult:
    try:
        told = tool.run(opened, arguments)
    except (RolegraphError, OSError) as error:
        return _failed(error)
    # The text is for reading; the same as JSON would double what a model has to take in.
    return types.CallToolResult(content=[_text(told.text)], structured_content=told.data)


def _failed(error: Exception) -> types.CallToolResult:
    """An error for the model to see: what is wrong and, of unknown names, what may have been meant."""
    told = [_text(" ".join(str(error).split()))]
    if isinstance(error, UnknownNames):
        unknown = {"unknown": [as_members(one) for one in error.unknown]}
        told.append(_text(json.dumps(unknown, ensure_ascii=False)))
    return types.CallToolResult(content=[*told], is_error=True)


def _text(text: str) -> types.TextContent:
    return types.TextContent(text=text)
