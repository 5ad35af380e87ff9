"""The derived graphs are what SPARQL finds in the raw graphs, whatever happens to these meanwhile."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import derived_expected
import pyoxigraph as ox
import pytest
from writing_clients import writer_of

from rolegraph.graph.derived import building, process, publishing, terms
from rolegraph.graph.derived.artefact import Tell
from rolegraph.graph.derived.derived import Derived
from rolegraph.graph.derived.graphs import GRAPHS
from rolegraph.graph.derived.nodes import Nodes
from rolegraph.graph.derived.transitions import transitions
from rolegraph.graph.errors import WriteFailed
from rolegraph.graph.identity import Iris
from rolegraph.graph.ingest.load import load, withdraw
from rolegraph.graph.paths.space import SkillSpace
from rolegraph.graph.paths.steps import Steps
from rolegraph.graph.store import current_generation, read_current
from rolegraph.graph.store.backup import backup, restore
from rolegraph.graph.writes import GraphProtected

BASE = "http://example.org/"
TABLE = {"skill-space": "rolegraph.graph.paths.artefact"}
Publish = Callable[..., object]


@pytest.fixture(scope="module")
def made(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the samples with its derived graphs, for reading only."""
    store = tmp_path_factory.mktemp("made") / "store"
    load(store, [str(project_root / "samples")])
    Derived(store, TABLE).build()
    return store


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "store", symlinks=True))


def build(store: Path) -> None:
    Derived(store, TABLE).build()


def update(store: Path, text: str) -> None:
    """What a client does."""
    with writer_of(store) as writer:
        writer.update(text)


def says(store: Path) -> dict[str, int]:
    """From which content generation each derived graph says that it was made."""
    with read_current(store) as current:
        prefix = Iris(current.generation.base).derived_prefix
        query = "SELECT * { GRAPH ?graph { ?about rg:contentGeneration ?content } }"
        found = derived_expected.rows(current.store, query)
        assert all(row["about"] == row["graph"] for row in found)
        return {row["graph"].removeprefix(prefix): int(row["content"]) for row in found}


def same(store: Path) -> None:
    with read_current(store) as current:
        derived_expected.same(current)


def page(store: Path, skill: str = "Knitting", pay: str = "£30K") -> Path:
    """A file of a page of a role that the samples do not have."""
    path = store.parent / "knitter.txt"
    path.write_text(
        f"Knitter\n{pay}\n/ year\n0-3 years experience\nA Knitter is a person with a job in Ireland.\n"
        f"For a Knitter job role, the following qualifications are required:\n1\n{skill}\n2\nPython\n3\nSQL\n"
    )
    return path


class TestTheyAreWhatSparqlFinds:
    def test_on_the_samples(self, made: Path) -> None:
        same(made)
        assert current_generation(made).content == current_generation(made).number - 1
        assert says(made) == dict.fromkeys(GRAPHS, current_generation(made).content)

    def test_there_is_much_to_compare(self, made: Path) -> None:
        with read_current(made) as current:
            steps = derived_expected.rows(current.store, derived_expected.HELD_STEPS)
            assert {row["method"] for row in steps} == {"similarity", "alternative-role"}
            assert len(steps) > 100
            assert len(derived_expected.rows(current.store, derived_expected.HELD_EDGES)) > 100
            assert len(derived_expected.rows(current.store, derived_expected.HELD_CELLS)) > 20

    def test_when_a_page_comes_is_replaced_and_goes(self, store: Path) -> None:
        before = says(store)
        load(store, [str(page(store))])
        build(store)
        same(store)
        assert says(store) == {name: before[name] + 2 for name in before}
        load(store, [str(page(store, pay="£31K"))])
        build(store)
        same(store)
        assert says(store) == {
            **{name: before[name] + 2 for name in before},
            "salary-cells": current_generation(store).content,
        }
        withdraw(store, ["knitter.txt"])
        build(store)
        same(store)

    def test_where_there_is_nothing_more_to_say_the_graphs_go(self, tmp_path: Path) -> None:
        store = tmp_path / "store"
        load(store, [str(page(store))])
        build(store)
        assert set(says(store)) == {"role-skills", "salary-cells"}
        withdraw(store, ["knitter.txt"])
        build(store)
        assert says(store) == {}
        same(store)


class TestPublishing:
    def test_nothing_is_published_where_nothing_differs(self, store: Path) -> None:
        update(store, "INSERT DATA { GRAPH <http://example.org/own> { <a:a> <a:b> <a:c> } }")
        before = current_generation(store)
        build(store)
        assert (current_generation(store), before.content) == (before, before.number)

    def test_no_triple_stands_in_two_graphs(self, made: Path) -> None:
        with read_current(made) as current:
            graphs = Counter(quad.triple for quad in current.store)
            assert [triple for triple, times in graphs.items() if times > 1] == []
            names = {graph.value for graph in current.store.named_graphs()}
            assert {Iris(current.generation.base).derived_prefix + name for name in GRAPHS} <= names
        assert current_generation(made).meta.repeats == 0

    def test_what_clients_repeat_is_counted(self, store: Path) -> None:
        with read_current(store) as current:
            graph = ox.NamedNode(Iris(current.generation.base).derived_prefix + "salary-cells")
            triples = [quad.triple for quad in current.store.quads_for_pattern(None, None, None, graph)]
        told = " . ".join(map(str, triples[:20]))
        update(store, f"INSERT DATA {{ GRAPH <http://example.org/own> {{ {told} }} }}")
        assert current_generation(store).meta.repeats == 20
        withdraw_everything(store)
        build(store)
        assert current_generation(store).meta.repeats == 0

    def test_what_others_publish_meanwhile_stays(self, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        load(store, [str(page(store))])
        content = current_generation(store).content

        def publish(*given: object) -> object:
            update(store, "INSERT DATA { GRAPH <http://example.org/own> { <a:a> <a:b> <a:c> } }")
            return publish_difference(*given)

        publish_difference: Publish = publishing.publish_difference
        monkeypatch.setattr(building, "publish_difference", publish)
        build(store)
        assert current_generation(store).content == current_generation(store).number - 1 == content + 1
        assert set(says(store).values()) == {content}
        same(store)
        with read_current(store) as current:
            assert current.store.contains_named_graph(ox.NamedNode("http://example.org/own"))

    def test_a_backup_restored_meanwhile_is_not_mixed_with_it(
        self, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        backup(store, tmp_path / "backup")
        load(store, [str(page(store))])
        build(store)
        load(store, [str(page(store, skill="Weaving"))])
        times: list[int] = []

        def publish(*given: object) -> object:
            times.append(len(times))
            if len(times) == 1:
                restore(tmp_path / "backup", store)
            return publish_difference(*given)

        publish_difference: Publish = publishing.publish_difference
        monkeypatch.setattr(building, "publish_difference", publish)
        build(store)
        same(store)
        assert times == [0], "what was restored has the derived graphs that belong to it"

    def test_a_child_that_is_killed_while_it_publishes_changes_nothing(
        self, store: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        load(store, [str(page(store))])
        before, said = current_generation(store), says(store)

        def killing(child: subprocess.Popen[bytes], order: dict[str, object], tell: Tell) -> object:
            if order["kind"] == "apply":
                child.kill()
            return conversation(child, order, tell)

        conversation: Publish = process._conversation
        monkeypatch.setattr(process, "_conversation", killing)
        with pytest.raises(WriteFailed, match="graphs can't be built: the process ended with status -9"):
            build(store)
        assert (current_generation(store), says(store)) == (before, said)
        monkeypatch.undo()
        build(store)
        same(store)

    def test_writes_of_clients_go_on_from_it(self, store: Path) -> None:
        with writer_of(store) as writer:
            writer.update("INSERT DATA { GRAPH <http://example.org/own> { <a:a> <a:b> 1 } }")
            load(store, [str(page(store))])
            build(store)
            writer.update("INSERT DATA { GRAPH <http://example.org/own> { <a:a> <a:b> 2 } }")
        same(store)
        with read_current(store) as current:
            own = ox.NamedNode("http://example.org/own")
            assert len(list(current.store.quads_for_pattern(None, None, None, own))) == 2
        assert current_generation(store).content == current_generation(store).number

    @pytest.mark.parametrize("name", GRAPHS)
    def test_clients_may_not_write_them(self, made: Path, name: str) -> None:
        graph = f"{Iris(current_generation(made).base).derived_prefix}{name}"
        with pytest.raises(GraphProtected):
            update(made, f"INSERT DATA {{ GRAPH <{graph}> {{ <a:a> <a:b> <a:c> }} }}")
        with pytest.raises(GraphProtected):
            update(made, f"DROP GRAPH <{graph}>")


def withdraw_everything(store: Path) -> None:
    """Withdraw every page."""
    with read_current(store) as current:
        pattern = "SELECT ?page { ?page rg:checksum ?sum }"
        pages = [row["page"] for row in derived_expected.rows(current.store, pattern)]
    withdraw(store, pages)


def test_of_many_steps_the_twenty_of_most_coverage_are_kept_and_all_that_pages_assert() -> None:
    roles = 30
    links = [(role, skill) for role in range(roles) for skill in range(role + 1)]
    space = SkillSpace.from_links(
        [role for role, _ in links], [skill for _, skill in links], alternatives=[(29, 28), (0, 29)]
    )
    steps = Steps.build(space.needs, space.alternatives.pairs())
    graph = ox.NamedNode("http://example.org/graph")
    nodes = Nodes(Iris(BASE), graph, "transition", terms.TRANSITION_CLASS)
    found = ox.Store()
    found.extend(transitions(space, steps, nodes, lambda *step: None))
    held = derived_expected.rows(found, derived_expected.HELD_STEPS)
    last = space.strings[int(space.roles.iri[29])]
    own = [row for row in held if row["from"] == last]
    assert Counter(row["method"] for row in own) == {"similarity": 20, "alternative-role": 1}
    numbers = {space.strings[int(iri)]: number for number, iri in enumerate(space.roles.iri)}
    assert sorted(numbers[row["to"]] for row in own) == [*range(20), 28], "all are covered wholly, by number"
    [asserted] = [row for row in held if row["to"] == last and row["method"] == "alternative-role"]
    assert 0 < float(asserted["coverage"]) < derived_expected.FLOOR
