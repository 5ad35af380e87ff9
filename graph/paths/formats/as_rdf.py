"""An answer as RDF, in the terms of ``ontology/paths.ttl``.

The nodes of the answer are blank, with labels that follow from their places (``path1step2``), so the
same answer gives the same text. Roles, skills, pages and observations have the IRIs of the store.
Figures are xsd:decimal, rounded as in the other formats.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from rolegraph.graph.namespaces import PREFIXES
from rolegraph.graph.paths.answers import (
    MOST_STATEMENTS,
    Answer,
    Evidence,
    Explained,
    Flag,
    GapAnswer,
    Path,
    PathsAnswer,
    Pay,
    PayKey,
    ReachableAnswer,
    ReachableRole,
    SimilarAnswer,
    SimilarRole,
    SkillAsked,
    Start,
    Step,
    Thing,
    UnknownName,
    Version,
)
from rolegraph.graph.paths.formats import terms
from rolegraph.graph.paths.formats.as_json import question_of
from rolegraph.graph.paths.formats.triples import Triples, node_or_text


def as_rdf(answer: Answer, rdf_format: RdfFormat, statements: int = MOST_STATEMENTS) -> bytes:
    """The triples of :func:`triples_of` in a format of RDF."""
    text = serialize(triples_of(answer, statements), format=rdf_format, prefixes=dict(PREFIXES))
    assert text is not None
    return text


def triples_of(answer: Answer, statements: int = MOST_STATEMENTS) -> list[Triple]:
    """The triples of an answer, with ``statements`` of each evidence."""
    return _Writer(statements).written(answer)


class _Writer:
    """Writes one answer; each method adds what it is about to a node."""

    def __init__(self, statements: int) -> None:
        self._statements = statements
        self._out = Triples()

    def written(self, answer: Answer) -> list[Triple]:
        node = self._out.new("answer", terms.PATH_ANSWER)
        self._out.add(node, terms.QUESTION, question_of(answer))
        self._out.add(node, terms.CONTENT_GENERATION, answer.generation)
        self._explained(node, answer.explained)
        if isinstance(answer, SimilarAnswer):
            self._out.add(node, terms.TARGET_ROLE, self._out.thing(answer.role))
            for place, similar in enumerate(answer.roles, 1):
                self._similar(node, place, similar)
            return self._out.found
        self._start(node, answer.start, answer.unknown)
        self._out.add(node, terms.ASKED_COUNTRY, answer.asked.country)
        self._out.add(node, terms.ASKED_BAND, answer.asked.band)
        if isinstance(answer, PathsAnswer):
            self._paths(node, answer)
        elif isinstance(answer, GapAnswer):
            self._gap(node, answer)
        else:
            self._reachable(node, answer)
        return self._out.found

    def _explained(self, node: BlankNode, explained: Explained | None) -> None:
        if explained:
            self._out.add(node, terms.REASON, explained.reason.value)
            self._out.add(node, terms.REASON_TEXT, Literal(explained.text, language="en"))

    def _start(self, node: BlankNode, start: Start, unknown: Sequence[UnknownName]) -> None:
        self._out.add(node, terms.START_ROLE, self._out.thing(start.role))
        for skill in start.skills:
            self._out.add(node, terms.START_SKILL, self._out.thing(skill))
        for one in unknown:
            self._out.add(node, terms.UNKNOWN_NAME, one.name)

    def _paths(self, node: BlankNode, answer: PathsAnswer) -> None:
        self._out.add(node, terms.TARGET_ROLE, self._out.thing(answer.target))
        self._out.add(node, terms.MINIMUM_COVERAGE, answer.floor)
        for place, path in enumerate(answer.paths, 1):
            self._path(node, place, path, answer)
        if answer.direct:
            self._out.add(node, terms.DIRECT_STEP, self._step("direct", 1, answer.direct))

    def _path(self, answer_node: BlankNode, place: int, path: Path, answer: PathsAnswer) -> None:
        node = self._out.new(f"path{place}", terms.PATH_CLASS)
        self._out.add(answer_node, terms.PATH, node)
        self._out.item(node, place, answer.target)
        self._out.add(node, terms.PATH_COST, path.cost)
        self._out.add(node, terms.PATH_SCORE, path.score)
        for number, step in enumerate(path.steps, 1):
            self._out.add(node, terms.STEP, self._step(f"path{place}step{number}", number, step))

    def _gap(self, node: BlankNode, answer: GapAnswer) -> None:
        self._out.add(node, terms.TARGET_ROLE, self._out.thing(answer.target))
        self._out.add(node, terms.DIRECT_STEP, self._step("direct", 1, answer.step))

    def _reachable(self, node: BlankNode, answer: ReachableAnswer) -> None:
        for place, found in enumerate(answer.roles, 1):
            match = self._match(node, place, found)
            self._out.add(match, terms.STEP, self._step(f"role{place}step", 1, found.step))

    def _similar(self, node: BlankNode, place: int, found: SimilarRole) -> None:
        match = self._match(node, place, found)
        self._out.add(match, terms.SIMILARITY, found.score)
        self._out.add(match, terms.COVERAGE, found.forth)
        self._out.add(match, terms.COVERAGE_BACK, found.back)
        self._skills(match, terms.SHARED_SKILL, f"role{place}shared", found.shared)
        self._flags(match, found.flags)
        self._evidence(match, f"role{place}", found.evidence)

    def _match(self, node: BlankNode, place: int, found: ReachableRole | SimilarRole) -> BlankNode:
        match = self._out.new(f"role{place}", terms.ROLE_MATCH)
        self._out.add(node, terms.ROLE_MATCH_LINK, match)
        self._out.item(match, place, found.role)
        return match

    def _step(self, label: str, number: int, step: Step) -> BlankNode:
        node = self._out.new(label, terms.PATH_STEP)
        self._out.item(node, number, step.end)
        self._out.add(node, terms.START_ROLE, self._out.thing(step.start))
        self._out.add(node, terms.STEP_METHOD, step.method.value)
        self._out.add(node, terms.COVERAGE, step.coverage)
        self._out.add(node, terms.GAP, step.gap)
        self._out.add(node, terms.PATH_COST, step.cost)
        self._skills(node, terms.HELD_SKILL, f"{label}held", step.held)
        self._skills(node, terms.MISSING_SKILL, f"{label}missing", step.missing)
        self._out.add(node, terms.MISSING_ESSENTIAL, step.missing_essential)
        for place, version in enumerate(step.versions, 1):
            self._version(node, f"{label}version{place}", place, step.end, version)
        self._pay(node, terms.START_PAY, f"{label}startpay", step.pay.key, step.pay.start)
        self._pay(node, terms.END_PAY, f"{label}endpay", step.pay.key, step.pay.end)
        self._flags(node, step.flags)
        self._evidence(node, label, step.evidence)
        return node

    def _skills(self, node: BlankNode, link: NamedNode, label: str, asked: Sequence[SkillAsked]) -> None:
        for place, one in enumerate(asked, 1):
            match = self._out.new(f"{label}{place}", terms.SKILL_MATCH)
            self._out.add(node, link, match)
            self._out.item(match, place, one.skill)
            self._out.add(match, terms.WEIGHT, one.weight)
            self._out.add(match, terms.NORMAL_IMPORTANCE, one.importance)
            self._out.add(match, terms.BEST_RANK, one.rank)
            self._out.add(match, terms.ESSENTIAL, one.essential)
            self._out.add(match, terms.PROFILE_COUNT, one.profiles)
            self._out.add(match, terms.HUB, one.hub)

    def _version(self, node: BlankNode, label: str, place: int, role: Thing, version: Version) -> None:
        described = self._out.new(label, terms.ROLE_VERSION_CLASS)
        self._out.add(node, terms.ROLE_VERSION, described)
        if not version.missing:
            self._out.add(node, terms.MET_VERSION, described)
        self._out.item(described, place, role)
        self._out.add(described, terms.REF_AREA, node_or_text(version.country_iri))
        self._out.add(described, terms.EXPERIENCE_BAND, node_or_text(version.band_iri))
        self._out.add(described, terms.PROFILE_COUNT, version.profiles)
        self._out.add(described, terms.COVERAGE, version.coverage)
        for skill in version.missing:
            self._out.add(described, terms.VERSION_MISSING, self._out.thing(skill))

    def _pay(self, node: BlankNode, link: NamedNode, label: str, key: PayKey | None, pay: Pay | None) -> None:
        if key is None or pay is None:
            return
        amount = self._out.new(label, terms.MONETARY_AMOUNT)
        self._out.add(node, link, amount)
        self._out.add(amount, terms.MIN_VALUE, pay.minimum)
        self._out.add(amount, terms.MAX_VALUE, pay.maximum)
        self._out.add(amount, terms.CURRENCY, key.currency)
        self._out.add(amount, terms.PAY_PERIOD, Literal(key.pay_period, datatype=terms.DURATION))
        self._out.add(amount, terms.REF_AREA, node_or_text(key.country_iri))
        self._out.add(amount, terms.EXPERIENCE_BAND, node_or_text(key.band_iri))
        self._out.add(amount, terms.TEMPORAL_COVERAGE, key.period)
        for observation in pay.observations:
            self._out.add(amount, terms.WAS_DERIVED_FROM, node_or_text(observation))

    def _flags(self, node: BlankNode, flags: Sequence[Flag]) -> None:
        for flag in flags:
            self._out.add(node, terms.FLAG, flag.value)

    def _evidence(self, node: BlankNode, label: str, evidence: Evidence) -> None:
        for source in evidence.sources:
            self._out.add(node, terms.WAS_DERIVED_FROM, node_or_text(source))
        self._out.add(node, terms.EVIDENCE_COUNT, evidence.total)
        self._out.add(node, terms.EVIDENCE_QUERY, evidence.query or None)
        for place, one in enumerate(evidence.statements[: self._statements], 1):
            statement = self._out.new(f"{label}evidence{place}", terms.STATEMENT)
            self._out.add(node, terms.EVIDENCE_STATEMENT, statement)
            self._out.add(statement, terms.SUBJECT, node_or_text(one.subject))
            self._out.add(statement, terms.PREDICATE, node_or_text(one.predicate))
            self._out.add(statement, terms.OBJECT, node_or_text(one.object))
            self._out.add(statement, terms.WAS_DERIVED_FROM, node_or_text(one.graph))
