"""ESCO as CSV: what becomes of its tables, what is left out and told, what replaces what."""

from __future__ import annotations

import lzma
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from taxonomy_files import (
    BAKER,
    BARE,
    CLERK,
    DOUGH,
    LONG,
    ROOT,
    SCHEMES,
    TYPING,
    concepts,
    esco_tables,
    written,
)

from rolegraph.graph.errors import StoreError, UnreadableSource
from rolegraph.graph.identity import Iris
from rolegraph.graph.namespaces import sparql_prologue
from rolegraph.graph.store import read_current
from rolegraph.graph.taxonomies.importing import ImportOptions, import_taxonomy
from rolegraph.graph.taxonomies.report import ImportReport
from rolegraph.graph.taxonomies.taxonomy import Wanted

IRIS = Iris("http://127.0.0.1:8000/")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ImportReport]:
    """A store with the small ESCO in English, for reading only."""
    folder = tmp_path_factory.mktemp("esco")
    source = written(folder / "ESCO dataset - v1.1.1 - classification - en - csv", esco_tables())
    [report] = import_taxonomy("esco", folder / "store", [source])
    return folder / "store", report


def rows(store: Path, query: str) -> set[tuple[str, ...]]:
    """The solutions of a query over the graph of ESCO."""
    with read_current(store) as current:
        graph = ox.NamedNode(IRIS.taxonomy_graph("esco"))
        answer = current.store.query(sparql_prologue() + query, default_graph=[graph])
        assert isinstance(answer, ox.QuerySolutions)
        return {tuple("" if term is None else str(term.value) for term in row) for row in answer}


def triples(store: Path, name: str = "esco") -> set[ox.Triple]:
    with read_current(store) as current:
        graph = ox.NamedNode(IRIS.taxonomy_graph(name))
        return {quad.triple for quad in current.store.quads_for_pattern(None, None, None, graph)}


def test_the_report_counts_what_was_read_and_what_stands(imported: tuple[Path, ImportReport]) -> None:
    _, report = imported
    assert report.version == "1.1.1"
    assert (report.read["occupations"], report.read["skills"], report.read["relations"]) == (2, 3, 6)
    assert report.held["relations"] == 3
    assert (report.held["skill groups"], report.held["ISCO groups"], report.held["skill relations"]) == (
        1,
        2,
        1,
    )


def test_defects_are_warnings_of_the_shapes_with_counts(imported: tuple[Path, ImportReport]) -> None:
    _, report = imported
    assert {w.code: w.count for w in report.warnings} == {
        "label-repeated": 2,
        "skill-relation-holder": 1,
        "skill-relation-typed": 2,
        "broader-known": 1,
        "top-concept-known": 1,
        "esco-skill-type": 1,
        "esco-reuse-level": 1,
    }
    assert dict(report.left_out) == {
        "skill-relation-holder": 1,
        "skill-relation-typed": 2,
        "broader-known": 1,
        "top-concept-known": 1,
    }
    assert {result.severity.value for result in report.shacl.results} == {"Warning"}


def test_relations_stand_under_the_iris_of_esco(imported: tuple[Path, ImportReport]) -> None:
    store, _ = imported
    query = "SELECT ?o ?p ?s { ?o a esco:Occupation ; ?p ?s FILTER(?p IN (esco:relatedEssentialSkill, esco:relatedOptionalSkill)) }"
    essential, optional = (
        f"http://data.europa.eu/esco/model#related{k}Skill" for k in ("Essential", "Optional")
    )
    assert rows(store, query) == {
        (CLERK, essential, TYPING),
        (BAKER, essential, DOUGH),
        (BAKER, optional, TYPING),
    }


def test_labels_of_all_kinds_each_once(imported: tuple[Path, ImportReport]) -> None:
    store, _ = imported
    query = f"SELECT ?p ?l {{ <{CLERK}> ?p ?l FILTER(STRSTARTS(STR(?p), STR(skos:)) && LANG(?l) = 'en') }}"
    found = {(term.rpartition("#")[2], label) for term, label in rows(store, query)}
    assert found == {
        ("prefLabel", "clerk"),
        ("altLabel", "scribe"),
        ("hiddenLabel", "hush"),
        ("scopeNote", "Only by day."),
    }
    assert rows(store, f"SELECT ?l {{ <{TYPING}> skos:altLabel ?l }}") == {('use a "keyboard", fast',)}


def test_fields_longer_than_the_module_csv_takes(imported: tuple[Path, ImportReport]) -> None:
    store, _ = imported
    [[about]] = rows(store, f"SELECT ?d {{ <{DOUGH}> dcterms:description ?d }}")
    assert about == LONG.strip()
    assert len(about) > 131_072


def test_types_levels_groups_and_hierarchies(imported: tuple[Path, ImportReport]) -> None:
    store, _ = imported
    query = f"SELECT ?t ?r {{ <{DOUGH}> esco:skillType ?t ; esco:skillReuseLevel ?r ; skos:broader <{ROOT}skill/group> }}"
    assert rows(store, query) == {(f"{ROOT}skill-type/knowledge", f"{ROOT}skill-reuse-level/cross-sector")}
    isco = f"{ROOT}isco/C4110"
    query = f"SELECT ?c {{ <{CLERK}> esco:memberOfISCOGroup <{isco}> ; skos:broader <{isco}> . <{isco}> skos:notation ?c }}"
    assert rows(store, query) == {("4110",)}
    assert rows(store, f"SELECT ?t {{ <{BARE}> esco:skillType ?t }}") == set()


def test_version_licence_and_attribution_stand_on_the_schemes_and_the_data_set(
    imported: tuple[Path, ImportReport],
) -> None:
    store, _ = imported
    found = rows(store, "SELECT ?s ?v { ?s a skos:ConceptScheme ; owl:versionInfo ?v ; dcterms:license ?l }")
    assert found == {(scheme, "1.1.1") for scheme in SCHEMES}
    query = "SELECT ?r { ?d a dcat:Dataset ; owl:versionInfo '1.1.1' ; dcterms:rights ?r }"
    assert rows(store, query) == {("This service uses the ESCO classification of the European Commission.",)}


def test_the_same_again_changes_nothing_and_another_replaces_it(tmp_path: Path) -> None:
    tables = esco_tables()
    source = written(tmp_path / "esco-1.1.1", tables)
    store = tmp_path / "store"
    import_taxonomy("esco", store, [source])
    first = triples(store)
    [again] = import_taxonomy("esco", store, [source])
    assert triples(store) == first
    assert again.replaced == "1.1.1"
    tables["skillSkillRelations.csv"] = tables["skillSkillRelations.csv"].replace("optional", "essential")
    newer = written(tmp_path / "esco-v1.2.0", tables)
    [report] = import_taxonomy("esco", store, [newer])
    assert report.replaced == "1.1.1"
    changed = {t.predicate.value.rpartition("#")[2] for t in triples(store) ^ first}
    assert changed == {"relatedEssentialSkill", "relatedOptionalSkill", "versionInfo"}


def test_an_older_version_needs_to_be_asked_for(tmp_path: Path) -> None:
    store = tmp_path / "store"
    for name in ("esco-1.1.1", "esco-1.0.8"):
        written(tmp_path / name, esco_tables())
    import_taxonomy("esco", store, [tmp_path / "esco-1.1.1"])
    before = triples(store)
    with pytest.raises(StoreError, match=r"1\.0\.8 is older than the 1\.1\.1 in the store.*--any-version"):
        import_taxonomy("esco", store, [tmp_path / "esco-1.0.8"])
    assert triples(store) == before
    [report] = import_taxonomy("esco", store, [tmp_path / "esco-1.0.8"], ImportOptions(any_version=True))
    assert (report.version, report.replaced) == ("1.0.8", "1.1.1")


def test_a_version_that_is_not_known_yet_is_refused(tmp_path: Path) -> None:
    source = written(tmp_path / "esco", esco_tables())
    options = ImportOptions(wanted=Wanted(version="2.0"))
    with pytest.raises(
        UnreadableSource, match=r"ESCO 2\.0 is newer than the releases that this rolegraph knows"
    ):
        import_taxonomy("esco", tmp_path / "store", [source], options)
    assert not (tmp_path / "store").exists()


def test_a_version_that_nothing_tells_is_a_warning(tmp_path: Path) -> None:
    source = written(tmp_path / "download", esco_tables())
    [report] = import_taxonomy("esco", tmp_path / "store", [source])
    assert report.version is None
    assert "version-unknown" in {warning.code for warning in report.warnings}


def test_columns_of_a_later_release_and_names_with_a_language_are_read(tmp_path: Path) -> None:
    tables = esco_tables()
    lines = tables.pop("occupationSkillRelations.csv").splitlines()
    labelled = [f"{line},{'skillLabel' if not n else 'a label'}" for n, line in enumerate(lines)]
    tables["occupationSkillRelations_en.csv"] = "\n".join(labelled)
    [report] = import_taxonomy("esco", tmp_path / "store", [written(tmp_path / "esco-v1.2.0", tables)])
    assert report.held["relations"] == 3


@pytest.mark.parametrize("form", ["zip", "xz"])
def test_a_zip_and_compressed_tables_give_the_same(form: str, tmp_path: Path) -> None:
    plain = written(tmp_path / "esco-1.1.1", esco_tables())
    import_taxonomy("esco", tmp_path / "plain", [plain])
    packed = tmp_path / "packed" / "esco-1.1.1"
    packed.mkdir(parents=True)
    if form == "zip":
        packed = packed.with_name("ESCO dataset - v1.1.1.zip")
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in esco_tables().items():
                archive.writestr(f"csv/{name}", text)
    else:
        for name, text in esco_tables().items():
            (packed / f"{name}.xz").write_bytes(lzma.compress(text.encode()))
    import_taxonomy("esco", tmp_path / "store", [packed])
    assert triples(tmp_path / "store") == triples(tmp_path / "plain")


def test_several_languages_at_once(tmp_path: Path) -> None:
    english = written(tmp_path / "esco-1.1.1-en", esco_tables())
    german = written(tmp_path / "esco-1.1.1-de", concepts("de", {"clerk": "Schreibkraft", "dough": "Teig"}))
    [report] = import_taxonomy("esco", tmp_path / "store", [english, german])
    assert report.languages == ("de", "en")
    query = f"SELECT ?l (LANG(?l) AS ?g) {{ <{CLERK}> skos:prefLabel ?l }}"
    assert rows(tmp_path / "store", query) == {("clerk", "en"), ("Schreibkraft", "de")}
    assert report.read["occupations"] == 2
    options = ImportOptions(wanted=Wanted(languages=("de",)))
    import_taxonomy("esco", tmp_path / "store", [english, german], options)
    assert rows(tmp_path / "store", query) == {("Schreibkraft", "de")}
