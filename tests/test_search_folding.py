"""Folded text, its pieces, and how alike two texts are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.graph.identity import without_accents
from rolegraph.graph.search.folding import LONGEST, edge, edges, fold, pieces, pieces_of_start
from rolegraph.graph.search.likeness import begins, likeness, nearly_begins, sameness


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café Manager", "cafe manager"),
        ("  A/B  testing! ", "a b testing"),
        ("C++ and C#", "c++ and c#"),
        ("++", ""),
        ("STRASSE straße", "strasse strasse"),
        ("Łódź, Ørsted, Œuvre", "lodz orsted oeuvre"),
        ("ガイド", "ガイド"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("Й", "и"),
        ("हिन्दी", "हिनदी"),
        ("간호사", "간호사"),
        ("a\x00b\ud800c", "a b c"),
        ("٣", "٣"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_accents_go_and_letters_stay() -> None:
    assert without_accents("éÅñ Đ") == "eAn D"
    assert without_accents("ßが") == "ßが"


@given(st.text(max_size=400))
def test_folding_is_bounded_and_settled(text: str) -> None:
    folded = fold(text)
    assert len(folded) <= LONGEST
    assert folded == " ".join(folded.split())
    assert fold(text) == fold(text.swapcase()) or not text.isascii()
    assert len(pieces(folded)) <= 2 * LONGEST


@given(st.text(min_size=1, max_size=40), st.integers(1, 40))
def test_what_begins_a_label_has_its_pieces_only(text: str, length: int) -> None:
    folded = fold(text)
    begun = folded[:length].rstrip()
    if begun:
        held = {*pieces(folded), *edges(folded)}
        assert {*pieces_of_start(begun), edge(begun)} <= held


def test_pieces() -> None:
    assert pieces("bake c") == ["_ba", "bak", "ake", "ke_", "_c_"]
    assert pieces("看護師") == ["看", "護", "師", "看護", "護師"]
    assert pieces_of_start("bread ma") == ["_br", "bre", "rea", "ead", "ad_", "_ma"]
    assert pieces_of_start("m") == ["_m"]
    assert edges("bread maker") == ["^b", "^br", "^bre", "_b", "_m"]


def test_likeness() -> None:
    assert likeness("baker", "baker") == 100
    assert 85 < likeness("bakr", "baker") < 100
    assert likeness("data analyst", "analyst data") == pytest.approx(98)
    assert likeness("baker", "bread baker of the night") >= 80
    assert likeness("baker", "miller") < 60
    assert sameness("baker", "bread baker") < likeness("baker", "bread baker")
    assert begins("dat ana", "senior data analyst")
    assert not begins("dat ana x", "senior data analyst")
    assert begins("护士", "高级护士长")
    assert nearly_begins("markting", "digital marketing manager") > 85
