"""The command line as a user meets it: output, files, exit status, one-line errors."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

ROLEGRAPH = Path(sys.executable).parent / "rolegraph"


def rolegraph(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command as a user does."""
    command = [str(ROLEGRAPH), *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def samples(project_root: Path) -> Path:
    """The shipped samples."""
    return project_root / "samples"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Path:
    """A store with the samples, only read by tests."""
    store = tmp_path_factory.mktemp("cli") / "store"
    done = rolegraph("load", samples, "--store", store)
    assert done.returncode == 0, done.stderr
    return store


def one_line_error(done: subprocess.CompletedProcess[str]) -> str:
    """The message of a command that failed with one line."""
    assert done.returncode != 0
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    return line


def test_a_load_sums_up_and_writes_its_reports(tmp_path: Path, samples: Path) -> None:
    report, shacl = tmp_path / "r.json", tmp_path / "r.ttl"
    arguments = ("--store", tmp_path / "s", "--report", report, "--shacl-report", shacl)
    done = rolegraph("load", samples / "ch", samples / "gb" / "collections-officer-0-3-years.txt", *arguments)
    assert done.returncode == 0
    assert "2 pages: 2 accepted" in done.stdout
    written = json.loads(report.read_text())
    assert (written["accepted"], written["refused"], written["generation"]) == (2, [], 2)
    assert any("number of alternative roles" in entry["message"] for entry in written["warnings"])
    assert len(rdflib.Graph().parse(shacl)) > 0
    assert json.loads((tmp_path / "s" / "reports" / "last-load.json").read_text()) == written


def test_a_refusal_is_shown_and_gives_a_status_of_one_and_the_rest_is_loaded(
    tmp_path: Path, samples: Path
) -> None:
    good = (samples / "gb" / "collections-officer-0-3-years.txt").read_text()
    (tmp_path / "good.txt").write_text(good, "utf-8")
    (tmp_path / "bad.txt").write_text(good.replace("£23K", "£45K-£32K"), "utf-8")
    done = rolegraph("load", tmp_path, "--store", tmp_path / "s")
    assert done.returncode == 1
    assert f"refused: {tmp_path / 'bad.txt'}, line 2: " in done.stderr
    assert "1 accepted" in done.stdout
    listed = rolegraph("refused", "--store", tmp_path / "s")
    assert "bad.txt, line 2" in listed.stdout
    assert len(json.loads(rolegraph("refused", "--json", "--store", tmp_path / "s").stdout)) == 1
    assert "1 refused pages forgotten" in rolegraph("refused", "--clear", "--store", tmp_path / "s").stdout


def test_standard_input_is_a_page(tmp_path: Path, samples: Path) -> None:
    page = (samples / "gb" / "collections-officer-0-3-years.txt").read_text()
    done = rolegraph("load", "-", "--store", tmp_path / "s", stdin=page)
    assert "1 accepted" in done.stdout


def test_a_dry_run_makes_no_store(tmp_path: Path, samples: Path) -> None:
    done = rolegraph("load", samples / "gb", "--store", tmp_path / "s", "--dry-run")
    assert "nothing was changed" in done.stdout
    assert not (tmp_path / "s").exists()


def test_a_page_is_withdrawn_by_name(tmp_path: Path, samples: Path) -> None:
    rolegraph("load", samples / "ch", "--store", tmp_path / "s")
    [name] = [path.name for path in (samples / "ch").iterdir()]
    assert "generation 3" in rolegraph("withdraw", name, "--store", tmp_path / "s").stdout
    assert "no page" in one_line_error(rolegraph("withdraw", name, "--store", tmp_path / "s"))


QUERY = "SELECT ?role ?low { ?o a qb:Observation ; rg:role/skos:prefLabel ?role ; schema:minValue ?low } ORDER BY ?role"


def test_a_query_gives_a_table(loaded: Path) -> None:
    lines = rolegraph("query", QUERY, "--store", loaded).stdout.splitlines()
    assert lines[0].split() == ["role", "low"]
    assert any(line.split() == ["Collections", "Officer", "23000"] for line in lines)


@pytest.mark.parametrize("format_", ["json", "xml", "csv", "tsv"])
def test_a_query_gives_every_results_format(loaded: Path, format_: str) -> None:
    output = rolegraph("query", QUERY, "--store", loaded, "--format", format_).stdout
    if format_ == "csv":
        rows = list(csv.DictReader(io.StringIO(output)))
        assert {"role": "Collections Officer", "low": "23000"} in rows
        return
    kind = {"json": pyoxigraph.QueryResultsFormat.JSON, "xml": pyoxigraph.QueryResultsFormat.XML}
    results = pyoxigraph.parse_query_results(output, kind.get(format_, pyoxigraph.QueryResultsFormat.TSV))
    assert isinstance(results, pyoxigraph.QuerySolutions)
    assert len(list(results)) > 30


@pytest.mark.parametrize(("format_", "name"), [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml")])
def test_a_construct_gives_rdf(loaded: Path, format_: str, name: str) -> None:
    query = "CONSTRUCT { ?r a rg:Role } WHERE { ?r a rg:Role }"
    output = rolegraph("query", query, "--store", loaded, "--format", format_).stdout
    assert len(rdflib.Graph().parse(data=output, format=name)) > 20


def test_ask_prints_a_word_and_a_query_may_come_from_standard_input(loaded: Path) -> None:
    assert rolegraph("query", "-", "--store", loaded, stdin="ASK { ?r a rg:Role }").stdout == "true\n"


def test_a_syntax_error_names_the_place_in_the_query_as_written(loaded: Path) -> None:
    error = one_line_error(rolegraph("query", "SELECT *\nWHERE { ?s ?p ; }", "--store", loaded))
    assert "line 2, column 9" in error
    assert "line 1, column 8" in one_line_error(rolegraph("query", "SELECT * WHERZ { }", "--store", loaded))


def test_service_is_refused_and_a_deadline_holds(loaded: Path) -> None:
    assert "SERVICE" in one_line_error(
        rolegraph("query", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "--store", loaded)
    )
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    assert one_line_error(rolegraph("query", slow, "--store", loaded, "--timeout", "0.5"))


@pytest.mark.parametrize(("format_", "engine"), [("nq", "N_QUADS"), ("trig", "TRIG"), ("jsonld", "JSON_LD")])
def test_an_export_of_everything_keeps_the_graphs(loaded: Path, format_: str, engine: str) -> None:
    output = rolegraph("export", "--store", loaded, "--format", format_).stdout
    store = pyoxigraph.Store()
    store.load(output.encode(), format=getattr(pyoxigraph.RdfFormat, engine))
    facts = json.loads(rolegraph("info", "--store", loaded, "--json").stdout)
    assert len(store) == facts["quads"]


def test_an_export_of_one_graph_to_a_file(loaded: Path, tmp_path: Path) -> None:
    target = tmp_path / "vocabulary.ttl"
    graph = "http://127.0.0.1:8000/graph/vocabulary"
    done = rolegraph("export", "--store", loaded, "--format", "ttl", "--graph", graph, "-o", target)
    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == [target]
    roles = list(
        rdflib.Graph()
        .parse(target)
        .subjects(rdflib.RDF.type, rdflib.URIRef("https://w3id.org/rolegraph/ns#Role"))
    )
    assert len(roles) > 20


def test_an_export_of_a_graph_that_is_not_there_is_an_error(loaded: Path) -> None:
    done = rolegraph("export", "--store", loaded, "--graph", "http://x/none")
    assert "there is no graph" in one_line_error(done)


def test_info_counts_and_lists_pages(loaded: Path) -> None:
    facts = json.loads(rolegraph("info", "--store", loaded, "--json", "--pages").stdout)
    assert facts["pages"] == len(facts["list of pages"]) == 45
    assert facts["base"] == "http://127.0.0.1:8000/"
    assert "roles: " in rolegraph("info", "--store", loaded).stdout


def test_validate_agrees_with_the_load(loaded: Path) -> None:
    done = rolegraph("validate", "--store", loaded)
    assert done.returncode == 0
    assert "0 violation" in done.stderr
    turtle = rolegraph("validate", "--store", loaded, "--format", "ttl").stdout
    assert len(rdflib.Graph().parse(data=turtle)) > 0


def test_validate_reads_rdf_files_and_pages(tmp_path: Path, samples: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<http://127.0.0.1:8000/id/role/x> a <https://w3id.org/rolegraph/ns#Role> .")
    done = rolegraph("validate", broken)
    assert done.returncode == 1
    assert "Violation: <http://127.0.0.1:8000/id/role/x>" in done.stdout
    assert rolegraph("validate", samples / "gb" / "collections-officer-0-3-years.txt").returncode == 0
    (tmp_path / "broken.nt").write_text("<a <b")
    assert "broken.nt" in one_line_error(rolegraph("validate", tmp_path / "broken.nt"))


@pytest.mark.parametrize(
    "command", ["query ASK{}", "info", "export", "refused", "validate", "withdraw x", "serve"]
)
def test_a_missing_store_is_one_line_that_says_what_to_do(tmp_path: Path, command: str) -> None:
    error = one_line_error(rolegraph(*command.split(), "--store", tmp_path / "none"))
    assert "rolegraph load" in error


def test_another_base_is_one_line(loaded: Path, samples: Path) -> None:
    error = one_line_error(rolegraph("load", samples, "--store", loaded, "--base", "https://example.org/"))
    assert "was made with base" in error


def test_a_closed_pipe_is_no_traceback(loaded: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [str(ROLEGRAPH), "export", "--store", str(loaded)]
    with subprocess.Popen(command, stdout=writer, stderr=subprocess.PIPE, text=True) as export:
        os.close(writer)
        _, errors = export.communicate(timeout=60)
    assert "Traceback" not in errors


def test_help_names_every_command() -> None:
    output = rolegraph("--help").stdout
    for command in ("load", "explain", "validate", "refused", "withdraw", "query", "export", "info", "serve"):
        assert command in output
