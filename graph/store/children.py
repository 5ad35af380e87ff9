"""Running a step of our own in a child process that can be killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from rolegraph.graph.errors import WriteFailed
from rolegraph.graph.store.writing import write_failure


def run_child(module: str, order: dict[str, Any], *, deadline: float | None = None) -> dict[str, Any]:
    """Run ``python -m module`` with ``order`` as JSON on its input; give the JSON that it answers.

    ``deadline`` is in seconds. Raises :class:`WriteFailed` if the child is killed, crashes or
    reports an error; its input stays open while it runs, so that it sees when we are gone.
    """
    command = [sys.executable, "-m", module]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        try:
            output = _exchange(child, order, deadline)
        except BaseException:
            child.kill()
            raise
    if child.returncode != 0:
        raise WriteFailed(f"the writing process ended with status {child.returncode}; nothing was changed")
    answer: dict[str, Any] = json.loads(output)
    if "error" in answer:
        raise write_failure(answer["error"], "the write failed")
    return answer


def _exchange(child: subprocess.Popen[bytes], order: dict[str, Any], deadline: float | None) -> bytes:
    assert child.stdin is not None
    assert child.stdout is not None
    timer = threading.Timer(deadline, child.kill) if deadline is not None else None
    if timer:
        timer.start()
    try:
        child.stdin.write(json.dumps(order).encode() + b"\n")
        child.stdin.flush()
        return child.stdout.read()
    except BrokenPipeError:
        return b""
    finally:
        if timer:
            timer.cancel()
        with suppress(BrokenPipeError):  # an order that was never taken
            child.stdin.close()


def carry_out(step: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """In the child, its whole life: one order, one answer.

    The order's ``data`` is the engine's folder; what the system or the engine refuses is answered
    as an error.
    """
    order = receive_order()
    try:
        answer = step(order)
    except (OSError, ValueError, SyntaxError) as error:
        answer = {"error": f"the store can't be written in {Path(order['data']).parent}: {error}"}
    sys.stdout.write(json.dumps(answer))


def receive_order(input_fd: int = 0) -> dict[str, Any]:
    """In the child: the order, and a watch that ends this process when the parent is gone.

    It reads the file descriptor itself: a buffered stream that a thread waits on can't be closed
    when the interpreter ends.
    """
    text = b""
    while not text.endswith(b"\n"):
        piece = os.read(input_fd, 1 << 20)
        if not piece:
            os._exit(1)
        text += piece
    threading.Thread(target=_end_with_parent, args=(input_fd,), daemon=True).start()
    order: dict[str, Any] = json.loads(text)
    return order


def _end_with_parent(input_fd: int) -> None:
    while os.read(input_fd, 1 << 16):
        pass
    os._exit(1)
