"""The parts of a picture as SVG 1.1: texts, chips, bars and marks, coloured by a style sheet.

There is no script, no style attribute, no link and no reference to anything outside, and every text
goes through :func:`drawable`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from rolegraph.graph.paths.formats.lettering import clip, drawable, width, wrap

STYLE = """
svg{font-family:Arial,Helvetica,"Liberation Sans",sans-serif;color-scheme:light dark}
.page{fill:#fff}.ink{fill:#1b1f24}.soft{fill:#57606a}.panel{fill:#f3f5f8}
.rail{stroke:#8c96a3;stroke-width:3;fill:none}
.named{stroke-dasharray:2 7;stroke-linecap:round}.stop{fill:#fff;stroke:#0b62b5;stroke-width:3}
.end{fill:#0b62b5;stroke:#0b62b5;stroke-width:3}
.chip{fill:#fff;stroke:#b5bdc8}.must{fill:#fff4e0;stroke:#b35900;stroke-width:1.5}.trough{fill:#dbe1e8}.bar{fill:#0b62b5}.warn{fill:#9a3b00}
@media (prefers-color-scheme:dark){
.page{fill:#12161c}.ink{fill:#e8ecf1}.soft{fill:#a3aebb}.panel{fill:#1d242d}.rail{stroke:#67727f}
.stop{fill:#12161c;stroke:#6cb3f5}.end{fill:#6cb3f5;stroke:#6cb3f5}
.chip{fill:#12161c;stroke:#4b5663}.must{fill:#33230d;stroke:#f0a54a}.trough{fill:#36404c}.bar{fill:#6cb3f5}.warn{fill:#ffb37a}}
"""
STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
"""What a Content-Security-Policy allows the style sheet by (CSP Level 3, section 2.3.1)."""
_NAMESPACE = "http://www.w3.org/2000/svg"
_NEARLY_FULL = 0.7
"""A text that takes more of its room than this gets its length told: another font can't burst it."""
_LEADING = 1.3
CHIP_HEIGHT = 24.0
_CHIP_SIZE, _CHIP_PADDING, _CHIP_GAP = 13.0, 9.0, 7.0


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


class Drawing:
    """A picture of a fixed width that grows downwards; lengths are in user units, which are pixels."""

    def __init__(self, wide: float, title: str, description: str) -> None:
        self._wide = wide
        self._root = ET.Element("svg", {"xmlns": _NAMESPACE, "role": "img"})
        self._root.set("aria-labelledby", "paths-title paths-text")
        for tag, name, text in (
            ("title", "paths-title", title),
            ("desc", "paths-text", description),
        ):
            ET.SubElement(self._root, tag, {"id": name}).text = drawable(text)
        ET.SubElement(self._root, "style").text = STYLE
        self._page = self._add("rect", "page", width=wide)

    def _add(self, tag: str, kind: str, **numbers: float) -> ET.Element:
        element = ET.SubElement(self._root, tag, {"class": kind})
        for name, value in numbers.items():
            element.set(name, _number(value))
        return element

    def finished(self, high: float) -> str:
        """The text of the picture, cut at a height."""
        self._page.set("height", _number(high))
        wide, tall = _number(self._wide), _number(high)
        self._root.set("viewBox", f"0 0 {wide} {tall}")
        self._root.set("width", wide)
        self._root.set("height", tall)
        return ET.tostring(self._root, encoding="unicode") + "\n"

    def panel(self, x: float, y: float, wide: float, high: float) -> None:
        """A ground for what is drawn over it."""
        self._add("rect", "panel", x=x, y=y, width=wide, height=high, rx=8)

    def rail(self, x: float, start: float, end: float, *, named: bool) -> None:
        """The line of a step, dotted where a page names it."""
        self._add("line", "rail named" if named else "rail", x1=x, y1=start, x2=x, y2=end)

    def stop(self, x: float, y: float, *, end: bool) -> None:
        """The mark of a role."""
        self._add("circle", "end" if end else "stop", cx=x, cy=y, r=8)

    def bar(self, x: float, y: float, wide: float, share: float) -> None:
        """A share from 0 to 1 as a bar."""
        self._add("rect", "trough", x=x, y=y, width=wide, height=8, rx=4)
        if share > 0:
            self._add("rect", "bar", x=x, y=y, width=max(4.0, wide * min(share, 1)), height=8, rx=4)

    def line(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        most: float,
        *,
        kind: str = "ink",
        bold: bool = False,
        right: bool = False,
    ) -> float:
        """One line of text, cut to its room; gives its width. ``right``: it ends at ``x``."""
        shown = clip(drawable(text), size, most, bold=bold)
        if not shown:
            return 0.0
        element = self._add("text", kind, x=x, y=y)
        element.set("font-size", _number(size))
        element.text = shown
        if bold:
            element.set("font-weight", "bold")
        if right:
            element.set("text-anchor", "end")
        wide = width(shown, size, bold=bold)
        if wide > _NEARLY_FULL * most:
            element.set("textLength", _number(wide))
            element.set("lengthAdjust", "spacingAndGlyphs")
        return wide

    def block(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        most: float,
        lines: int,
        *,
        kind: str = "ink",
        bold: bool = False,
    ) -> float:
        """A text in at most so many lines, the first with its foot at ``y``; gives the height of it."""
        broken = wrap(text, size, most, lines, bold=bold)
        for number, piece in enumerate(broken):
            self.line(x, y + number * size * _LEADING, piece, size, most, kind=kind, bold=bold)
        return len(broken) * size * _LEADING

    def chips(self, x: float, y: float, most: float, labels: Sequence[tuple[str, bool]]) -> None:
        """Labels in frames, row below row, from a top at ``y``; those that are ``True`` stand out."""
        for (text, must), (left, row) in zip(labels, _places(labels, most), strict=True):
            top = y + row * (CHIP_HEIGHT + _CHIP_GAP)
            wide = _chip_width(text, most)
            kind = "must" if must else "chip"
            self._add("rect", kind, x=x + left, y=top, width=wide, height=CHIP_HEIGHT, rx=12)
            room = wide - 2 * _CHIP_PADDING
            self.line(x + left + _CHIP_PADDING, top + 16.5, text, _CHIP_SIZE, room)


def chips_height(labels: Sequence[tuple[str, bool]], most: float) -> float:
    """The height that :meth:`Drawing.chips` takes."""
    rows = 1 + max((row for _, row in _places(labels, most)), default=-1)
    return rows * (CHIP_HEIGHT + _CHIP_GAP)


def _chip_width(text: str, most: float) -> float:
    shown = clip(drawable(text), _CHIP_SIZE, most - 2 * _CHIP_PADDING)
    return width(shown, _CHIP_SIZE) + 2 * _CHIP_PADDING


def _places(labels: Sequence[tuple[str, bool]], most: float) -> list[tuple[float, int]]:
    """The left edge and the row of each chip."""
    found: list[tuple[float, int]] = []
    left, row = 0.0, 0
    for text, _ in labels:
        wide = _chip_width(text, most)
        if left and left + wide > most:
            left, row = 0.0, row + 1
        found.append((left, row))
        left += wide + _CHIP_GAP
    return found
