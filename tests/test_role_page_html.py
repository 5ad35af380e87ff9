"""Role pages as HTML: the form of the document, its ways to be written, and what it refuses."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from html_pages import as_html, read_html, words_at
from hypothesis import given
from hypothesis import strategies as st
from role_pages import FULL, of_text, places, without_places

from rolegraph.graph.errors import RefusedRecord
from rolegraph.graph.model import Band, Basis, Listing, Money, Trend
from rolegraph.graph.sources import role_page_html

SAMPLES = sorted((Path(__file__).resolve().parent.parent / "samples").glob("*/*.txt"))
START = "<main><h1>Potter</h1><p>£21K / year</p>"
TWIN = as_html(FULL.decode())


@pytest.fixture(scope="module")
def documented(project_root: Path) -> str:
    """The page that the document shows."""
    text = (project_root / "docs" / "role-page-html.md").read_text("utf-8")
    return text.split("```html\n", 1)[1].split("```", 1)[0]


def test_the_page_of_the_document_is_read_field_by_field(documented: str) -> None:
    assert role_page_html.recognises(documented.encode())
    reading = read_html(documented)
    (profile,) = reading.profiles
    assert reading.notices == ()
    assert (profile.title, profile.country) == ("Potter", "GB")
    assert profile.band == Band(Decimal(0), Decimal(2))
    assert [name.name for name in profile.alternative_titles] == ["Ceramist", "Clay Worker"]
    (salary,) = profile.salaries
    figures = (Decimal(21000), Decimal(24000), "GBP", Basis.STATED, "P1Y")
    assert (salary.money, salary.period) == (Money("£21,000 - £24,000 / year", *figures), "2023")
    assert profile.description == "A Potter is a specialist in ceramics who shapes and fires clay."
    assert [duty.text for duty in profile.duties] == ["Wedge and throw clay", "Mix glazes"]
    assert [(skill.position, skill.name) for skill in profile.skills] == [
        (1, "Wheel Throwing"),
        (2, "Kiln Firing"),
    ]
    assert [role.name for role in profile.alternative_roles] == ["Sculptor", "Glazier"]
    announced = {each.listing: each.number for each in profile.announcements}
    assert announced == {Listing.DUTIES: None, Listing.SKILLS: None, Listing.ALTERNATIVE_ROLES: 2}
    outlook = profile.outlook
    assert outlook is not None
    assert (outlook.trend, outlook.growth, outlook.period) == (Trend.GROWING, Decimal("2.5"), "2023/2033")
    assert (reading.url, reading.language) == ("https://potters.example.org/potter", "en")
    assert reading.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert (reading.cited, reading.citation) == (
        ("https://potters.example.org/survey",), "Guild of Potters, survey of members",
    )  # fmt: skip


def test_every_place_of_it_holds_its_words(documented: str) -> None:
    found = list(places(read_html(documented).profiles))
    assert len(found) > 20
    for place in found:
        assert words_at(documented, place) == place.words
        assert place.line == documented[: place.start].count("\n") + 1


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_page_says_the_same_as_html_and_as_text(path: Path) -> None:
    text = path.read_text("utf-8")
    page = as_html(text)
    assert role_page_html.recognises(page.encode())
    reading, twin = read_html(page), of_text(text.encode())
    assert reading.notices == twin.notices == ()
    assert without_places(reading) == without_places(twin)
    for place in places(reading.profiles):
        assert words_at(page, place) == " ".join(place.words.split())


SPACES = st.sampled_from(["", " ", "\n", "\r\n    ", "<!-- aside -->", "\t\n"])
CHANGES = st.fixed_dictionaries(
    {
        "spaces": SPACES,
        "without": st.sampled_from(["", "</li>", "</p>", "<h2>Outlook</h2>", "</main></body></html>"]),
        "level": st.sampled_from(["h2", "h3", "h5"]),
        "wrapped": st.booleans(),
        "swapped": st.booleans(),
    }
)


@given(CHANGES)
def test_other_markup_changes_no_value(changes: dict[str, str]) -> None:
    page = TWIN
    if changes["swapped"]:
        head, duties, skills, others, rest = re.split(r"(?=<h2>)", page)
        page = head + others + skills + duties + rest
    page = page.replace(changes["without"], "") if changes["without"] else page
    page = re.sub(r"(</?)h2>", rf"\g<1>{changes['level']}>", page)
    page = re.sub(r"\n", lambda _: f"\n{changes['spaces']}", page)
    if changes["wrapped"]:
        page = re.sub(r"<li>(.*?)(?=</?li>|\n)", r"<li><div><b>\1</b></div>", page)
    (found,), (whole,) = read_html(page).profiles, of_text(FULL).profiles
    for field in (
        "title",
        "band",
        "country",
        "salaries",
        "duties",
        "skills",
        "alternative_roles",
        "description",
    ):
        assert without_places(getattr(found, field)) == without_places(getattr(whole, field)), field
    if "Outlook" not in changes["without"]:
        assert found.outlook is not None
        assert found.outlook.growth == Decimal("2.5")


@given(st.sets(st.sampled_from(["Responsibilities", "Skills", "Alternative roles", "Outlook"])))
def test_missing_sections_are_absent_and_change_nothing_else(gone: set[str]) -> None:
    page = "".join(
        part for part in re.split(r"(?=<h2>)", TWIN) if not part.startswith(tuple(f"<h2>{x}" for x in gone))
    )
    (found,), (whole,) = read_html(page).profiles, of_text(FULL).profiles
    held = {"duties": "Responsibilities", "skills": "Skills", "alternative_roles": "Alternative roles"}
    for field, heading in held.items():
        expected = () if heading in gone else without_places(getattr(whole, field))
        assert without_places(getattr(found, field)) == expected
    assert without_places(found.salaries) == without_places(whole.salaries) or "Outlook" in gone


@given(
    st.integers(0, len(TWIN)),
    st.sampled_from(["", "<", ">", '"', "<p", "</ul>", "<!--", "&", "<table>", "</main>"]),
)
def test_damage_is_read_or_refused_and_never_fails(at: int, damage: str) -> None:
    page = TWIN[:at] + damage + TWIN[at + len(damage) :]
    with suppress(RefusedRecord):
        (profile,) = read_html(page).profiles
        for place in places(profile):
            assert 0 <= place.start < place.end <= len(page)
            assert place.words
        stated = {page[place.start : place.end] for place in places(profile.duties)}
        assert len(stated) == len(profile.duties)


@pytest.mark.parametrize(
    ("markup", "ranks"),
    [
        ("<ol><li>a<li>b</ol>", [1, 2]),
        ("<ul><li>a<li>b</ul>", [None, None]),
        ("<ol start=3><li>a<li>b</ol>", [3, 4]),
        ("<ol reversed><li>a<li>b</ol>", [2, 1]),
        ("<ol><li value=5>a<li>b</ol>", [5, 6]),
        ("<ol><li>1. a<li>2. b</ol>", [1, 2]),
        ("<ul><li>1) a<li>2) b</ul>", [1, 2]),
        ("<ol start=x><li>a<li value=''>b</ol>", [1, 2]),
        ("<ul><li>a<ul><li>b</ul></ul>", [None, None]),
    ],
)
def test_the_numbers_of_a_list_are_its_ranks(markup: str, ranks: list[int | None]) -> None:
    page = f"{START}<h2>Skills</h2>{markup}"
    (profile,) = read_html(page).profiles
    assert [(skill.name, skill.position) for skill in profile.skills] == list(zip("ab", ranks, strict=True))


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<main><p>£21K / year</p>", "title-missing"),
        (f"{START}<h2>Skills</h2><ul><li>a</ul><h2>Required skills</h2><ul><li>b</ul>", "list-repeated"),
        (f"{START}<h2>Skills</h2><ol><li>a<li>A</ol>", "skill-repeated"),
        (f"{START}<h2>Skills</h2><ol><li>a</ol><ul><li>b</ul>", "ranks-mixed"),
        (f"{START}<p>£22K / year</p>", "salary-contradiction"),
        (f"{START}<p>£9K - £7K</p>", "money-reversed"),
        (f"{START}<dl><dt>Country<dd>Ruritania</dl>", "country-unknown"),
        (
            f"{START}<dl><dt>Country<dd>France</dl><h2>Duties</h2><p>As a Potter in Spain, your main duties include:<ul><li>a</ul>",
            "country-contradiction",
        ),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_refused_with_its_place(page: str, code: str) -> None:
    with pytest.raises(RefusedRecord) as refusal:
        read_html(page)
    assert (refusal.value.code, refusal.value.place) == (code, "line 1")


def test_what_is_not_understood_is_named_with_its_words() -> None:
    page = (
        f"{START}<dl><dt>Mood<dd>good</dl><h2>Skills</h2><p>More</p><ul><li>a</ul><h2>Fun</h2><p>Plenty.</p>"
    )
    notices = {(each.code, each.field, each.words) for each in read_html(page).notices}
    assert {
        ("section-not-understood", "", "Mood"),
        ("section-not-understood", "", "Fun"),
        ("line-not-understood", "skills", "More"),
    } <= notices


@pytest.mark.parametrize(
    "page",
    ["<html><h1>News</h1><p>It rains.</p>", "<html><p>£20K / year", '{"a": "<h1>"}', "Potter\n£20K\n/ year"],
)
def test_other_pages_are_not_recognised(page: str) -> None:
    assert not role_page_html.recognises(page.encode())
