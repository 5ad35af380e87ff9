"""The reader of the handbook on a page of our own: each part changed or missing, never a wrong value."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from ooh_pages import OWN, read

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import Band, Notice, PayDistribution, Reading, Record, Remark, RoleProfile, Trend
from rolegraph.graph.sources import ooh
from rolegraph.graph.sources.readers import recognise


def changed(*replacements: tuple[str, str]) -> Reading:
    text = OWN
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return read(text)


def profile(reading: Reading) -> RoleProfile:
    [only] = reading.profiles
    return only


def without(section: str) -> Reading:
    """The page without the section whose ``h2`` has this id."""
    return read(re.sub(rf'<h2 id="{section}">.*?(?=<h2|<div class="citation")', "", OWN, flags=re.DOTALL))


def pay(reading: Reading) -> list[tuple[str | None, Decimal | None, tuple[tuple[int, Decimal], ...]]]:
    return [(p.pay_period, p.median, p.percentiles) for p in profile(reading).pay_distributions]


def notices(reading: Reading) -> list[tuple[str, str]]:
    return [(notice.code, notice.field) for notice in reading.notices]


YEARLY = ("P1Y", Decimal(41600), ((10, Decimal(30150)), (90, Decimal(58990))))
HOURLY: tuple[str, Decimal, tuple[tuple[int, Decimal], ...]] = ("PT1H", Decimal(20), ())
NOT_READ = ("pay-not-understood", "pay_distributions")
OPEN = ("pay-open-ended", "pay_distributions")


def test_the_page_as_it_is() -> None:
    reading = read(OWN)
    found = profile(reading)
    assert reading.notices == ()
    assert pay(reading) == [YEARLY, HOURLY]
    assert found.band == Band(Decimal(0), Decimal(5))
    assert [title.name for title in found.alternative_titles] == ["leeries", "lampmen"]
    assert [duty.text for duty in found.duties] == ["Light every lamp at dusk", "Trim wicks & clean glass"]
    assert [skill.name for skill in found.skills] == ["Balance", "Night vision"]
    assert [role.name for role in found.alternative_roles] == ["Chimney Sweeps", "Night Watchmen"]
    assert [code.value for code in found.codes] == ["99-9011", "99-9012"]
    assert [(fact.remark, fact.text) for fact in found.facts] == [
        (Remark.QUALIFICATION, "High school diploma or equivalent"),
        (Remark.APPRENTICESHIP, "Short-term on-the-job training"),
        (Remark.WORK_PATTERN, "Work is at dusk and dawn."),
        (Remark.WORKING_CONDITIONS, "Falls from ladders are common."),
        (Remark.QUALIFICATION, "Towns may ask for a gas permit."),
        (Remark.CAREER_PATH, "Some become foremen."),
        (Remark.WORKING_CONDITIONS, "They work outdoors in all weather."),
        (Remark.INDUSTRY, "Local government, excluding education and hospitals"),
    ]
    assert found.outlook is not None
    assert (found.outlook.growth, found.outlook.trend) == (Decimal(-7), Trend.DECLINING)
    assert (reading.modified, reading.url) == ("2025-08-28", "https://handbook.example/ooh/lamplighters.htm")


def test_every_value_stands_where_its_place_says() -> None:
    found = profile(read(OWN))
    values = [(skill.name, skill.place) for skill in found.skills]
    values += [(duty.text, duty.place) for duty in found.duties]
    values += [(title.name, title.place) for title in found.alternative_titles]
    values += [(fact.text, fact.place) for fact in found.facts]
    for value, place in values:
        assert place.words == value
        assert OWN[place.start : place.end].replace("&amp;", "&") == value
        assert OWN.count("\n", 0, place.start) + 1 == place.line


@pytest.mark.parametrize("section", ["pay", "job-outlook", "what-they-do", "become-one", "work-environment"])
def test_a_missing_section_takes_its_own_values_alone(section: str) -> None:
    reading = without(section)
    whole, found = profile(read(OWN)), profile(reading)
    gone = {
        "pay": {"pay_distributions"},
        "job-outlook": {"outlook", "codes"},
        "what-they-do": {"alternative_titles", "description", "description_place", "duties"},
        "become-one": {"skills", "facts"},
        "work-environment": {"facts"},
    }[section]
    for name in RoleProfile.__slots__:
        if name not in gone and not name.endswith("_place"):
            mine, theirs = getattr(found, name), getattr(whole, name)
            assert strip(mine) == strip(theirs), name
    assert reading.notices == ()


def strip(value: object) -> str:
    """A value without where it stands."""
    return re.sub(r"Place\(.*?\)", "", re.sub(r"words='[^']*'|words=\"[^\"]*\"", "", repr(value)))


def test_without_the_pay_section_the_quick_facts_stand_alone() -> None:
    reading = without("pay")
    assert pay(reading) == [("P1Y", Decimal(41600), ()), HOURLY]
    assert {p.period for p in profile(reading).pay_distributions} == {"2024"}


def test_without_the_outlook_section_the_quick_facts_stand_alone() -> None:
    outlook = profile(without("job-outlook")).outlook
    assert outlook is not None
    assert (outlook.text, outlook.growth, outlook.trend) == ("-7% (Decline)", Decimal(-7), Trend.DECLINING)
    assert (outlook.period, outlook.period_place and outlook.period_place.words) == ("2024/2034", "2024–34")


def test_without_quick_facts_the_sections_stand_alone() -> None:
    reading = read(re.sub(r'<table id="quickfacts">.*?</table>', "", OWN, flags=re.DOTALL))
    assert pay(reading) == [YEARLY]
    assert profile(reading).band is None
    assert [notice.code for notice in reading.notices] == ["quick-facts-missing"]


def test_the_order_of_sections_does_not_matter() -> None:
    parts = re.split(
        r'(?=<div id="tab-)', OWN.replace('<div class="citation">', '<div id="tab-x"><div class="citation">')
    )
    turned = read(parts[0] + "".join(reversed(parts[1:])))
    assert strip(profile(turned)) == strip(profile(read(OWN)))


CASES: dict[str, tuple[list[tuple[str, str]], Callable[[Reading], object], object]] = {
    "another sign": ([("$41,600     per", "€41,600     per")], lambda r: (pay(r), NOT_READ in notices(r)), ([HOURLY], True)),
    "a decimal comma": ([("$20.00", "$20,00")], pay, [YEARLY, HOURLY]),
    "a point for thousands": ([("$41,600     per", "$41.600     per")], lambda r: (pay(r), NOT_READ in notices(r)), ([HOURLY, YEARLY], True)),
    "words": ([("$41,600     per year", "about forty thousand")], lambda r: NOT_READ in notices(r), True),
    "a range": ([("$41,600     per", "$41,600 - $45,000 per")], lambda r: NOT_READ in notices(r), True),
    "two amounts on a line": ([("per year <br>", "per year ")], pay, [YEARLY]),
    "an open end": ([("$41,600     per", "Greater than or equal to $41,600 per")], lambda r: pay(r)[-1], HOURLY),
    "an open end of both": (
        [("$41,600     per", "≥ $239,200 per"), ("was $41,600 in", "was equal to or greater than $239,200 in"), ("$58,990", "$239,200")],
        pay,
        [("P1Y", None, ((10, Decimal(30150)),)), HOURLY],
    ),
    "no length of work": ([("$20.00     per hour", "$20.00")], lambda r: pay(r)[1], (None, Decimal(20), ())),
    "another year": ([("in May 2024. The", "in May 2023. The")], lambda r: profile(r).pay_distributions[0].period, None),
    "a contradiction": ([("was $41,600 in", "was $41,610 in")], pay, [HOURLY]),
    "a part's pay": ([("wage for lamplighters was $41,600", "wage for oil lamplighters was $41,610")], lambda r: pay(r)[0][1:], (Decimal(41600), ())),
    "percentiles out of order": ([("$30,150", "$50,150")], lambda r: pay(r)[0], ("P1Y", Decimal(41600), ())),
    "a percentile in words": ([("$30,150", "thirty thousand dollars")], lambda r: pay(r)[0][2], ((90, Decimal(58990)),)),
    "other percentiles": ([("lowest 10", "lowest 25"), ("highest 10", "highest 25")], lambda r: [n for n, _ in pay(r)[0][2]], [25, 75]),
    "percentiles without a property": ([("lowest 10", "lowest 20")], lambda r: pay(r)[0][2], ((90, Decimal(58990)),)),
    "the other order": (
        [("The lowest 10 percent earned less than $30,150, and the highest 10 percent earned more than $58,990.", "The highest 10 percent earned more than $58,990, and the lowest 10 percent earned less than $30,150.")],
        lambda r: (pay(r)[0], NOT_READ in notices(r)),
        (("P1Y", Decimal(41600), ()), True),
    ),
    "a band in other words": ([("Less than 5 years", "A good while")], lambda r: (profile(r).band, notices(r)), (None, [("band-not-understood", "band")])),
    "no band": ([("Less than 5 years", "None")], lambda r: (profile(r).band, notices(r)), (None, [])),
    "contradicting outlooks": ([("-7% (Decline)", "8% (Faster than average)")], lambda r: (profile(r).outlook.growth, profile(r).outlook.trend, notices(r)), (None, None, [("outlook-not-understood", "outlook")])),  # type: ignore[union-attr]
    "contradicting periods": ([("Job Outlook, 2024–34", "Job Outlook, 2023–33")], lambda r: profile(r).outlook.period, None),  # type: ignore[union-attr]
    "an odd code": ([("99-9011<", "99/9011<")], lambda r: ([c.value for c in profile(r).codes], notices(r)), (["99-9012"], [("codes-not-understood", "codes")])),
    "a quality without a name": ([("<strong><em>Balance.</em> </strong>", "")], lambda r: ([s.name for s in profile(r).skills], notices(r)), (["Night vision"], [("skills-not-understood", "skills")])),
    "duties in prose": ([("<ul><li>Light every lamp at dusk</li><li>Trim wicks &amp; clean glass</li></ul>", "<p>Light and trim.</p>")], lambda r: (profile(r).duties, notices(r)), ((), [("duties-not-understood", "duties")])),
    "titles that leave words out": ([("<em>leeries</em> or", "<em>gas lighters</em> or")], lambda r: (profile(r).alternative_titles, notices(r)), ((), [("alternative-titles-not-understood", "alternative_titles")])),
    "a list of titles": ([("<em>leeries</em> or <em>lampmen</em>", "leeries, lamp tenders, and wick trimmers")], lambda r: [t.name for t in profile(r).alternative_titles], ["leeries", "lamp tenders", "wick trimmers"]),
    "verbs after a title": ([("<em>leeries</em> or <em>lampmen</em>, light the", "leeries, light, trim, and mend the")], lambda r: [t.name for t in profile(r).alternative_titles], ["leeries"]),
    "columns in another order": ([("<th> </th><th>Occupation</th>", "<th>Occupation</th><th> </th>"), ('<td></td><td><strong><a href="/b">Night Watchmen</a></strong></td>', '<td><strong>Night Watchmen</strong></td><td></td>')], lambda r: [a.name for a in profile(r).alternative_roles], ["Night Watchmen"]),
    "a month in the chart alone": ([("wage for lamplighters was $41,600", "wage for oil lamplighters was $41,610"), ("<dt>Total</dt><dd>$49,500", "<dt>Lamplighters</dt><dd><p>$41,600</p>")], lambda r: [p.period for p in profile(r).pay_distributions], ["2024-05", "2024-05"]),
    "a chart of other figures": ([("wage for lamplighters was $41,600", "wage for oil lamplighters was $41,610")], lambda r: [p.period for p in profile(r).pay_distributions], ["2024", "2024"]),
    "a chart of another year": ([("wage for lamplighters was $41,600", "wage for oil lamplighters was $41,610"), ("<dt>Total</dt><dd>$49,500", "<dd>$41,600"), ("annual wages, May 2024", "annual wages, May 2023")], lambda r: profile(r).pay_distributions[0].period, "2024"),
    "titles in a sentence of their own": ([(", also called <em>leeries</em> or <em>lampmen</em>, light the lamps of a town.", " also are called <em>gas lighters</em>, <em>lamp men</em>, and <em>leeries</em>.")], lambda r: [t.name for t in profile(r).alternative_titles], ["gas lighters", "lamp men", "leeries"]),
    "a table within a cell": ([("<th>Gas lamplighters</th><td>99-9011</td>", "<th>Gas lamplighters<table><tbody><tr><td>x</td><td>99-9000</td></tr></tbody></table></th><td>99-9011</td>")], lambda r: [c.value for c in profile(r).codes], ["99-9011", "99-9012"]),
    "a day that is none": ([("August 28, 2025", "August 32, 2025")], lambda r: (r.modified, notices(r)), (None, [("modified-not-understood", "modified")])),
    "an address without a host": ([('href="https://handbook.example/ooh/lamplighters.htm"', 'href="/ooh/lamplighters.htm"')], lambda r: (r.url, notices(r)), (None, [("url-not-understood", "url")])),
    "no country": ([("U.S. Bureau", "Bureau"), ("U.S. Department", "Department")], lambda r: profile(r).country, None),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_written_otherwise_is_read_right_or_not_at_all(case: str) -> None:
    replacements, asked, expected = CASES[case]
    assert asked(changed(*replacements)) == expected


def test_what_was_not_understood_is_told_in_the_words_of_the_page() -> None:
    [notice] = changed(("$41,600     per year", "about  forty thousand")).notices
    assert isinstance(notice, Notice)
    assert (notice.words, notice.place) == ("about forty thousand", "line 12")


def test_an_open_end_keeps_its_words() -> None:
    reading = changed(("$58,990", "$239,200"))
    assert pay(reading)[0] == ("P1Y", Decimal(41600), ((10, Decimal(30150)),))
    assert notices(reading) == [OPEN]
    assert reading.notices[0].words == "more than $239,200"


def test_figures_of_all_workers_are_not_of_the_band() -> None:
    assert all(
        isinstance(p, PayDistribution) and p.any_experience for p in profile(read(OWN)).pay_distributions
    )


def test_a_page_is_recognised_by_its_bytes() -> None:
    assert recognise(Record("x", "x", OWN.encode())).name == "ooh"
    assert not ooh.recognises(b"<p>Occupational Outlook Handbook</p>")
    assert not ooh.recognises(OWN.replace("Occupational Outlook Handbook", "Handbook").encode())
    assert not ooh.recognises(b"")


def test_a_page_without_a_title_is_refused() -> None:
    with pytest.raises(RefusedRecord, match="h1"):
        changed(("<h1>Lamplighters</h1>", ""), ("    Lamplighters :     Occupational", "Occupational"))


def test_the_title_in_the_head_stands_in_for_a_heading() -> None:
    assert profile(changed(("<h1>Lamplighters</h1>", ""))).title == "Lamplighters"
