"""The terms of derived graphs, as nodes."""

from __future__ import annotations

from pyoxigraph import NamedNode

from rolegraph.graph.namespaces import RG, XSD

TRANSITION_CLASS = NamedNode(RG + "Transition")
FROM_ROLE = NamedNode(RG + "fromRole")
TO_ROLE = NamedNode(RG + "toRole")
COVERAGE = NamedNode(RG + "coverage")
GAP = NamedNode(RG + "gap")
STEP_METHOD = NamedNode(RG + "stepMethod")

ROLE_SKILL_CLASS = NamedNode(RG + "RoleSkill")
ASKS_FOR = NamedNode(RG + "asksFor")
OF_ROLE = NamedNode(RG + "ofRole")
OF_SKILL = NamedNode(RG + "ofSkill")
PROFILE_COUNT = NamedNode(RG + "profileCount")
ESSENTIAL_COUNT = NamedNode(RG + "essentialCount")
BEST_RANK = NamedNode(RG + "bestRank")
NORMAL_IMPORTANCE = NamedNode(RG + "normalImportance")

SALARY_CELL_CLASS = NamedNode(RG + "SalaryCell")
IN_COUNTRY = NamedNode(RG + "inCountry")
AT_EXPERIENCE = NamedNode(RG + "atExperience")
IN_CURRENCY = NamedNode(RG + "inCurrency")
PER = NamedNode(RG + "per")
IN_PERIOD = NamedNode(RG + "inPeriod")
LOWEST_PAY = NamedNode(RG + "lowestPay")
HIGHEST_PAY = NamedNode(RG + "highestPay")
OBSERVATION_COUNT = NamedNode(RG + "observationCount")

CONTENT_GENERATION = NamedNode(RG + "contentGeneration")
XSD_DECIMAL = NamedNode(XSD + "decimal")
XSD_INTEGER = NamedNode(XSD + "integer")
XSD_DURATION = NamedNode(XSD + "duration")
