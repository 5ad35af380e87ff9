"""Crosswalks: which mapping property a pair gets, and what is left out."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import NamedNode
from taxonomy_files import crosswalk_tables, esco_tables, oews_tables, onet_tables, written

from rolegraph.graph.identity import Iris
from rolegraph.graph.store import read_current
from rolegraph.graph.taxonomies.crosswalks import Pair, matches
from rolegraph.graph.taxonomies.importing import import_taxonomy
from rolegraph.graph.taxonomies.report import ImportReport
from rolegraph.graph.taxonomies.standing import standing
from rolegraph.service.cli import main

IRIS = Iris("http://127.0.0.1:8000/")


def kinds(*pairs: tuple[str, str, float]) -> dict[str, str]:
    """The mapping property of each pair ``a-1``, by its confidence (2: sure, 1: likely, less: a guess)."""
    made = [Pair(NamedNode(f"http://x/{a}"), NamedNode(f"http://x/{b}"), c >= 2, c >= 1) for a, b, c in pairs]
    return {
        f"{p.one.value[-1]}-{p.other.value[-1]}": term.value.rpartition("#")[2].removesuffix("Match")
        for p, term in matches(made)
    }


def test_exact_only_one_to_one_and_sure() -> None:
    assert kinds(("a", "1", 2), ("b", "2", 1), ("c", "3", 0.5)) == {
        "a-1": "exact",
        "b-2": "close",
        "c-3": "close",
    }


def test_several_that_share_one_are_narrower_than_it() -> None:
    assert kinds(("a", "1", 2), ("b", "1", 2)) == {"a-1": "broad", "b-1": "broad"}


def test_one_with_several_is_broader_than_they() -> None:
    assert kinds(("a", "1", 2), ("a", "2", 2)) == {"a-1": "narrow", "a-2": "narrow"}


def test_many_to_many_and_guesses_are_close() -> None:
    assert kinds(("a", "1", 2), ("a", "2", 2), ("b", "1", 2), ("c", "3", 2), ("d", "3", 0.5)) == {
        "a-1": "close",
        "a-2": "narrow",
        "b-1": "broad",
        "c-3": "broad",
        "d-3": "close",
    }


def test_a_pair_that_comes_twice_is_one() -> None:
    assert kinds(("a", "1", 2), ("a", "1", 2)) == {"a-1": "exact"}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[ImportReport]]:
    """A store with all small classifications and both crosswalks, for reading only."""
    folder = tmp_path_factory.mktemp("crosswalks")
    store = folder / "store"
    import_taxonomy("esco", store, [written(folder / "esco-1.1.1", esco_tables())])
    import_taxonomy("onet", store, [written(folder / "onet", onet_tables())])
    import_taxonomy("oews", store, [written(folder / "oews", oews_tables())])
    return store, import_taxonomy("crosswalks", store, [written(folder / "walks", crosswalk_tables())])


def links(store: Path, name: str) -> set[tuple[str, str, str]]:
    with read_current(store) as current:
        graph = NamedNode(IRIS.taxonomy_graph(name))
        quads = list(current.store.quads_for_pattern(None, None, None, graph))
    return {
        (
            q.subject.value[-5:],
            q.predicate.value.rpartition("#")[2],
            q.object.value.rpartition("soc-")[2][:10],
        )
        for q in quads
        if isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode)
        if q.predicate.value.endswith("Match")
    }


def test_pairs_of_esco_and_onet(imported: tuple[Path, list[ImportReport]]) -> None:
    """The baker shares its code with an occupation that is not there: it is narrower all the same."""
    store, [report, _] = imported
    assert links(store, "crosswalk-esco-onet") == {
        ("clerk", "exactMatch", "43-3011-00"),
        ("baker", "broadMatch", "51-3011-00"),
    }
    assert report.held == {"exact matches": 1, "broad matches": 1}
    [warning] = report.warnings
    assert (warning.code, warning.count) == ("end-unknown", 1)


def test_pairs_of_isco_and_the_soc(imported: tuple[Path, list[ImportReport]]) -> None:
    """Exact only where the pair is whole and the title of 2010 is that of today."""
    found = {(one, kind, other[:7]) for one, kind, other in links(imported[0], "crosswalk-isco-soc")}
    assert found == {("C4110", "exactMatch", "43-3011"), ("C7512", "closeMatch", "51-3011")}


def test_info_tells_what_stands(imported: tuple[Path, list[ImportReport]]) -> None:
    with read_current(imported[0]) as current:
        found = {one.name: one for one in standing(current.store, IRIS)}
    assert list(found) == ["esco", "onet", "oews", "crosswalk-esco-onet", "crosswalk-isco-soc"]
    assert (found["esco"].version, found["esco"].languages) == ("1.1.1", ("en",))
    assert found["onet"].counts["tasks"] == 2
    assert found["crosswalk-isco-soc"].version is None


def test_no_triple_stands_in_two_graphs(imported: tuple[Path, list[ImportReport]]) -> None:
    with read_current(imported[0]) as current:
        quads: list[ox.Quad] = list(current.store)
    assert len(quads) == len({quad.triple for quad in quads})


def test_the_command_prints_counts_and_info_lists_what_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = written(tmp_path / "esco-1.1.1", esco_tables())
    store = str(tmp_path / "store")
    for command in (["import", "esco", str(source)], ["info"], ["info", "--json"]):
        with pytest.raises(SystemExit) as ended:
            main([*command, "--store", store])
        assert ended.value.code == 0
    printed, told = capsys.readouterr()
    assert printed.startswith(
        "ESCO 1.1.1: 2 occupations, 3 skills, 1 skill groups, 2 ISCO groups, 3 relations"
    )
    assert "warning: 2 × This relation is to a skill that does not say" in told
    assert "\nclassification: ESCO 1.1.1: 2 occupations" in printed
    facts = json.loads(printed[printed.index("{") :])
    assert [(one["name"], one["version"]) for one in facts["classifications"]] == [("esco", "1.1.1")]
    kept = json.loads((tmp_path / "store" / "reports" / "import-esco.json").read_text("utf-8"))
    assert kept[0]["left_out"]["skill-relation-typed"] == 2
    assert "sh:ValidationReport" in (tmp_path / "store" / "reports" / "import-esco.ttl").read_text("utf-8")
