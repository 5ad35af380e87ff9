"""Hostile HTML is read or refused within a deadline and a memory limit, whatever it repeats."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import hostile_html
import pytest

from rolegraph.graph.model import Record
from rolegraph.graph.sources import ncs_html, role_page_html
from rolegraph.graph.sources.html_input.building import Builder

DEADLINE = 240  # seconds for all pages, on a busy machine; a quadratic reading of one of them takes longer
SMALL = 8_000


@pytest.mark.timeout(DEADLINE + 15)
def test_hostile_html_is_read_within_the_deadline() -> None:
    script = Path(__file__).with_name("hostile_html.py")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, timeout=DEADLINE, check=False)
    assert done.returncode == 0, (
        done.stdout.decode().splitlines()[-1:] + done.stderr.decode().splitlines()[-3:]
    )
    assert done.stdout.decode().splitlines() == list(hostile_html.pages())


@pytest.mark.parametrize("name", hostile_html.PIECES)
def test_work_grows_with_the_page_and_no_faster(name: str) -> None:
    """Twice the page takes at most a little more than twice the calls."""
    piece = hostile_html.PIECES[name]
    few, many = (_calls(piece * (size // len(piece))) for size in (SMALL, 2 * SMALL))
    assert many <= 2.3 * few


def _calls(body: str) -> int:
    """How many calls of Python functions reading ``body`` takes."""
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        hostile_html.read_all("counted", body)
    finally:
        sys.setprofile(before)
    return counted


def test_recognising_looks_at_the_start_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    built = 0
    start = Builder.start

    def counting(self: Builder, tag: str, attributes: dict[str, str], at: int, end: int) -> None:
        nonlocal built
        built += 1
        start(self, tag, attributes, at, end)

    monkeypatch.setattr(Builder, "start", counting)
    data = b"<html>" + b"<p>" * 1_000_000
    assert not role_page_html.recognises(data)
    assert not ncs_html.recognises(data)
    assert built <= 65_536


def test_a_page_of_nothing_but_a_heading_is_read() -> None:
    (profile,) = role_page_html.read(Record("x", "x", b"<h1>Potter</h1>")).profiles
    assert (profile.title, profile.duties, profile.salaries) == ("Potter", (), ())
