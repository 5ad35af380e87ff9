"""Keys and IRIs: the same for the same name, different for different names, legal in an IRI."""

from __future__ import annotations

import hashlib
import unicodedata
from decimal import Decimal

import pyoxigraph
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from rolegraph.graph import identity
from rolegraph.graph.identity import Iris, band_key, normalise_label, slug, source_key
from rolegraph.graph.model import Band

IRIS = Iris("http://127.0.0.1:8000/")
# RFC 3987: what an IRI may not hold, and what would change where a segment or fragment ends.
ILLEGAL = set(" \t\r\n<>\"{}|\\^`%/?#[].:@!$&'()*+,;=")

# Few letters and many of the characters that labels differ in, so that near misses are found.
tricky = st.text(alphabet="aAbCc0f9 -_.+#/\u00a0\u0301é\u00adßİıſ\u2003ﬁ", max_size=12)
labels = st.one_of(tricky, st.text(max_size=40), st.from_regex(r"\A[a-z]{1,4}-[0-9a-f]{6}\Z"))


def digest(label: str) -> str:
    return hashlib.sha256(normalise_label(label).encode()).hexdigest()[:6]


class TestNormaliseLabel:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Microsoft Excel", "  microsoft\u00a0 EXCEL\n"),
            ("Café", "Cafe\u0301"),
            ("ﬁnance", "finance"),
            ("Straße", "STRASSE"),
            ("Ｃ＋＋", "c++"),
            ("ΟΔΟΣ", "οδος"),
            ("T\u0308or", "\u1e97or"),
        ],
    )
    def test_same(self, one: str, other: str) -> None:
        assert normalise_label(one) == normalise_label(other)

    @pytest.mark.parametrize(
        ("one", "other"), [("resume", "résumé"), ("C", "C#"), ("a b", "ab"), ("a-b", "a b")]
    )
    def test_different(self, one: str, other: str) -> None:
        assert normalise_label(one) != normalise_label(other)

    @given(labels)
    @example("\u00df\u0301")
    @example("\u03aa\u0301")
    def test_a_second_time_changes_nothing(self, label: str) -> None:
        once = normalise_label(label)
        assert normalise_label(once) == once

    @given(labels)
    def test_canonically_equivalent_texts_are_the_same(self, label: str) -> None:
        """Unicode 15, chapter 3, D70: the composed and the decomposed form are one text."""
        assert normalise_label(unicodedata.normalize("NFD", label)) == normalise_label(label)


class TestSlug:
    @pytest.mark.parametrize(
        ("label", "key"),
        [
            ("Collections Officer", "collections-officer"),
            ("  Problem\tSolving ", "problem-solving"),
            ("C", "c"),
            ("Level 2 Maths", "level-2-maths"),
            ("Café Manager", "café-manager"),
            ("日本語", "日本語"),
            ("हिन्दी अनुवाद", "हिन्दी-अनुवाद"),
            ("Straße", "strasse"),
        ],
    )
    def test_plain(self, label: str, key: str) -> None:
        assert slug(label) == key

    @pytest.mark.parametrize(
        ("label", "words"),
        [
            ("C++", "c"),
            ("C#", "c"),
            ("ASP.NET", "asp-net"),
            (".NET", "net"),
            ("CI/CD", "ci-cd"),
            ("Front-end", "front-end"),
            ("First Aid (Level 2)", "first-aid-level-2"),
        ],
    )
    def test_what_loses_more_than_case_and_spacing_is_hashed(self, label: str, words: str) -> None:
        assert slug(label) == f"{words}-{digest(label)}"

    @pytest.mark.parametrize(
        "group",
        [
            ("C", "C++", "C#", "C-", "C*"),
            ("ASP.NET", "ASP NET", "ASP/NET", "aspnet"),
            ("Front end", "Front-end", "Front–end", "Frontend"),
            ("resume", "résumé"),
            ("+", "#", "★", ""),
        ],
    )
    def test_no_two_share_a_key(self, group: tuple[str, ...]) -> None:
        assert len({slug(label) for label in group}) == len(group)

    @pytest.mark.parametrize("label", ["★", "+++", "---", "🙂", "/", ".", "..", "", " "])
    def test_symbols_only(self, label: str) -> None:
        assert slug(label) == f"x-{digest(label)}"

    def test_ten_thousand_characters(self) -> None:
        label = "accounts " * 1111 + "x"
        assert slug(label).endswith(digest(label))
        assert len(slug(label)) <= 80 + 7
        assert slug(label) != slug(label + "y")

    def test_eighty_characters_are_kept_and_one_more_is_hashed(self) -> None:
        assert slug("a" * 80) == "a" * 80
        assert slug("a" * 81) == f"{'a' * 80}-{digest('a' * 81)}"

    def test_a_cut_beside_a_hyphen_leaves_no_double_hyphen(self) -> None:
        assert slug("a" * 79 + " b") == f"{'a' * 79}-{digest('a' * 79 + ' b')}"

    def test_a_label_that_looks_hashed_does_not_take_the_key_of_another(self) -> None:
        """The plain slug of "c <hash>" would be the hashed slug of "C++"."""
        taken = slug("C++")
        for impostor in (taken, taken.replace("-", " "), taken.upper(), taken.replace("-", "\u00a0")):
            assert slug(impostor) != taken

    @given(labels, st.sampled_from(["", " ", "\n", "\u00a0"]))
    def test_equal_when_normalised_means_the_same_key(self, label: str, space: str) -> None:
        variant = space + unicodedata.normalize("NFD", label).replace(" ", "  ") + space
        assume(normalise_label(variant) == normalise_label(label))
        assert slug(variant) == slug(label)

    @given(labels, labels)
    @example("C++", "C#")
    @example("a b", "a-b")
    @example("a", "a\u00ad")
    def test_different_when_normalised_means_different_keys(self, one: str, other: str) -> None:
        assume(normalise_label(one) != normalise_label(other))
        assert slug(one) != slug(other)

    @given(tricky)
    @example("")
    @example("cafe bebe42")
    def test_no_label_has_the_hashed_key_of_another(self, label: str) -> None:
        for impostor in (slug(label), slug(label).replace("-", " ")):
            if normalise_label(impostor) != normalise_label(label):
                assert slug(impostor) != slug(label)

    @given(labels)
    def test_a_key_is_legal_in_an_iri_and_a_path(self, label: str) -> None:
        key = slug(label)
        assert key
        assert not ILLEGAL & set(key)
        assert {unicodedata.category(character)[0] for character in key} <= {"L", "M", "N", "P"}
        assert key == key.strip("-")
        assert "--" not in key
        pyoxigraph.NamedNode(IRIS.thing("skill", key))

    def test_a_variation_selector_is_no_part_of_a_key(self) -> None:
        """Japanese names have them; RFC 3987's ucschar leaves out U+E0000 to U+E0FFF."""
        key = slug("葛\U000e0100城")
        assert key == f"葛-城-{digest('葛' + chr(0xE0100) + '城')}"
        pyoxigraph.NamedNode(IRIS.thing("skill", key))

    def test_half_a_surrogate_pair_has_a_key(self) -> None:
        """JSON can hold one; the reader that refuses it must be able to name it."""
        assert slug("a\ud800b").startswith("a-b-")

    @given(labels)
    @example("\u01f0")
    @example("\u00df\u0301")
    def test_a_key_is_in_normal_form(self, label: str) -> None:
        """RFC 3987, 5.3.2.2: an IRI that isn't NFC may be changed on the way."""
        assert unicodedata.is_normalized("NFC", slug(label))


class TestSourceKey:
    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("https://example.org/roles/Collections-Officer", "example-org-roles-collections-officer"),
            ("uk/collections officer.txt", "uk-collections-officer-txt"),
            ("pages.jsonl#12", "pages-jsonl-12"),
            ("…", "x"),
            ("日本/営業.txt", "日本-営業-txt"),
        ],
    )
    def test_words_and_hash(self, name: str, words: str) -> None:
        assert source_key(name) == f"{words}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("http://example.org/a", "https://example.org/a"),
            ("a/b.txt", "a-b.txt"),
            ("A.txt", "a.txt"),
            ("Cafe\u0301.txt", "Café.txt"),
            ("p#1", "p#2"),
        ],
    )
    def test_names_are_compared_to_the_byte(self, one: str, other: str) -> None:
        assert source_key(one) != source_key(other)

    def test_a_long_name_keeps_its_end(self) -> None:
        key = source_key("x/" * 5000 + "page.txt")
        assert key[:-9].endswith("page-txt")
        assert len(key) <= 80 + 9

    def test_a_file_name_that_is_not_utf_8(self) -> None:
        key = source_key(b"caf\xe9.txt".decode("utf-8", "surrogateescape"))
        pyoxigraph.NamedNode(IRIS.source(key))

    @given(st.text(max_size=200))
    def test_a_key_is_legal_in_an_iri_and_a_path(self, name: str) -> None:
        key = source_key(name)
        assert not ILLEGAL & set(key)
        assert key == key.strip("-")
        assert unicodedata.is_normalized("NFC", key)
        pyoxigraph.NamedNode(IRIS.source(key))

    @given(st.text(max_size=50), st.text(max_size=50))
    def test_different_names_have_different_keys(self, one: str, other: str) -> None:
        assume(one != other)
        assert source_key(one) != source_key(other)


class TestBandKey:
    @pytest.mark.parametrize(
        ("band", "key"),
        [
            (None, "not-stated"),
            (Band(Decimal(0), Decimal(3)), "0-3-years"),
            (Band(Decimal(10)), "10-or-more-years"),
            (Band(None, Decimal(3)), "0-3-years"),
            (Band(Decimal("0.5"), Decimal("1.50")), "0_5-1_5-years"),
            (Band(Decimal("1E+1"), Decimal("20.0")), "10-20-years"),
            (Band(name="starter"), "starter"),
            (Band(name="EN"), "en"),
        ],
    )
    def test_keys(self, band: Band | None, key: str) -> None:
        assert band_key(band) == key

    @given(st.decimals(0, 60, places=2), st.decimals(0, 60, places=2))
    def test_equal_numbers_have_one_key_and_others_another(self, one: Decimal, other: Decimal) -> None:
        same = band_key(Band(one, Decimal(60))) == band_key(Band(other, Decimal(60)))
        assert same == (one == other)

    @given(st.decimals(0, 60, places=3))
    def test_legal(self, years: Decimal) -> None:
        assert not ILLEGAL & set(band_key(Band(years)))

    @pytest.mark.parametrize(
        "name", ["not stated", "Not-Stated", "0-3 years", "0 3 years", "10 or more years"]
    )
    def test_a_named_level_never_takes_the_key_of_years_or_of_not_stated(self, name: str) -> None:
        taken = {band_key(None), band_key(Band(Decimal(0), Decimal(3))), band_key(Band(Decimal(10)))}
        assert band_key(Band(name=name)) not in taken


class TestIris:
    def test_things(self) -> None:
        assert IRIS.thing("role", "clerk") == "http://127.0.0.1:8000/id/role/clerk"
        assert IRIS.item("duty", "page-1234abcd", 3) == "http://127.0.0.1:8000/id/duty/page-1234abcd-3"

    def test_a_page_graph_starts_with_the_source_prefix(self) -> None:
        assert IRIS.source("k") == IRIS.source_prefix + "k" == IRIS.thing("source", "k")

    def test_the_other_graphs_are_three_and_no_pages(self) -> None:
        graphs = {IRIS.vocabulary_graph, IRIS.provenance_graph, IRIS.ontology_graph}
        assert len(graphs) == 3
        assert not any(graph.startswith(IRIS.source_prefix) for graph in graphs)

    def test_kinds_are_fit_for_a_path(self) -> None:
        assert all(kind.isalpha() and kind.islower() for kind in identity.KINDS)
        assert len(set(identity.KINDS)) == len(identity.KINDS)

    @given(labels, labels)
    def test_items_of_two_pages_never_meet(self, one: str, other: str) -> None:
        """Keys end in 8 hex digits, so a number after one can't make another page's key."""
        assume(one != other)
        first = {IRIS.item("duty", source_key(one), number) for number in range(1, 12)}
        assert not first & {IRIS.item("duty", source_key(other), number) for number in range(1, 12)}
