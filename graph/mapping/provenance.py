"""The provenance graph: which load said what when. Left out when two stores are compared."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from rolegraph.graph.identity import Iris
from rolegraph.graph.mapping import terms
from rolegraph.graph.mapping.writer import GraphWriter


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the loader: ``key`` is unique, times are ISO 8601 in UTC."""

    key: str
    started: str
    ended: str
    version: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a run did to one page.

    ``checksum`` is that of the new bytes, ``None`` for a withdrawal; ``revisions`` is how many
    revisions of the page are recorded before, ``had_current`` whether the last of them still stands.
    """

    source_key: str
    checksum: str | None
    revisions: int
    had_current: bool


def provenance_quads(run: Run, changes: list[Change], iris: Iris) -> list[Quad]:
    """What is added to the provenance graph by a run (W3C PROV-O)."""
    writer = GraphWriter(iris.provenance_graph)
    activity = NamedNode(iris.thing("activity", run.key))
    _write_run(writer, activity, run, iris)
    for change in changes:
        _write_change(writer, activity, run, change, iris)
    return writer.quads


def revision_iri(iris: Iris, source_key: str, number: int) -> str:
    """The ``number``-th (from 1) state of a page that was loaded."""
    return iris.thing("revision", f"{source_key}-{number}")


def _write_run(writer: GraphWriter, activity: NamedNode, run: Run, iris: Iris) -> None:
    agent = NamedNode(iris.thing("agent", f"rolegraph-{run.version.replace('.', '-')}"))
    writer.types(activity, terms.ACTIVITY)
    writer.typed(activity, terms.STARTED_AT, run.started, terms.XSD_DATE_TIME)
    writer.typed(activity, terms.ENDED_AT, run.ended, terms.XSD_DATE_TIME)
    writer.add(activity, terms.ASSOCIATED_WITH, agent)
    writer.types(agent, terms.SOFTWARE_AGENT)
    writer.text(agent, terms.RDFS_LABEL, f"rolegraph {run.version}")
    writer.plain(agent, terms.SOFTWARE_VERSION, run.version)


def _write_change(writer: GraphWriter, activity: NamedNode, run: Run, change: Change, iris: Iris) -> None:
    earlier = NamedNode(revision_iri(iris, change.source_key, change.revisions))
    if change.had_current:
        writer.typed(earlier, terms.INVALIDATED_AT, run.ended, terms.XSD_DATE_TIME)
        writer.add(earlier, terms.INVALIDATED_BY, activity)
    if change.checksum is None:
        return
    revision = NamedNode(revision_iri(iris, change.source_key, change.revisions + 1))
    writer.types(revision, terms.ENTITY)
    writer.add(revision, terms.SPECIALIZATION_OF, NamedNode(iris.source(change.source_key)))
    writer.plain(revision, terms.REVISION_CHECKSUM, change.checksum)
    writer.typed(revision, terms.GENERATED_AT, run.ended, terms.XSD_DATE_TIME)
    writer.add(revision, terms.GENERATED_BY, activity)
    if change.revisions:
        writer.add(revision, terms.REVISION_OF, earlier)
