"""Pictures of paths: well-formed, readable, the same each time, and nothing in them that runs or loads."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import path_answers as samples
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rolegraph.graph.paths import answers as a
from rolegraph.graph.paths.formats.drawing import STYLE, STYLE_HASH
from rolegraph.graph.paths.formats.lettering import CUT, clip, drawable, width, wrap
from rolegraph.graph.paths.formats.picture import MOST_PATHS, MOST_SKILLS, as_svg
from rolegraph.graph.paths.formats.wording import share

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {"svg", "title", "desc", "style", "rect", "line", "circle", "text"}
LONG = "Credit controller (accounts receivable, international trade and export finance) " * 4
PICTURES = pytest.mark.parametrize("make", samples.PATHS.values(), ids=samples.PATHS.keys())
Make = Callable[[], a.PathsAnswer]


def tree(answer: a.PathsAnswer) -> ET.Element:
    return ET.fromstring(as_svg(answer))


def texts(answer: a.PathsAnswer) -> list[str]:
    return [element.text or "" for element in tree(answer).iter(f"{SVG}text")]


def crowded(skills: int = 15, steps: int = 4, label: str = LONG) -> a.PathsAnswer:
    """One path of long labels and many missing skills."""
    missing = tuple(samples.asked(f"{label} {n}", essential=n % 3 == 0, rank=n + 1) for n in range(skills))
    chain = [samples.thing(f"{label} {n}") for n in range(steps + 1)]
    pay = a.StepPay(samples.KEY, samples.pay("19000", "24000"), samples.pay("1000000.5", "2000000.25"))
    made = [
        samples.step(one, other, missing=missing, step_pay=pay) for one, other in itertools.pairwise(chain)
    ]
    start, path = a.Start((), chain[0]), a.Path(tuple(made), 0.1, 2.3, samples.KEY)
    return samples.paths(path, start=start, target=chain[-1])


EVERY = {**samples.PATHS, "crowded": crowded, "wide": lambda: crowded(40, 2, "営業" * 60)}


@pytest.mark.parametrize("make", EVERY.values(), ids=EVERY.keys())
def test_a_picture_is_inert_and_the_same_each_time(make: Make) -> None:
    assert as_svg(make()) == as_svg(make())
    for element in tree(make()).iter():
        assert element.tag.removeprefix(SVG) in DRAWN
        for name in element.attrib:
            assert not name.startswith("on")
            assert name not in ("style", "href", "{http://www.w3.org/1999/xlink}href")


@pytest.mark.parametrize("make", EVERY.values(), ids=EVERY.keys())
def test_nothing_stands_outside(make: Make) -> None:
    """By measured widths; the text of a line that nearly fills its room has its length told."""
    root = tree(make())
    wide, high = float(root.attrib["width"]), float(root.attrib["height"])
    assert root.attrib["viewBox"] == f"0 0 {root.attrib['width']} {root.attrib['height']}"
    for text in root.iter(f"{SVG}text"):
        long = width(text.text or "", float(text.attrib["font-size"]), bold="font-weight" in text.attrib)
        x = float(text.attrib["x"])
        left = x - long if text.attrib.get("text-anchor") == "end" else x
        assert left >= 0
        assert left + long <= wide - 20
        assert 0 < float(text.attrib["y"]) < high
    for box in root.iter(f"{SVG}rect"):
        right = float(box.attrib.get("x", 0)) + float(box.attrib["width"])
        assert right <= wide
        assert float(box.attrib.get("y", 0)) + float(box.attrib["height"]) <= high


@PICTURES
def test_lines_of_text_do_not_cover_each_other(make: Make) -> None:
    lines: dict[str, list[float]] = {}
    for text in tree(make()).iter(f"{SVG}text"):
        lines.setdefault(text.attrib["x"], []).append(float(text.attrib["y"]))
    for ys in lines.values():
        assert all(
            other - one >= 11 for one, other in zip(sorted(set(ys)), sorted(set(ys))[1:], strict=False)
        )


def test_it_says_what_there_is_to_say() -> None:
    said = texts(samples.two_steps())
    for expected in (
        *("From Baker to Miller, for GB", "Baker", "Mill Hand", "Miller", "64 % covered", "10 % covered"),
        *("£19,000–£24,000.50", "£26,000", "1 figure", "Sack lifting · no. 2", "Sieving"),
        *("named by a page as an alternative", "few skills listed, below the floor"),
        *("Still missing: 2 skills, 1 essential", "For GB, 0-3 years (2 profiles): 80 % covered"),
        "score 41 % · pay: GB, 0-3 years, a year, 2019",
    ):
        assert expected in said
    assert any("content generation 7" in line for line in said)


def test_kinds_of_steps_and_skills_look_different() -> None:
    root = tree(samples.two_steps())
    assert [line.attrib["class"] for line in root.iter(f"{SVG}line")] == ["rail", "rail named"]
    kinds = [box.attrib["class"] for box in root.iter(f"{SVG}rect")]
    assert (kinds.count("must"), kinds.count("chip")) == (1, 2)
    assert [mark.attrib["class"] for mark in root.iter(f"{SVG}circle")] == ["stop", "stop", "end"]


def test_screen_readers_get_a_title_and_a_text() -> None:
    root = tree(samples.two_steps())
    named = root.attrib["aria-labelledby"].split()
    found = {element.attrib["id"]: element.text or "" for element in root if "id" in element.attrib}
    assert found[named[0]] == "From Baker to Miller, for GB"
    assert (
        "To Mill Hand, 64 % covered. Still missing: 2 skills, 1 essential: Sack lifting, Sieving."
        in found[named[1]]
    )
    assert root.attrib["role"] == "img"


def test_where_nothing_is_missing_is_told_first() -> None:
    """All pages ask for more than those of one country: a reader must see both."""
    end = samples.thing("Miller")
    versions = (samples.version(1.0), samples.version(0.5, "Sieving"))
    one = samples.step(None, end, missing=(samples.asked("Sieving"),), versions=versions)
    answer = samples.paths(a.Path((one,), 0.64, 0.45, None))
    said = texts(answer)
    assert said.index("Nothing is missing for GB, 0-3 years") < said.index("Still missing: 1 skill")
    assert "Nothing is missing for GB, 0-3 years." in as_svg(answer)


def test_answers_without_steps() -> None:
    assert "Path 1: no step" in texts(samples.no_hops())
    said = texts(samples.no_path())
    assert "No path of at most 4 steps leads from Baker to Miller." in said
    assert "What lies straight between them:" in said
    assert "0 % covered" in said
    assert "Dressing millstones" in said


def test_a_start_of_skills_lists_them() -> None:
    skills = tuple(samples.thing(label, a.Kind.SKILL) for label in ("Kneading", "Sieving"))
    target = samples.thing("Miller")
    path = a.Path((samples.step(None, target, coverage=1.0),), 1.0, 0.0, None)
    said = texts(samples.paths(path, start=a.Start(skills, None), target=target))
    assert {"2 skills held", "Kneading, Sieving", "Nothing is missing.", "100 % covered"} <= set(said)


def test_what_is_not_drawn_is_counted() -> None:
    answer = crowded(MOST_SKILLS + 7, 1, "Skill")
    assert "and 7 more" in texts(answer)
    many = replace(samples.no_hops(), paths=samples.no_hops().paths * (MOST_PATHS + 3))
    assert "3 more paths not drawn" in texts(many)


def test_hostile_labels_are_text() -> None:
    said = texts(samples.hostile())
    assert any("<script>alert(1)</script>" in line for line in said)
    assert "<script" not in as_svg(samples.hostile())
    assert "\u202e" not in as_svg(samples.hostile())


def test_the_style_sheet_is_the_one_that_is_allowed() -> None:
    [style] = tree(samples.two_steps()).iter(f"{SVG}style")
    assert style.text == STYLE
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    assert f"sha256-{digest}" == STYLE_HASH
    assert f"<style>{STYLE}</style>" in as_svg(samples.two_steps())
    assert "prefers-color-scheme:dark" in STYLE
    assert not re.search(r"url\(|@import|[<&]", STYLE)


@settings(max_examples=100, deadline=None)
@example("\u0e5c\u2d26", 28.0, 60.0, 1, True)
@given(st.text(max_size=60), st.floats(8, 30), st.floats(60, 900), st.integers(1, 4), st.booleans())
def test_wrapped_text_fits(text: str, size: float, most: float, lines: int, bold: bool) -> None:
    broken = wrap(text, size, most, lines, bold=bold)
    assert 1 <= len(broken) <= lines
    assert all(width(line, size, bold=bold) <= most + 0.01 for line in broken)
    words = drawable(text)
    whole = "".join(broken).replace(" ", "")
    assert whole == words.replace(" ", "") or (
        whole.endswith(CUT) and words.replace(" ", "").startswith(whole.removesuffix(CUT))
    )


@given(st.text())
def test_what_is_drawn_is_xml(text: str) -> None:
    element = ET.Element("t")
    element.text = drawable(text)
    assert (ET.fromstring(ET.tostring(element)).text or "") == drawable(text)


def test_widths() -> None:
    assert width("é", 10) == width("e", 10)
    assert width("e\u0301", 10) == width("e", 10)
    assert width("語", 10) == 10
    assert width("Ж", 10) > 0
    assert clip("Baker", 10, 1000) == "Baker"
    assert clip("Baker", 10, 20).endswith(CUT)


@pytest.mark.parametrize(
    ("value", "said"), [(0.0, "0 %"), (0.001, "under 1 %"), (0.999, "99 %"), (1.0, "100 %"), (0.29, "29 %")]
)
def test_shares(value: float, said: str) -> None:
    assert share(value) == said
