"""What the web process builds on inside gunicorn: a release without it must be seen here, not in service."""

from __future__ import annotations

import inspect
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http import errors
from gunicorn.http.body import Body
from gunicorn.http.parser import Parser
from gunicorn.http.unreader import Unreader
from gunicorn.workers.base import Worker
from gunicorn.workers.gthread import PollableMethodQueue, TConn, ThreadWorker
from packaging.requirements import Requirement

CALLED: list[tuple[type[Any], str, tuple[str, ...]]] = [
    (ThreadWorker, "run", ()),
    (ThreadWorker, "enqueue_req", ("conn",)),
    (ThreadWorker, "handle", ("conn",)),
    (ThreadWorker, "finish_request", ("conn", "fs")),
    (ThreadWorker, "murder_pending", ()),
    (ThreadWorker, "handle_quit", ("sig", "frame")),
    (ThreadWorker, "handle_exit", ("sig", "frame")),
    (Worker, "handle_error", ("req", "client", "addr", "exc")),
    (Worker, "init_signals", ()),
    (PollableMethodQueue, "defer", ("callback",)),
    (TConn, "init", ()),
    (TConn, "close", ("graceful",)),
    (Unreader, "take_buffered", ()),
    (Unreader, "unread", ("data",)),
    (Parser, "finish_body", ("deadline", "max_bytes")),
    (Arbiter, "spawn_worker", ()),
    (Arbiter, "run", ()),
    (BaseApplication, "run", ()),
    (BaseApplication, "load", ()),
    (BaseApplication, "load_config", ()),
    (Logger, "setup", ("cfg",)),
]
"""What is overridden or called, with its parameters behind ``self``."""
HELD: list[tuple[type[Any], tuple[str, ...]]] = [
    (TConn, ("sock", "client", "parser", "initialized", "data_ready", "is_http2")),
    (ThreadWorker, ("tpool", "poller", "method_queue", "nr_conns")),
    (Worker, ("alive", "cfg")),
    (Unreader, ("buf",)),
    (Parser, ("unreader",)),
    (Body, ("failed",)),
]
"""Attributes that ``__init__`` sets and that are used."""
HOOKS = ("when_ready", "post_fork", "post_worker_init", "worker_int", "worker_exit", "child_exit", "on_exit")
OPTIONS = ("limit_request_line", "graceful_timeout", "keepalive", "control_socket_disable", "raw_env")
REFUSALS = (
    *("ParseException", "InvalidHTTPVersion", "UnsupportedTransferCoding", "LimitRequestHeaders"),
    *("ExpectationFailed", "LimitRequestLine", "ForbiddenProxyRequest", "InvalidResponseHeader"),
    *("InvalidResponseHeaderName", "ConfigurationProblem", "InvalidChunkSize"),
)


@pytest.mark.parametrize(
    ("owner", "name", "wanted"), CALLED, ids=lambda value: getattr(value, "__name__", None)
)
def test_what_is_called(owner: type[Any], name: str, wanted: tuple[str, ...]) -> None:
    assert hasattr(owner, name), f"gunicorn {version('gunicorn')} has no {owner.__name__}.{name}"
    found = [*inspect.signature(getattr(owner, name)).parameters][1:]
    assert [one for one in found if one != "args"] == [*wanted], f"{owner.__name__}.{name} takes {found}"


@pytest.mark.parametrize(("owner", "names"), HELD, ids=lambda value: getattr(value, "__name__", None))
def test_what_is_held(owner: type[Any], names: tuple[str, ...]) -> None:
    said = inspect.getsource(owner.__init__)
    lacks = [name for name in names if f"self.{name} = " not in said]
    assert not lacks, f"gunicorn {version('gunicorn')}: {owner.__name__} has no {lacks}"


def test_the_pool_of_threads_tells_how_many_wait() -> None:
    """:meth:`Worker._comes_more` asks the queue of a standard executor, which is not documented."""
    said = inspect.getsource(ThreadWorker.get_thread_pool)
    assert "ThreadPoolExecutor" in said


def test_hooks_options_and_errors() -> None:
    settings = Config().settings
    assert [name for name in (*HOOKS, *OPTIONS) if name not in settings] == []
    assert [name for name in REFUSALS if not hasattr(errors, name)] == []
    assert [name for name in REFUSALS if not issubclass(getattr(errors, name), errors.ParseException)] == []


def test_only_releases_that_were_looked_at_are_taken(project_root: Path) -> None:
    listed = tomllib.loads((project_root / "pyproject.toml").read_text())["project"]["dependencies"]
    [wanted] = [one for one in map(Requirement, listed) if one.name == "gunicorn"]
    assert wanted.specifier.contains(version("gunicorn"))
    assert not wanted.specifier.contains("27.0.0")
    assert not wanted.specifier.contains("28.0.0")
    assert f"gunicorn=={version('gunicorn')}" in (project_root / "constraints.txt").read_text().splitlines()
