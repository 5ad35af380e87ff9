"""A paths answer as a picture (SVG): roles on a line, between them what is held and what is missing.

Each path goes downwards. A step that a page names is a dotted line; essential skills stand out;
pay stands at the right of each role that has figures under the one key of the path.
"""

from __future__ import annotations

from dataclasses import dataclass

from rolegraph.graph.paths.answers import Method, Path, PathsAnswer, Pay, PayKey, Start, Step
from rolegraph.graph.paths.formats.drawing import Drawing, chips_height
from rolegraph.graph.paths.formats.lettering import CUT
from rolegraph.graph.paths.formats.wording import (
    FLAGS,
    METHODS,
    asked_for,
    counted,
    in_sentences,
    met_line,
    missing_line,
    pay_range,
    pay_terms,
    sentence,
    share,
    start_name,
    version_line,
)

MOST_PATHS = 10
"""Paths that are drawn; of more it is said how many."""
MOST_SKILLS = 18
"""Missing skills that are drawn of a step; of more it is said how many."""
_WIDE = 820.0
_MARGIN = 24.0
_RAIL = 40.0
_LEFT = 66.0
_RIGHT = _WIDE - _MARGIN
_PAY = 230.0
_PADDING = 14.0
_STOP = 9.5
"""The radius of the mark of a role, with its edge."""
_TO_STOP = 18.5
"""From the top of a role to the middle of its mark."""
_LONGEST_DESCRIPTION = 4000
_LESS = {True: "ink", False: "soft"}
"""How it is drawn that pages of one country and band ask for less: whether nothing of that is missing."""


def as_svg(answer: PathsAnswer) -> str:
    """The picture; its height follows from what there is to show."""
    return _Picture(answer).drawn()


@dataclass
class _Picture:
    """Draws one answer; ``y`` is where the next thing begins, ``foot`` where the last mark ends."""

    answer: PathsAnswer
    y: float = 0.0
    foot: float = 0.0

    def __post_init__(self) -> None:
        asked = asked_for(self.answer.asked)
        self.title = f"From {start_name(self.answer.start) or 'nothing'} to {self.answer.target.label}{asked}"
        told = in_sentences(self.answer)
        told = told if len(told) <= _LONGEST_DESCRIPTION else told[:_LONGEST_DESCRIPTION] + CUT
        self.out = Drawing(_WIDE, self.title, told)

    def drawn(self) -> str:
        """The whole of it."""
        self._head()
        paths = self.answer.paths[:MOST_PATHS]
        for place, path in enumerate(paths, 1):
            self._path(place, path)
        if left := len(self.answer.paths) - len(paths):
            self._note(f"{counted(left, 'more path')} not drawn")
        if not paths and self.answer.direct:
            self._note("What lies straight between them:")
            self._chain((self.answer.direct,), self.answer.direct.pay.key)
        return self.out.finished(self.y + _MARGIN)

    def _head(self) -> None:
        self.y = _MARGIN + 20
        self.y += self.out.block(_MARGIN, self.y, self.title, 22, _RIGHT - _MARGIN, 3, bold=True)
        if self.answer.explained:
            self.y += self.out.block(
                _MARGIN, self.y, sentence(self.answer.explained.text), 15, _RIGHT - _MARGIN, 4
            )
        limits = (
            f"At most {counted(self.answer.hops, 'step')} · by skills where {share(self.answer.floor)}"
            f" or more of what a role asks is held · content generation {self.answer.generation}"
        )
        self.y += self.out.block(_MARGIN, self.y, limits, 13, _RIGHT - _MARGIN, 2, kind="soft")

    def _note(self, text: str) -> None:
        self.y += 22
        self.out.line(_MARGIN, self.y, text, 14, _RIGHT - _MARGIN, kind="soft")
        self.y += 6

    def _path(self, place: int, path: Path) -> None:
        self.y += 30
        steps = counted(path.hops, "step") if path.hops else "no step"
        head = f"Path {place}: {steps}"
        wide = self.out.line(_MARGIN, self.y, head, 17, _RIGHT - _MARGIN, bold=True)
        after = f"score {share(path.score)}" if path.hops else ""
        if path.pay_key:
            after += f" · pay: {pay_terms(path.pay_key)}"
        x = _MARGIN + wide + 14
        self.out.line(x, self.y, after, 13, _RIGHT - x, kind="soft")
        self.y += 12
        if path.steps:
            self._chain(path.steps, path.pay_key)
        else:
            self._role(self.answer.target.label, None, None, end=True)

    def _chain(self, steps: tuple[Step, ...], key: PayKey | None) -> None:
        self._start(self.answer.start, steps[0].pay.start, key)
        for number, step in enumerate(steps, 1):
            self._step(step)
            self._role(step.end.label, step.pay.end, key, end=number == len(steps))

    def _start(self, start: Start, pay: Pay | None, key: PayKey | None) -> None:
        if start.role:
            self._role(start.role.label, pay, key)
        if not start.skills:
            if not start.role:
                self._role("No skills", None, None)
            return
        if not start.role:
            self._role(f"{counted(len(start.skills), 'skill')} held", pay, key)
        labels = ", ".join(skill.label for skill in start.skills[: 2 * MOST_SKILLS])
        self.y += self.out.block(_LEFT, self.y + 15, labels, 14, _RIGHT - _LEFT, 3, kind="soft") + 2

    def _role(self, label: str, pay: Pay | None, key: PayKey | None, *, end: bool = False) -> None:
        top = self.y
        self.y += 24
        room = _RIGHT - _LEFT - (_PAY if pay and key else 0)
        if pay and key:
            self.out.line(_RIGHT, self.y, pay_range(pay, key), 15, _PAY - 12, right=True, bold=True)
            figures = counted(pay.count, "figure")
            self.out.line(_RIGHT, self.y + 17, figures, 12, _PAY - 12, right=True, kind="soft")
        self.foot = top + _TO_STOP
        self.out.stop(_RAIL, self.foot, end=end)
        self.foot += _STOP
        high = self.out.block(_LEFT, self.y, label, 17, room, 2, bold=True)
        self.y = max(self.y + high - 17, top + (44 if pay and key else 30))

    def _step(self, step: Step) -> None:
        chips = _chips(step)
        room = _RIGHT - _LEFT - 2 * _PADDING
        held = chips_height(chips, room) if chips else 0
        top = self.y + 8
        version = version_line(step)
        high = 2 * _PADDING + 34 + (held + 5 if chips else 0) + (20 if version else 0)
        by_a_page = step.method is Method.ALTERNATIVE_ROLE
        self.out.rail(_RAIL, self.foot, top + high + 4 + _TO_STOP - _STOP, named=by_a_page)
        self.out.panel(_LEFT, top, _RIGHT - _LEFT, high)
        self._step_head(step, _LEFT + _PADDING, top + _PADDING + 12)
        foot = top + _PADDING + 34
        if version:
            is_met = bool(met_line(step))
            self.out.line(_LEFT + _PADDING, foot, version, 14, room, bold=is_met, kind=_LESS[is_met])
            foot += 20
        self.out.line(_LEFT + _PADDING, foot, missing_line(step), 14, room)
        self.out.chips(_LEFT + _PADDING, foot + 10, room, chips)
        self.y = top + high + 4

    def _step_head(self, step: Step, x: float, y: float) -> None:
        self.out.bar(x, y - 8, 120, step.coverage)
        x += 132
        x += self.out.line(x, y, f"{share(step.coverage)} covered", 14, 130, bold=True) + 14
        x += self.out.line(x, y, METHODS[step.method], 13, 230, kind="soft") + 14
        flags = ", ".join(FLAGS[flag] for flag in step.flags)
        self.out.line(x, y, flags, 13, _RIGHT - _PADDING - x, kind="warn")


def _chips(step: Step) -> list[tuple[str, bool]]:
    """The missing skills, the heaviest first, with the place that a ranked list gives them."""
    shown = [
        (one.skill.label + (f" · no. {one.rank}" if one.rank else ""), one.essential is True)
        for one in step.missing[:MOST_SKILLS]
    ]
    left = len(step.missing) - len(shown)
    return [*shown, (f"and {left:,} more", False)] if left else shown
