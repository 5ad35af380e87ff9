"""The search index: what is found by which words, in which order, and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from searching import BASE, DATA, ESCO, HOSTILE, ID, index_of

from rolegraph.graph.search.index import CONSIDERED, SearchIndex, Wanted
from rolegraph.graph.search.kinds import spread


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    made = index_of(tmp_path_factory.mktemp("search") / "index")
    yield made
    made.close()


def found(index: SearchIndex, text: str, *kinds: str, language: str = "") -> list[str]:
    """The IRIs found, without what they have in common."""
    wanted = Wanted(spread(kinds) if kinds else None, language)
    return [hit.thing.iri.removeprefix(ID).removeprefix(ESCO) for hit in index.search(text, wanted)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Baker", "role/baker"),
        ("  bAKER ", "role/baker"),
        ("bäcker", "role/baker"),
        ("backer", "role/baker"),
        ("bread maker", "role/baker"),
        ("maker, bread!", "role/baker"),
        ("パン職人", "role/baker"),
        ("パン職", "role/baker"),
        ("护士", "role/nurse"),
        ("护士长", "role/nurse"),
        ("Data Analist", "role/data-analyst"),
        ("dta anlayst", "role/data-analyst"),
        ("analyst data", "role/data-analyst"),
        ("anal", "role/data-analyst"),
        ("microsft exel", "skill/excel"),
        ("C++", "skill/cpp"),
        ("c", "skill/c"),
        ("Deutschland", "country/DE"),
        ("ドイツ", "country/DE"),
        ("GB", "country/GB"),
        ("51-3011.00", "code/onet-1"),
        ("0-3 years", "experience/0-3-years"),
        ("bred baker", "occupation/1"),
        ("gb/baker.txt", "source/one"),
        (f"{ID}role/data-analyst", "role/data-analyst"),
        (f"{ID}role/old-baker", "role/baker"),
    ],
)
def test_what_is_sought_comes_first(index: SearchIndex, text: str, first: str) -> None:
    assert found(index, text)[:1] == [first]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "...",
        "(a+)+$",
        "zzzzqqqq",
        "Phantom Role",
        "Not a label of its own",
        "\ud800",
        "xyzzy" * 999,
    ],
)
def test_what_is_not_there_is_not_found(index: SearchIndex, text: str) -> None:
    assert found(index, text) == []
    assert index.suggest(text) == []


def test_each_thing_once_by_the_label_that_fits_best(index: SearchIndex) -> None:
    hits = index.search("baker", limit=100)
    iris = [hit.thing.iri for hit in hits]
    assert len(iris) == len(set(iris))
    labels = {hit.thing.iri: (hit.label.text, hit.label.naming.word, hit.label.language) for hit in hits}
    assert labels[f"{ID}role/baker"] == ("Baker", "preferred", "en")
    assert labels[f"{ESCO}occupation/1"] == ("baker", "preferred", "en")
    [german] = [hit for hit in index.search("Bäcker") if hit.thing.iri == f"{ID}role/baker"]
    assert german.label.text == "Bäcker"
    assert german.score == 100
    assert german.thing.name() == ("Baker", "en")
    assert german.thing.name("de") == ("Bäcker", "de")


def test_a_thing_tells_what_it_is_the_same_as_in_both_directions(index: SearchIndex) -> None:
    role, occupation = index.thing(f"{ID}role/baker"), index.thing(f"{ESCO}occupation/1")
    assert role is not None
    assert occupation is not None
    assert role.exact == (f"{ESCO}occupation/1",)
    assert occupation.exact == (f"{ID}role/baker",)
    assert occupation.about == "Bakers make bread."


def test_among_equals_the_one_of_which_more_is_said_comes_first(tmp_path: Path) -> None:
    """Both are called alike; the page graph speaks of the second more often."""
    more = "".join(f"<{BASE}id/profile/x-{n}> rg:role <{BASE}id/role/smith-2> .\n" for n in range(40))
    index = index_of(
        tmp_path / "index",
        DATA
        + f"""<{BASE}graph/more> {{
        <{BASE}id/role/smith-1> a rg:Role ; skos:prefLabel "Smith"@en .
        <{BASE}id/role/smith-2> a rg:Role ; skos:prefLabel "Smith"@en . {more} }}""",
    )
    for hits in (index.search("Smith"), index.search("smiht"), index.suggest("smi")):
        assert [hit.thing.iri.rpartition("/")[2] for hit in hits[:2]] == ["smith-2", "smith-1"]


def test_kinds_and_languages_limit_what_is_found(index: SearchIndex) -> None:
    assert found(index, "baker", "esco-occupation") == ["occupation/1"]
    assert set(found(index, "baker", "occupation")) == {"role/baker", "occupation/1", "code/onet-1"}
    assert found(index, "baker", "country") == []
    assert found(index, "Bäcker", "role", language="de") == ["role/baker"]
    assert found(index, "Bäcker", "role", language="DE") == ["role/baker"]
    assert found(index, "bread maker", "role", language="de") == []
    assert found(index, "51-3011.00", language="de") == ["code/onet-1"]  # a code is in no language
    with pytest.raises(KeyError):
        spread(["nix"])


@pytest.mark.parametrize(
    ("prefix", "first"),
    [
        ("b", "role/baker"),
        ("ba", "role/baker"),
        ("Data An", "role/data-analyst"),
        ("ana", "role/data-analyst"),
        ("exc", "skill/excel"),
        ("micosoft ex", "skill/excel"),
        ("パン", "role/baker"),
        ("护", "role/nurse"),
        ("c+", "skill/cpp"),
        (f"{ID}country/GB", "country/GB"),
    ],
)
def test_suggestions_begin_like_that(index: SearchIndex, prefix: str, first: str) -> None:
    hits = index.suggest(prefix, limit=5)
    assert hits[0].thing.iri == ID + first


def test_suggestions_come_in_parts_without_repeats(index: SearchIndex) -> None:
    every = [hit.thing.iri for hit in index.suggest("b", limit=50)]
    parts = [hit.thing.iri for start in range(0, 50, 2) for hit in index.suggest("b", limit=2, skipped=start)]
    assert parts == every
    assert len(every) > 2


def test_what_is_looked_at_is_bounded(tmp_path: Path) -> None:
    many = "\n".join(f'<urn:x:{n}> skos:prefLabel "Same Name"@en .' for n in range(CONSIDERED + 300))
    index = index_of(tmp_path / "index", f"{DATA} <urn:many> {{ {many} }}")
    hits = index.search("Same Name", limit=10_000)
    assert CONSIDERED <= len(hits) < CONSIDERED + 200
    assert len(index.suggest("same", limit=10, skipped=0)) == 10


def test_hostile_labels_are_labels(index: SearchIndex) -> None:
    assert found(index, HOSTILE)[0] == "role/evil"
    assert index.search(HOSTILE)[0].label.text == HOSTILE


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        SearchIndex.open(tmp_path / "none")
