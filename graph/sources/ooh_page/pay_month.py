"""The month of a median, from the chart of the Pay section that shows the same figure.

The quick facts give the year alone. Where no sentence of the section speaks of the role as a whole, the
chart above them is what says in which month its median was measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from rolegraph.graph.model import PayDistribution
from rolegraph.graph.sources.html_input import Element
from rolegraph.graph.sources.ooh_page.layout import Page
from rolegraph.graph.sources.ooh_page.pay_figures import read_figure
from rolegraph.graph.sources.ooh_page.pay_statements import month_number

_CAPTION = re.compile(r"Median (?P<every>annual|hourly) wages, (?P<month>[A-Z][a-z]+) (?P<year>\d{4})")
_PERIODS = MappingProxyType({"annual": "P1Y", "hourly": "PT1H"})


def with_month(page: Page, pays: list[PayDistribution]) -> list[PayDistribution]:
    """The distributions of a year as those of its month, where a chart shows the median of one of them."""
    for chart in page.root.each(class_="ooh-chart"):
        for caption in (_CAPTION.fullmatch(line.text().text) for line in chart.each("p")):
            number = month_number(caption["month"]) if caption else None
            if caption and number and any(_shows(chart, pay, caption) for pay in pays):
                month = f"{caption['year']}-{number:02}"
                return [replace(pay, period=month) if pay.period == caption["year"] else pay for pay in pays]
    return pays


def _shows(chart: Element, pay: PayDistribution, caption: re.Match[str]) -> bool:
    """Whether one of the chart's figures is the median."""
    period = _PERIODS[caption["every"]]
    alike = pay.pay_period == period and pay.period == caption["year"] and pay.median is not None
    return alike and (pay.median, pay.currency) in _figures(chart, period)


def _figures(chart: Element, period: str) -> Iterator[tuple[object, str | None]]:
    for value in chart.each("dd"):
        figure = read_figure(value.text().place(), period) if value.text() else None
        if figure:
            yield figure.value, figure.currency
