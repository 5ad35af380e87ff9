"""Outlooks: trend, growth and period, and what keeps them apart from what is said of others."""

from __future__ import annotations

from decimal import Decimal

import pytest
from prose_passages import passage

from rolegraph.graph.model import Outlook, Place, Trend
from rolegraph.graph.sources.page_text.spans import Page, Span
from rolegraph.graph.sources.prose import read_change, read_outlook


def outlook(*texts: str, title: str = "") -> Outlook:
    """The outlook that paragraphs state."""
    read = read_outlook(tuple(map(passage, texts)), "en", title).outlook
    assert read is not None
    return read


def unread(*texts: str, title: str = "") -> list[str]:
    """The words of growth that were not understood."""
    notices = read_outlook(tuple(map(passage, texts)), "en", title).notices
    assert {(notice.code, notice.field) for notice in notices} <= {("growth-not-understood", "outlook")}
    return [notice.words for notice in notices]


def test_the_outlook_keeps_the_words_of_each_reading() -> None:
    read = outlook("Employment of potters is projected to grow 3.5 percent from 2023 to 2033.")
    assert (read.trend, read.growth, read.period) == (Trend.GROWING, Decimal("3.5"), "2023/2033")
    places = (read.trend_place, read.growth_place, read.period_place)
    assert [place.words for place in places if place] == [
        "projected to grow",
        "grow 3.5 percent",
        "from 2023 to 2033",
    ]


def test_no_outlook_without_paragraphs() -> None:
    assert read_outlook((), "en").outlook is None


def test_the_place_of_the_whole_is_given_or_made_of_the_paragraphs() -> None:
    text = "It is open. And so on."
    parts = Page(text).passages([Span(0, 11), Span(12, 22)])
    read = read_outlook(parts, "en").outlook
    assert read is not None
    assert (read.place.start, read.place.end, read.text) == (0, 22, "It is open.\n\nAnd so on.")
    given = read_outlook(parts, "en", whole=Place(text, 0, 22, 1)).outlook
    assert given is not None
    assert given.place.words == text


@pytest.mark.parametrize(
    "text",
    [
        "Numbers are not expected to grow.",
        "There has been no significant growth.",
        "Jobs are expected to decline at first. Then they are projected to rise.",
        "Wages are projected to rise.",
        "Jobs could be likely to grow.",
        "If trade recovers, jobs are expected to grow.",
        "Jobs were expected to grow.",
        "All occupations are projected to grow.",
    ],
)
def test_a_denied_contradictory_possible_or_foreign_trend_is_not_taken(text: str) -> None:
    assert outlook(text).trend is None


GROWTH = (
    (
        "Employment of bakers is projected to grow 4 percent from 2023 to 2033, faster than the average for all occupations.",
        "4",
    ),
    (
        "Employment of bakers is projected to grow 4 percent, faster than the 3 percent average for all occupations.",
        "4",
    ),
    (
        "Employment of bakers is projected to grow 4 percent, compared with 3 percent for all occupations.",
        "4",
    ),
    ("Overall employment of bakers is projected to decline by 3.5%.", "-3.5"),
    ("Employment of bakers is projected to grow 4 percent. Wages are projected to grow 9 percent.", "4"),
    (
        "Overall employment of bakers is projected to grow 4 percent. Employment of pastry bakers is projected to grow 9 percent.",
        "4",
    ),
    (
        "About 4,000 openings for bakers are projected each year. The number of openings is 9 percent of all jobs.",
        None,
    ),
    ("Employment of bakers is projected to show little or no change.", None),
    ("Employment of bakers grew 4 percent from 2013 to 2023.", None),
    ("Over the past decade, job growth of 4 percent was seen.", None),
    ("Job growth is faster than the 3 percent average for all occupations.", None),
    ("Employment of bakers could grow 4 percent.", None),
    ("Employment of bakers was projected to grow 4 percent.", None),
    ("Employment of bakers is not expected to grow 4 percent.", None),
    ("Sales are projected to grow 4 percent.", None),
    ("By 2030, 20 percent of bakers will retire.", None),
    ("Employment of all occupations is projected to grow 3 percent.", None),
)


@pytest.mark.parametrize(("text", "figure"), GROWTH)
def test_growth_is_the_roles_and_projected(text: str, figure: str | None) -> None:
    assert outlook(text, title="Bakers").growth == (None if figure is None else Decimal(figure))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Employment of bakers is projected to grow between 3 and 5 percent.",
            "grow between 3 and 5 percent",
        ),
        ("Employment of bakers is projected to grow 3 to 5 percent.", "grow 3 to 5 percent"),
        ("Employment of bakers is projected to grow 3–5%.", "grow 3–5%"),
        ("Employment of bakers is projected to grow more than 4 percent.", "grow more than 4 percent"),
        ("Employment of bakers is projected to decline by up to 4.5%.", "decline by up to 4.5%"),
        ("A 3 to 5% growth in jobs is forecast.", "3 to 5% growth"),
        ("Employment of bakers grew 9 percent, and is projected to grow 2 percent.", "grow 2 percent"),
    ],
)
def test_what_is_no_one_figure_is_kept_as_words(text: str, words: str) -> None:
    assert outlook(text, title="Bakers").growth is None
    assert unread(text, title="Bakers") == [words]


def test_the_growth_of_another_role_is_not_this_roles() -> None:
    text = "Employment of plumbers is projected to grow 4 percent."
    assert (outlook(text, title="Bakers").growth, outlook(text, title="Bakers").trend) == (None, None)
    assert unread(text, title="Bakers") == ["grow 4 percent"]
    assert outlook(text, title="Plumber").growth == 4


def test_two_different_figures_of_growth_are_not_taken() -> None:
    text = (
        "Employment of bread bakers should grow 3 percent. Employment of cake bakers should grow 5 percent."
    )
    assert outlook(text, title="Bakers").growth is None
    assert unread(text, title="Bakers") == ["grow 3 percent / grow 5 percent"]


def test_what_is_understood_to_be_of_the_past_or_of_others_is_no_gap() -> None:
    assert unread("Employment of bakers grew 4 percent from 2013 to 2023.") == []
    assert unread("Job growth is faster than the 3 percent average for all occupations.") == []
    assert unread("Wages are projected to grow 3 to 5 percent.") == []


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Jobs are projected to grow 2 percent from 2023 to 2033.", "2023/2033"),
        ("Jobs are projected to grow 2 percent between 2023 and 2033.", "2023/2033"),
        ("Jobs are projected to grow over the next ten years.", "P10Y"),
        ("Jobs are projected to grow over the decade.", "P10Y"),
        ("Jobs are projected to grow, 2023–33.", "2023/2033"),
        ("Over the past 10 years it grew. In the next 5 years it will too.", "P5Y"),
        ("Demand rose over the past decade.", "P10Y"),
        # of the past beside a projection, or of another sentence than the figure
        ("Demand rose over the past 10 years. Jobs are projected to grow.", None),
        ("Over the past 10 years little was built. Jobs are projected to grow 2 percent.", None),
        ("Jobs grew from 2013 to 2023.", None),
        ("Jobs are projected to grow from 2033 to 2023.", None),
    ],
)
def test_the_period_is_that_of_the_projection(text: str, period: str | None) -> None:
    assert outlook(text).period == period


@pytest.mark.parametrize(
    ("text", "growth", "trend"),
    [
        ("12% (Much faster than average)", "12", Trend.GROWING),
        ("4% (As fast as average)", "4", Trend.GROWING),
        ("-14% (Decline)", "-14", Trend.DECLINING),
        ("0% (Little or no change)", "0", Trend.STABLE),
        ("+3.5%", "3.5", None),
        ("Little or no change", None, Trend.STABLE),
    ],
)
def test_a_cell_that_holds_the_change(text: str, growth: str | None, trend: Trend | None) -> None:
    read = read_change(passage(text), "en")
    assert (read.growth, read.trend, read.notices) == (growth and Decimal(growth), trend, ())


@pytest.mark.parametrize("text", ["3–5%", "3 to 5% (Faster than average)", "about 4%", "4"])
def test_a_cell_with_a_figure_that_is_not_understood(text: str) -> None:
    read = read_change(passage(text), "en")
    assert read.growth is None
    assert [(notice.code, notice.field, notice.words) for notice in read.notices] == [
        ("growth-not-understood", "outlook", text)
    ]
