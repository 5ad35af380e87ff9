"""Every attack of the list has tests, and every test here belongs to one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ATTACKS: dict[str, tuple[str, ...]] = {
    "nesting crashes the engine": (
        "test_queries.py::test_nesting",
        "test_queries.py::test_nesting_without_brackets",
    ),
    "wide join plans for minutes": ("test_queries.py::test_wide_joins",),
    "memory": ("test_queries.py::test_memory",),
    "cartesian product": (
        "test_queries.py::test_a_cartesian_product",
        "test_queries.py::test_fifty_cartesian_products_at_once",
        "test_paths.py::test_costly_questions_at_once",
    ),
    "huge result": (
        "test_queries.py::test_a_huge_result_that_is_cut_at_the_time_limit",
        "test_queries.py::test_a_huge_result_that_is_cut_at_other_limits",
    ),
    "SERVICE as a way in": ("test_outward.py::test_service", "test_outward.py::test_service_by_update"),
    "LOAD likewise": ("test_outward.py::test_load",),
    "FROM likewise": ("test_outward.py::test_from", "test_outward.py::test_iris_that_are_only_named"),
    "the same by update: nested braces, a cartesian INSERT, doubling": (
        "test_updates.py::test_nesting",
        "test_updates.py::test_a_cartesian_insert",
        "test_updates.py::test_doubling",
        "test_updates.py::test_wide_joins",
        "test_updates.py::test_many_at_once",
        "test_updates.py::test_limits_hold_for_a_small_service",
    ),
    "keyword in disguise": ("test_outward.py::test_a_keyword_in_disguise",),
    "JSON-LD remote `@context`": (
        "test_outward.py::test_a_remote_context",
        "test_outward.py::test_writing_goes_on",
    ),
    "XML entities": (
        "test_payloads.py::test_xml_entities",
        "test_outward.py::test_external_entities_and_stylesheets",
    ),
    "deep JSON-LD, RDF/XML; `<‹(`×50,000 in Turtle": (
        "test_payloads.py::test_deep_documents",
        "test_payloads.py::test_documents_that_may_be_taken_or_not",
        "test_payloads.py::test_writing_goes_on",
    ),
    "50 MB literal; gzip bomb as request body": (
        "test_payloads.py::test_a_literal_of_50_mb",
        "test_payloads.py::test_a_literal_longer_than_the_engine_takes",
        "test_payloads.py::test_a_body_that_unpacks_to_too_much",
        "test_payloads.py::test_a_form_of_many_or_large_files",
    ),
    "regular expression": ("test_queries.py::test_regular_expressions",),
    "injection into a built query": (
        "test_parameters.py::test_injection_into_a_built_query",
        "test_parameters.py::test_nothing_was_written",
        "test_queries.py::test_characters_that_no_query_has",
    ),
    "update without right": (
        "test_updates.py::test_an_update_without_right",
        "test_updates.py::test_a_form_from_another_origin",
        "test_updates.py::test_an_update_where_queries_are_taken",
        "test_updates.py::test_the_graphs_of_the_loader",
    ),
    "path traversal": (
        "test_requests.py::test_path_traversal",
        "test_requests.py::test_path_traversal_in_names_that_are_only_odd",
        "test_requests.py::test_path_traversal_behind_other_paths",
        "test_requests.py::test_there_are_paths_with_parameters",
    ),
    "header injection": (
        "test_requests.py::test_header_injection",
        "test_requests.py::test_header_injection_by_parameters",
        "test_requests.py::test_header_injection_by_headers",
    ),
    "host poisoning": (
        "test_requests.py::test_host_poisoning_where_hosts_are_trusted",
        "test_requests.py::test_host_poisoning_elsewhere",
        "test_requests.py::test_host_poisoning_of_a_location",
        "test_requests.py::test_host_poisoning_of_links",
    ),
    "cross-site scripting": (
        "test_pages.py::test_every_view_is_listed",
        "test_pages.py::test_pages_are_inert",
        "test_paths.py::test_pictures_are_inert",
        "test_paths.py::test_labels_are_data_in_every_other_format",
        "test_paths.py::test_parameters_come_back_as_text",
        "test_pages.py::test_other_answers_are_not_taken_for_pages",
        "test_pages.py::test_answers_to_what_is_no_request",
    ),
    "JSONP": ("test_parameters.py::test_jsonp", "test_parameters.py::test_jsonp_beside_a_query"),
    "CSV formula": ("test_parameters.py::test_csv_formulae", "test_paths.py::test_tables_hold_no_formula"),
    "Accept header of 20,000 entries": ("test_parameters.py::test_an_accept_header_of_20_000_entries",),
    "slow client, half-open upload, client gone mid-stream": (
        "test_clients.py::test_slow_heads",
        "test_clients.py::test_half_open_uploads",
        "test_clients.py::test_clients_that_take_little_of_the_answer",
        "test_clients.py::test_clients_gone_mid_stream",
        "test_clients.py::test_clients_that_never_close",
        "test_clients.py::test_a_request_line_without_end",
        "test_clients.py::test_a_patience_that_changes_on_reload",
    ),
    "kill -9 at any moment of a load, an update, a release": ("../test_kill.py",),
    "disk full during a load": ("../test_disk_full.py",),
}
"""By the name that the list of attacks gives a row, without what stands in brackets there."""


def named_in(path: Path) -> set[str]:
    """The names of the tests in a file, wherever they stand in it."""
    tree = ast.parse(path.read_text("utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return {function.name for function in functions if function.name.startswith("test_")}


@pytest.mark.parametrize("row", ATTACKS)
def test_every_attack_has_tests(row: str) -> None:
    assert ATTACKS[row]
    for place in ATTACKS[row]:
        file, _, name = place.partition("::")
        found = named_in(HERE / file)
        assert name in found if name else found


def test_every_test_belongs_to_an_attack() -> None:
    others = [path for path in HERE.glob("test_*.py") if path != Path(__file__).resolve()]
    here = {f"{path.name}::{name}" for path in others for name in named_in(path)}
    assert here == {place for places in ATTACKS.values() for place in places if "::" in place}


def test_the_table_is_the_list_of_attacks(project_root: Path) -> None:
    listed = project_root.parent / "shared" / "design" / "ATTACKS.md"
    if not listed.is_file():
        pytest.skip("needs the list of attacks in ../shared/design, which is not here")
    rows = re.findall(r"^\| *([^|]*?) *\|", listed.read_text("utf-8"), re.MULTILINE)
    names = [re.sub(r" \(.*\)", "", row) for row in rows if row != "attack" and set(row) != {"-"}]
    assert sorted(names) == sorted(ATTACKS)
