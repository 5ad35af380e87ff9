"""The terms of classifications that pages do not use, as nodes."""

from __future__ import annotations

from pyoxigraph import NamedNode

from rolegraph.graph.namespaces import DCAT, DCTERMS, ESCO, OWL, RG, SKOS, XSD

# ESCO's own model
ESCO_OCCUPATION = NamedNode(ESCO + "Occupation")
ESCO_SKILL = NamedNode(ESCO + "Skill")
MEMBER_CONCEPT = NamedNode(ESCO + "MemberConcept")
RELATED_ESSENTIAL = NamedNode(ESCO + "relatedEssentialSkill")
RELATED_OPTIONAL = NamedNode(ESCO + "relatedOptionalSkill")
SKILL_TYPE = NamedNode(ESCO + "skillType")
REUSE_LEVEL = NamedNode(ESCO + "skillReuseLevel")
MEMBER_OF_ISCO_GROUP = NamedNode(ESCO + "memberOfISCOGroup")
REGULATED = NamedNode(ESCO + "regulatedProfessionNote")
STATUS = NamedNode("http://purl.org/iso25964/skos-thes#status")

# SKOS
BROADER = NamedNode(SKOS + "broader")
TOP_CONCEPT = NamedNode(SKOS + "hasTopConcept")
SCOPE_NOTE = NamedNode(SKOS + "scopeNote")
DEFINITION = NamedNode(SKOS + "definition")
EXAMPLE = NamedNode(SKOS + "example")
CLOSE_MATCH = NamedNode(SKOS + "closeMatch")
BROAD_MATCH = NamedNode(SKOS + "broadMatch")
NARROW_MATCH = NamedNode(SKOS + "narrowMatch")

# The distribution itself
DATASET = NamedNode(DCAT + "Dataset")
TITLE = NamedNode(DCTERMS + "title")
DESCRIPTION = NamedNode(DCTERMS + "description")
RIGHTS = NamedNode(DCTERMS + "rights")
VERSION = NamedNode(OWL + "versionInfo")
IN_DATASET = NamedNode(DCTERMS + "isPartOf")

# O*NET
SKILL_RATING_CLASS = NamedNode(RG + "SkillRating")
SKILL_RATING = NamedNode(RG + "skillRating")
NOT_RELEVANT = NamedNode(RG + "notRelevant")
IMPRECISE = NamedNode(RG + "imprecise")
JOB_ZONE = NamedNode(RG + "jobZone")
TASK_CLASS = NamedNode(RG + "Task")
TASK = NamedNode(RG + "task")
TASK_TYPE = NamedNode(RG + "taskType")
RELATED_CLASS = NamedNode(RG + "RelatedOccupation")
RELATED = NamedNode(RG + "related")
RELATED_OCCUPATION = NamedNode(RG + "relatedOccupation")
RELATEDNESS_TIER = NamedNode(RG + "relatednessTier")
HOT_TECHNOLOGY = NamedNode(RG + "hotTechnology")
IN_DEMAND = NamedNode(RG + "inDemand")

XSD_BOOLEAN = NamedNode(XSD + "boolean")
